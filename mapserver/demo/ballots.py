"""Synthetic participants of the demo territory: who wrote, and who voted how. All in bulk."""

import random
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from accounts import tokens
from accounts.models import Participant
from mapserver.demo.files import read_json
from participation.models import Choice, Contribution, Proposal
from participation.models.placed import Placed
from perimeter_data.models import Perimeter

PARTICIPANTS = 1100
SEED = 2107

CAST = """
INSERT INTO participation_vote ({target}_id, participant_id, choice, channel, created_at, updated_at)
SELECT target, participant, choice, 'web', now(), now()
  FROM unnest(%(targets)s::bigint[], %(participants)s::bigint[], %(choices)s::text[])
       AS vote (target, participant, choice)
"""
TELL = """
INSERT INTO core_change (kind, perimeter_id, target_type, target_id, payload, created_at)
SELECT 'vote.cast', %(perimeter)s, %(name)s, target, jsonb_build_object('choice', choice, 'before', NULL), now()
  FROM unnest(%(targets)s::bigint[], %(choices)s::text[]) AS vote (target, choice)
"""


def load_participants(perimeter: Perimeter) -> list[Participant]:
    """Devices whose tokens nobody knows."""
    return Participant.objects.bulk_create(
        Participant(perimeter=perimeter, token_hash=tokens.token_hash(secrets.token_hex(32)))
        for _number in range(PARTICIPANTS)
    )


def authors(participants: Sequence[Participant]) -> Iterator[Participant]:
    """One author after the other: most people write once, some two or three times."""
    chance = random.Random(SEED)  # noqa: S311
    while True:
        yield participants[int(len(participants) * chance.random() ** 1.6)]


def load_votes(
    contributions: Sequence[Contribution], proposals: Sequence[Proposal], participants: Sequence[Participant]
) -> int:
    """Cast as many votes on each target as its file says, nobody twice, nobody on their own; return how many."""
    chance = random.Random(SEED)  # noqa: S311
    everything: list[tuple[str, Sequence[Placed]]] = [("contribution", contributions), ("proposal", proposals)]
    cast = 0
    for name, targets in everything:
        rows = zip(targets, read_json(f"{name}s.json"), strict=True)
        votes = [vote for target, row in rows for vote in _votes(target, row, participants, chance)]
        _write(name, targets[0].perimeter_id, votes)
        cast += len(votes)
    return cast


def load_choices(places: Sequence[Proposal], participants: Sequence[Participant]) -> int:
    """Choose one of several places as often as its file says, each participant once; return how many."""
    told = read_json("consultation.json")["choice"]["places"]
    chosen = [place.pk for place, row in zip(places, told, strict=True) for _vote in range(row["votes"])]
    voters = random.Random(SEED).sample(participants, len(chosen))  # noqa: S311
    votes = [(place, voter.pk, Choice.FOR.value) for place, voter in zip(chosen, voters, strict=True)]
    _write("proposal", places[0].perimeter_id, votes)
    return len(votes)


def _votes(
    target: Placed, row: dict[str, Any], participants: Sequence[Participant], chance: random.Random
) -> Iterator[tuple[int, int, str]]:
    author = getattr(target, "participant_id", None)
    choices = [choice.value for choice in Choice for _vote in range(row.get(f"votes_{choice}", 0))]
    voters = [voter.pk for voter in chance.sample(participants, len(choices) + 1) if voter.pk != author]
    for voter, choice in zip(voters, choices, strict=False):  # one voter too many, where the author was not drawn
        yield target.pk, voter, choice


def _write(name: str, perimeter_id: int, votes: Sequence[tuple[int, int, str]]) -> None:
    targets, participants, choices = ([vote[column] for vote in votes] for column in range(3))
    values = {"targets": targets, "participants": participants, "choices": choices}
    with connection.cursor() as cursor:
        cursor.execute(CAST.format(target=name), values)
        cursor.execute(TELL, {**values, "perimeter": perimeter_id, "name": name})
