"""Zones of a draft changed by hand: described, divided by a line, cut out, joined, removed.

Ground is never lost by an edit: what a zone loses, another gains, except where one is removed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from core.errors import Conflict, Refused
from perimeter_data.models import VersionState, Zone, ZoningVersion
from perimeter_data.reading.repair import make_valid, polygons_of
from perimeter_data.selectors.zonings import get_zone
from perimeter_data.services.drafts import NotADraft
from perimeter_data.services.drawing import read_drawing, read_line
from perimeter_data.services.editions import NoName, recount
from perimeter_data.services.publish import lock_perimeter
from perimeter_data.services.rows import MAX_CODE
from perimeter_data.services.shapes import to_multi_polygon

SMALLEST_M2 = 100.0  # a piece below stays with its neighbour: nobody lives on it, nobody can click on it
M2_A_SQUARE_DEGREE = 111_320.0**2


class NotDivided(Refused):
    code = "not_divided"
    message = _("This line does not cut the neighbourhood in two. Begin and end it outside of it.")


class CodeTaken(Conflict):
    code = "code_taken"
    message = _("Another neighbourhood has this code already.")


class NotEnough(Refused):
    code = "not_enough_zones"
    message = _("Choose at least two neighbourhoods to join.")


@contextmanager
def editing(edition: ZoningVersion) -> Iterator[None]:
    """Edit a draft: one edit at a time in its perimeter, all of it or nothing. Raises `NotADraft` for anything else."""
    with transaction.atomic():
        lock_perimeter(edition.zoning.perimeter_id)
        edition.refresh_from_db(fields=["state", "report"])
        if edition.state != VersionState.DRAFT:
            raise NotADraft
        yield


def describe_edition(edition: ZoningVersion, *, facts: Mapping[str, Any]) -> None:
    """Set `source` and `population_year`, as far as they are given."""
    with editing(edition):
        for name, value in facts.items():
            setattr(edition, name, value)
        edition.save(update_fields=list(facts))


def delete_edition(edition: ZoningVersion) -> None:
    """Forget a draft."""
    with editing(edition):
        edition.delete()


def describe_zone(edition: ZoningVersion, *, zone_id: int, facts: Mapping[str, Any]) -> None:
    """Set `code`, `name` and `population`, as far as they are given; raise `UnknownZone`, `CodeTaken`."""
    with editing(edition):
        zone = get_zone(edition, zone_id)
        if "code" in facts:
            _require_free(edition, facts["code"], but=zone.pk)
            zone.code = facts["code"]
        if "name" in facts:
            zone.name = _words(facts["name"])
        if "population" in facts:
            zone.population = facts["population"]
        zone.save(update_fields=["code", "name", "population"])


def split_zone(edition: ZoningVersion, *, zone_id: int, line: dict[str, Any]) -> None:
    """Divide a zone by a drawn line; the largest piece keeps code and name, nobody knows the populations any more.

    Raises `UnknownZone`, `NotDivided`, `FileRefused`.
    """
    with editing(edition):
        zone = get_zone(edition, zone_id)
        pieces = _pieces(_shape(zone), read_line(line))
        if len(pieces) < 2:
            raise NotDivided
        first, *others = pieces
        zone.population = None
        _draw(zone, first)
        taken = set(edition.zones.values_list("code", flat=True))
        for number, piece in enumerate(others, start=2):
            name = {language: f"{text} {number}"[:200] for language, text in zone.name.items()}
            made = Zone(version=edition, code=_free_code(taken, zone.code, number), name=name)
            _draw(made, piece)
            taken.add(made.code)
        recount(edition)


def cut_zone(
    edition: ZoningVersion,
    *,
    polygon: dict[str, Any],
    code: str,
    name: Mapping[str, str],
    population: int | None = None,
) -> Zone:
    """Add a drawn zone, taken out of those it lies on; what lies wholly under it is gone.

    Raises `CodeTaken`, `NoName`, `FileRefused`.
    """
    with editing(edition):
        drawn, _mended = read_drawing(polygon)
        given = to_multi_polygon(drawn)
        for zone in edition.zones.filter(geom__intersects=given):
            left = polygons_of(shapely.difference(_shape(zone), drawn))
            if _is_ground(left):
                _draw(zone, left)
            else:
                zone.delete()
        taken = set(edition.zones.values_list("code", flat=True))
        if code in taken:
            raise CodeTaken
        made = Zone(
            version=edition,
            code=code or _free_code(taken, "", len(taken) + 1),
            name=_words(name),
            population=population,
        )
        _draw(made, drawn)
        recount(edition)
        return made


def merge_zones(edition: ZoningVersion, *, zone_ids: Sequence[int], into: int) -> None:
    """Join zones into one of them; populations are added up, unknown where one is unknown."""
    with editing(edition):
        kept = get_zone(edition, into)
        others = [get_zone(edition, pk) for pk in dict.fromkeys(zone_ids) if pk != into]
        if not others:
            raise NotEnough
        everyone = [kept, *others]
        people = [zone.population for zone in everyone]
        kept.population = None if None in people else sum(number for number in people if number is not None)
        united = polygons_of(shapely.union_all([_shape(zone) for zone in everyone]))
        Zone.objects.filter(pk__in=[zone.pk for zone in others]).delete()
        _draw(kept, united)
        recount(edition)


def remove_zone(edition: ZoningVersion, *, zone_id: int) -> None:
    """Forget a zone; its ground is then in none."""
    with editing(edition):
        get_zone(edition, zone_id).delete()
        recount(edition)


def _pieces(shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """Return what a line divides a shape into, the largest first; parts it does not cross stay with that one."""
    cut: list[BaseGeometry] = []
    whole: list[BaseGeometry] = []
    for part in shapely.get_parts(shape):
        pieces = [piece for piece in split(part, line).geoms if piece.geom_type == "Polygon"]
        (cut if len(pieces) > 1 else whole).extend(pieces)
    cut.sort(key=lambda piece: -piece.area)
    large = [piece for piece in cut if _is_ground(piece)]
    if len(large) < 2:
        return large
    crumbs = [piece for piece in cut if not _is_ground(piece)]
    return [polygons_of(shapely.union_all([large[0], *crumbs, *whole])), *large[1:]]


def _is_ground(shape: BaseGeometry) -> bool:
    if shape.is_empty:
        return False
    narrow = abs(float(shapely.get_y(shape.centroid)))
    return bool(shape.area * M2_A_SQUARE_DEGREE * max(0.01, 1 - narrow / 90) >= SMALLEST_M2)


def _shape(zone: Zone) -> BaseGeometry:
    return shapely.from_wkb(bytes(zone.geom.wkb))


def _draw(zone: Zone, shape: BaseGeometry) -> None:
    zone.geom = to_multi_polygon(shape if shape.is_valid else polygons_of(make_valid(shape)))
    zone.save()


def _words(name: Mapping[str, str]) -> dict[str, str]:
    words = {language: text for language, text in name.items() if text}
    if not words:
        raise NoName
    return words


def _require_free(edition: ZoningVersion, code: str, *, but: int) -> None:
    if edition.zones.filter(code=code).exclude(pk=but).exists():
        raise CodeTaken


def _free_code(taken: set[str], code: str, number: int) -> str:
    while True:
        made = f"{code[: MAX_CODE - 8]}-{number}" if code else str(number)
        if made not in taken:
            return made
        number += 1
