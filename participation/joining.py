"""What staff looks at before duplicates are merged: which one they may belong to, and what will be together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from participation.audience import audience
from participation.models import Contribution, Results
from participation.selectors import comment_counts
from participation.states import MOVES, PUBLIC_STATES, ContributionState

WITHIN_M = 2000
SHOWN = 8
# Nearest first, where words in common bring a contribution closer: as many metres as they are alike.
SIMILAR = """
WITH one AS (
  SELECT id, perimeter_id, position, coalesce(title, '') || ' ' || left(text, 400) AS words
    FROM participation_contribution WHERE id = %(one)s)
SELECT c.id, ST_Distance(c.position::geography, one.position::geography) AS distance_m
  FROM participation_contribution c JOIN one ON c.perimeter_id = one.perimeter_id
 WHERE c.position && ST_Expand(one.position, %(within)s / 70000.0)
   AND ST_DWithin(c.position::geography, one.position::geography, %(within)s)
   AND c.state = ANY(%(public)s) AND NOT c.id = ANY(%(but)s)
 ORDER BY ST_Distance(c.position::geography, one.position::geography)
          - %(within)s * similarity(agorama_unaccent(one.words),
                                    agorama_unaccent(coalesce(c.title, '') || ' ' || left(c.text, 400)))
 LIMIT %(shown)s
"""
# The votes there will be: of each participant the newest, as the merge keeps them.
TOGETHER = """
SELECT choice, count(*) FROM (
  SELECT DISTINCT ON (participant_id) participant_id, choice FROM participation_vote
   WHERE contribution_id = ANY(%s)
   ORDER BY participant_id, updated_at DESC, contribution_id <> %s) newest
 GROUP BY choice
"""


@dataclass(frozen=True, slots=True)
class Together:
    """What a merge brings together; `seen` changes with every one of them, so that nobody decides about the past."""

    votes: dict[str, int]
    comments: int
    followers: int
    seen: str


def mergeable(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep those that may be merged into another."""
    states = [state for state in ContributionState if ContributionState.MERGED in MOVES[state]]
    return rows.filter(state__in=states)


def similar_to(one: Contribution, but: Collection[int]) -> list[tuple[Contribution, int]]:
    """Return public contributions near one that say something like it, with their distance in metres."""
    values: dict[str, Any] = {
        "one": one.pk,
        "within": WITHIN_M,
        "public": list(PUBLIC_STATES),
        "but": [one.pk, *but],
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, values)
        found = {pk: round(distance_m) for pk, distance_m in cursor.fetchall()}
    rows = Contribution.objects.select_related("theme").defer("search", "shape").in_bulk(found)
    return [(rows[pk], distance_m) for pk, distance_m in found.items() if pk in rows]


def together(survivor: Contribution, duplicates: Sequence[Contribution]) -> Together:
    """Return what will be together once these are merged."""
    ids = [survivor.pk, *(duplicate.pk for duplicate in duplicates)]
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [ids, survivor.pk])
        votes = {"for": 0, "against": 0, "neutral": 0, **dict(cursor.fetchall())}
    # How votes stand is not staff's to know either, as long as it is hidden.
    hidden = Contribution.objects.filter(pk__in=ids, consultation__results=Results.HIDDEN).exists()
    addresses = {one.email.lower() for followers in audience(ids).values() for one in followers}
    facts = [f"{row.pk} {row.state} {row.updated_at.isoformat()}" for row in (survivor, *duplicates)]
    return Together(
        votes={} if hidden else votes,
        comments=sum(comment_counts("contribution", ids).values()),
        followers=len(addresses),
        seen=sha256("\n".join(facts).encode()).hexdigest()[:16],
    )
