"""A first vote is one statement with the rules inside: it takes what the rules allow, and nothing else."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core.errors import DomainError
from core.models import Change
from participation.models import Consultation, Contribution, Feature, Proposal, Vote
from participation.services import votes
from participation.states import ProposalState
from perimeter_data.models import Perimeter
from tests import factories

OPENINGS = ("none", "open", "shut", "later", "over", "draft", "closed", "neutral")
STATES = (
    *(("contribution", state) for state in ("received", "declined", "pending", "hidden")),
    *(("proposal", state) for state in ProposalState.values),
)


def consultation(perimeter: Perimeter, opening: str) -> Consultation | None:
    """A consultation whose votes stand as the word says."""
    if opening == "none":
        return None
    features = (Feature.IDEAS,) if opening == "shut" else tuple(Feature)
    made = factories.open_consultation(perimeter, features, slug=opening, neutral_votes=opening == "neutral")
    days = {"later": 60, "over": -60}.get(opening, 0)
    phase = made.phases.get()
    phase.starts_at, phase.ends_at = phase.starts_at + timedelta(days=days), phase.ends_at + timedelta(days=days)
    phase.save()
    state = {"draft": Consultation.State.DRAFT, "closed": Consultation.State.CLOSED}.get(opening)
    if state:
        Consultation.objects.filter(pk=made.pk).update(state=state)
    return Consultation.objects.get(pk=made.pk)


def is_taken(cast: Any, participant: Participant, target: Contribution | Proposal, choice: str) -> bool:
    """Say whether this way records the vote; nothing of it stays."""
    try:
        with transaction.atomic():
            taken = cast(participant, target, choice, "web") is not False
            assert Vote.objects.exists() == taken
            transaction.set_rollback(True)
    except DomainError:
        return False
    return taken


@pytest.mark.django_db
@pytest.mark.parametrize("opening", OPENINGS)
def test_the_statement_and_the_rules_agree(perimeter: Perimeter, opening: str) -> None:
    within = consultation(perimeter, opening)
    here = factories.ParticipantFactory(perimeter=perimeter)
    elsewhere = factories.ParticipantFactory(perimeter=factories.published_perimeter(slug="other"))
    make = {"contribution": factories.contribution, "proposal": factories.proposal}
    verdicts = set()
    for name, state in STATES:
        target: Any = make[name](perimeter)
        type(target).objects.filter(pk=target.pk).update(state=state, consultation=within)
        target = type(target).objects.select_related("perimeter", "consultation").get(pk=target.pk)
        for who, choice in product((here, elsewhere), ("for", "neutral")):
            short = is_taken(votes._cast_first, who, target, choice)
            verdicts.add(short)
            assert short == is_taken(votes._cast, who, target, choice), (name, state, who == here, choice)
    assert verdicts == ({True, False} if opening in ("none", "open", "neutral") else {False})


@pytest.mark.django_db
def test_it_tells_the_feed_as_the_long_way_does(perimeter: Perimeter) -> None:
    target, (first, second) = (
        factories.contribution(perimeter),
        factories.ParticipantFactory.create_batch(2, perimeter=perimeter),
    )
    begun = timezone.now()
    assert votes._cast_first(first, target, "against", "kiosk")
    votes._cast(second, target, "against", "kiosk")
    short, long = Change.objects.filter(kind="vote.cast").order_by("id").values()
    own = ("id", "xid", "created_at")
    assert {**short, **dict.fromkeys(own)} == {**long, **dict.fromkeys(own)}
    assert short["payload"] == {"choice": "against", "before": None, "qk": target.qk}
    assert begun - timedelta(seconds=5) < short["created_at"] < begun + timedelta(seconds=60)
    rows = Vote.objects.values("choice", "channel", "contribution", "proposal").distinct()
    assert list(rows) == [{"choice": "against", "channel": "kiosk", "contribution": target.pk, "proposal": None}]
