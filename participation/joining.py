"""What staff looks at before duplicates are merged: which one they may belong to, and what will be together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import connection
from django.db.models import QuerySet

from participation.audience import audience
from participation.models import Contribution, Results
from participation.selectors import comment_counts
from participation.similar import WEIGHTS, Asked, candidates, ranked
from participation.states import MOVES, PUBLIC_STATES, ContributionState

SHOWN = 8
# Somebody has seen already that it is one of several: whatever comes nearest to it is shown.
ANY_LIKENESS = replace(WEIGHTS, threshold=0.0)
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
    asked = Asked(
        kind=one.kind,
        lon=one.position.x,
        lat=one.position.y,
        theme=one.theme,
        category=one.category,
        title=one.title or "",
        text=one.text,
        language=one.language,
    )
    others = [
        other for other in candidates(one.perimeter, asked, states=PUBLIC_STATES) if other.pk not in {one.pk, *but}
    ]
    found = {other.pk: round(other.distance_m) for other in ranked(asked, others, ANY_LIKENESS, shown=SHOWN)}
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
