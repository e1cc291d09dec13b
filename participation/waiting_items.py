"""What a moderator sees of each line of the queue: read for the whole page, in as many queries for one as for all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.answered import answered
from participation.decided import last_decisions
from participation.hints import personal_hints
from participation.models import Appeal, Attachment, Comment, Contribution, Flag, ModerationDecision, ZoneAssignment
from participation.selectors import questions_of
from participation.services.decisions import version_of
from participation.waiting import Waiting
from perimeter_data.models import Place, VersionState
from perimeter_data.selectors import DIRECTIONS

Key = tuple[str, int]
LOOKS_LIKE = {
    "phone": _("perhaps a phone number"),
    "email": _("perhaps an e-mail address"),
    "name": _("perhaps somebody’s name"),
}

# The nearest on a sphere (index place_near): words for a person, not a measurement.
NEAR = """
SELECT c.id, p.id, ST_Distance(p.position::geography, c.position::geography),
       coalesce(degrees(ST_Azimuth(p.position::geography, c.position::geography)), 0)
  FROM participation_contribution c, LATERAL (
       SELECT id, position FROM perimeter_data_place
        WHERE perimeter_id = c.perimeter_id AND kind NOT IN ('river', 'sea')
        ORDER BY position::geography <-> c.position::geography LIMIT 1) p
 WHERE c.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest place, and where the contribution lies as seen from it."""

    place: Place
    distance_m: int
    direction: str


@dataclass(slots=True)
class Item:
    """One contribution or comment with all that helps to decide about it."""

    what: str
    target: Contribution | Comment
    why: str = ""
    flags: list[Flag] = field(default_factory=list)
    decisions: list[ModerationDecision] = field(default_factory=list)
    zones: list[ZoneAssignment] = field(default_factory=list)
    near: Near | None = None
    appeal: Appeal | None = None
    photos: list[Attachment] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def hints(self) -> list[tuple[str, str]]:
        """What in the words perhaps names or reaches a person: what it looks like, and the words."""
        texts = (getattr(self.target, "title", None), self.target.text, *(row["text"] for row in self.answers))
        return [
            (str(LOOKS_LIKE[hint.kind]), text[hint.start : hint.end])
            for text in texts
            if text
            for hint in personal_hints(text)
        ]

    @property
    def seen(self) -> str:
        """The version of what is shown here."""
        return version_of(self.target, self.decisions[-1].pk if self.decisions else None)


def load_items(lines: Sequence[Waiting]) -> list[Item]:
    """Return the lines with their contents; one that went meanwhile is left out."""
    appeals = Appeal.objects.select_related("decision__user").in_bulk(
        [line.appeal_id for line in lines if line.appeal_id]
    )
    found = read_items([(line.what, line.target_id) for line in lines])
    items = []
    for line in lines:
        item = found.get((line.what, line.target_id))
        if item is not None:
            again = Item(item.what, item.target, line.why, item.flags, item.decisions, item.zones, item.near)
            again.photos, again.answers = item.photos, item.answers
            again.appeal = appeals.get(line.appeal_id or 0)
            items.append(again)
    return items


def read_items(keys: Sequence[Key]) -> dict[Key, Item]:
    """Return what is to be known of these, by (what, number)."""
    contributions = [pk for what, pk in keys if what == "contribution"]
    comments = [pk for what, pk in keys if what == "comment"]
    found: dict[Key, Item] = {}
    rows = Contribution.objects.select_related("perimeter", "theme", "category", "consultation").defer("search")
    for pk, row in rows.in_bulk(contributions).items():
        found["contribution", pk] = Item("contribution", row)
    said = Comment.objects.select_related("perimeter", "contribution__theme", "proposal__theme", "parent")
    for pk, comment in said.defer("contribution__search").in_bulk(comments).items():
        found["comment", pk] = Item("comment", comment)
    for flag in _flags(contributions, comments):
        found[_key(flag)].flags.append(flag)
    for decision in last_decisions(contributions, comments):
        found[_key(decision)].decisions.append(decision)
    categories = {item.target.category_id for item in found.values() if isinstance(item.target, Contribution)}
    asked = questions_of([pk for pk in categories if pk])
    for photo in Attachment.objects.filter(contribution__in=contributions).order_by("slot"):
        found["contribution", photo.contribution_id or 0].photos.append(photo)
    for item in found.values():
        if isinstance(item.target, Contribution) and item.target.answers:
            item.answers = answered(item.target, asked[item.target.category_id or 0])
    zones, near = _zones(contributions), _near(contributions)
    for pk in contributions:
        if ("contribution", pk) in found:
            found["contribution", pk].zones = zones[pk]
            found["contribution", pk].near = near.get(pk)
    return found


def _key(row: Flag | ModerationDecision) -> Key:
    return ("contribution", row.contribution_id) if row.contribution_id else ("comment", row.comment_id or 0)


def _flags(contributions: Sequence[int], comments: Sequence[int]) -> list[Flag]:
    of = Q(contribution__in=contributions) | Q(comment__in=comments)
    return list(Flag.objects.filter(of, settled_at=None).order_by("created_at"))


def _zones(contributions: Sequence[int]) -> dict[int, list[ZoneAssignment]]:
    rows = ZoneAssignment.objects.filter(
        contribution__in=contributions, zoning_version__state=VersionState.PUBLISHED, zone__isnull=False
    )
    found: dict[int, list[ZoneAssignment]] = defaultdict(list)
    for row in (
        rows.select_related("zone")
        .only("contribution_id", "zone__name", "zone__code")
        .order_by("zoning_version__zoning__position")
    ):
        found[row.contribution_id or 0].append(row)
    return found


def _near(contributions: Sequence[int]) -> dict[int, Near]:
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"ids": list(contributions)})
        rows = cursor.fetchall()
    places = Place.objects.defer("shape").in_bulk({place for _pk, place, _distance, _azimuth in rows})
    return {
        pk: Near(places[place], round(distance), DIRECTIONS[round(azimuth / 45) % 8])
        for pk, place, distance, azimuth in rows
    }
