"""Kinds and states in the words of other people's files → ours. Unknown words are None, never a guess."""

import unicodedata
from functools import cache
from typing import Any

from django.utils.translation import override

from core.i18n import LANGUAGES
from participation.models import Kind
from participation.states import ContributionState

S = ContributionState
KIND_WORDS = {
    Kind.IDEA: "idee idees proposition proposta suggestion suggerimento souhait",
    Kind.REPORT: "signalement signalements segnalazione segnalazioni probleme problema problem issue reclamation",
}
STATE_WORDS = {
    S.PENDING: "en attente|in attesa|a moderer|da moderare",
    S.RECEIVED: "recu|recue|ricevuto|ricevuta|nouveau|nouvelle|nuovo|nuova|new|submitted|open|ouvert|aperto|aperta",
    S.ACKNOWLEDGED: "pris en compte|prise en compte|preso in carico|presa in carico|accepted|assigned",
    S.UNDER_REVIEW: "a l'etude|en cours d'etude|in esame|under investigation",
    S.PLANNED: "planifie|prevu|programme|pianificato|previsto|scheduled",
    S.IN_PROGRESS: "en cours|en cours de traitement|in corso|in lavorazione|in progress|started",
    S.DONE: "termine|traite|resolu|clos|cloture|ferme|fatto|risolto|chiuso|concluso|closed|fixed|resolved|completed",
    S.DECLINED: "refuse|non retenu|rejetee|respinto|non accolto|wont fix",
}


def read_kind(value: Any) -> Kind | None:
    """Return the kind a word means."""
    return _kinds().get(_plain(value))


def read_state(value: Any) -> ContributionState | None:
    """Return the state a word means; what is merged needs a survivor that a file cannot name."""
    return _states().get(_plain(value))


@cache
def _kinds() -> dict[str, Kind]:
    known = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
    return known | {_plain(word): kind for kind in Kind for word in (kind.value, *_labels(kind))}


@cache
def _states() -> dict[str, ContributionState]:
    known = {word: state for state, words in STATE_WORDS.items() for word in words.split("|")}
    ours = {_plain(word): state for state in S for word in (state.value, *_labels(state)) if state is not S.MERGED}
    return known | ours


def _labels(choice: Any) -> list[str]:
    labels = []
    for language in LANGUAGES:
        with override(language):
            labels.append(str(choice.label))
    return labels


def _plain(value: Any) -> str:
    text = unicodedata.normalize("NFKD", str(value).casefold().replace("’", "'").replace("_", " "))
    return " ".join(text.encode("ascii", "ignore").decode().split())
