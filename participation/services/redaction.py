"""Leave passages out: the public reads "[…]" from then on, at every door. The original stays in the decision alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from participation.models import Action, Comment, Contribution, Flag, ModerationDecision
from participation.personal_data import MASK
from participation.refusals import NoSuchPassage, RedactionTooLong
from participation.services.decisions import Act, Said, begin, name_of, record, tell
from participation.services.flags import settle_flags
from participation.states import CommentState, ContributionState, ImpossibleMove

FIELDS: dict[type[Contribution] | type[Comment], tuple[str, ...]] = {
    Contribution: ("title", "text"),
    Comment: ("text", "name"),
}
# What somebody answered to a question is a field of its own.
ANSWER = "answers."
GONE = (ContributionState.WITHDRAWN, ContributionState.MERGED, CommentState.WITHDRAWN)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (left out itself) of one field."""

    field: str
    start: int
    end: int


@transaction.atomic
def redact(*, target: Said, spans: Sequence[Span], act: Act) -> ModerationDecision:
    """Replace the spans by "[…]"; raise `NoSuchPassage` where there is none or one is not inside the text."""
    locked = begin(target, act)
    if locked.state in GONE:
        raise ImpossibleMove(current=str(locked.state), action=str(Action.REDACT))
    words = words_of(locked)
    touched = {span.field for span in spans}
    if not touched or touched - words.keys():
        raise NoSuchPassage
    before = {name: words[name] for name in sorted(touched)}
    after = {name: masked(words[name], [span for span in spans if span.field == name]) for name in before}
    made = record(locked, Action.REDACT, act, before=before, after=after)
    _write(locked, after)
    settle_flags(Flag.objects.filter(**{name_of(locked): locked}))
    tell(made)
    return made


def restore(locked: Contribution | Comment, decision: ModerationDecision) -> None:
    """Put the original words of a redaction back; raise `NoSuchPassage` where others stand there by now."""
    words = words_of(locked)
    if not decision.before or any(words.get(name) != text for name, text in decision.after.items()):
        raise NoSuchPassage
    _write(locked, decision.before)
    others = type(decision)._default_manager.filter(
        **{name_of(locked): locked}, action=Action.REDACT, pk__lt=decision.pk
    )
    locked.redacted_at = locked.redacted_at if others.exclude(appeal__answer__action=Action.GRANT).exists() else None
    locked.save(update_fields=["redacted_at"])


def words_of(target: Contribution | Comment) -> dict[str, str]:
    """Return what can be redacted of a contribution or comment, by field."""
    words = {name: getattr(target, name) or "" for name in FIELDS[type(target)]}
    answers = target.answers if isinstance(target, Contribution) else {}
    return words | {f"{ANSWER}{slug}": text for slug, text in answers.items() if isinstance(text, str)}


def masked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with "[…]" for each span; spans that touch are one."""
    pieces, at = [], 0
    for start, end in _joined(text, spans):
        pieces += [text[at:start], MASK]
        at = end
    return "".join([*pieces, text[at:]])


def find_passages(target: Contribution | Comment, passages: Iterable[str]) -> list[Span]:
    """Return every place where one of these passages stands; raise `NoSuchPassage` for one that is nowhere."""
    words, found = words_of(target), []
    for passage in passages:
        here = [span for name, text in words.items() for span in _occurrences(name, text, passage)]
        if not here:
            raise NoSuchPassage
        found += here
    return found


def _occurrences(name: str, text: str, passage: str) -> Iterable[Span]:
    at = text.find(passage)
    while passage and at >= 0:
        yield Span(name, at, at + len(passage))
        at = text.find(passage, at + len(passage))


def _joined(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not 0 <= span.start < span.end <= len(text):
            raise NoSuchPassage
        if joined and span.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return joined


def _write(locked: Contribution | Comment, words: dict[str, str]) -> None:
    fields = {name for name in words if not name.startswith(ANSWER)}
    for name, text in words.items():
        if name not in fields and isinstance(locked, Contribution):
            locked.answers = {**locked.answers, name.removeprefix(ANSWER): text}
            continue
        longest = getattr(locked._meta.get_field(name), "max_length", None)
        if longest is not None and len(text) > longest:
            raise RedactionTooLong
        setattr(locked, name, text)
    locked.redacted_at = timezone.now()
    answered = ["answers"] if len(fields) < len(words) else []
    locked.save(update_fields=[*fields, *answered, "redacted_at", "updated_at"])
