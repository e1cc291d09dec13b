"""Units of a perimeter's sets: listed, and picked by code, by attribute, by distance from a line, or all."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Missing, Refused
from perimeter_data.models import Perimeter, Unit, UnitSet
from perimeter_data.names import fold

MAX_PICKED = 5000
MAX_VALUES = 500
MAX_PASTED = 5000
# A table's lines and columns; the words of a name stay together.
SEPARATORS = re.compile(r"[\n\r\t,;|]+")
# Offices write Brigue, people La Brigue.
ARTICLE = re.compile(r"^(le|la|les|l|il|lo|i|gli) (?=.)")

SETS = """
SELECT s.id, s.title, s.fields, b.units, ST_XMin(b.box), ST_YMin(b.box), ST_XMax(b.box), ST_YMax(b.box)
  FROM perimeter_data_unitset s
 CROSS JOIN LATERAL (SELECT count(*) AS units, ST_Extent(geom) AS box
                       FROM perimeter_data_unit WHERE unit_set_id = s.id) b
 WHERE s.perimeter_id = %s ORDER BY s.id
"""
AREAS = "SELECT id, ST_Area(geom::geography) / 1e6 FROM perimeter_data_unit WHERE id = ANY(%s)"
VALUES = """
SELECT attributes ->> %(field)s AS value, count(*) FROM perimeter_data_unit
 WHERE unit_set_id = %(set)s AND attributes ->> %(field)s IS NOT NULL
 GROUP BY value ORDER BY value LIMIT %(most)s
"""
# Metres on the ground; the box in Web Mercator, where they are longer away from the equator, only finds candidates.
NEAR_LINE = """
WITH line AS (SELECT ST_SetSRID(ST_GeomFromGeoJSON(%(line)s), 4326) AS geom),
box AS (SELECT geom::geography AS ground,
               ST_Expand(ST_Transform(geom, 3857), 1.02 * %(metres)s / greatest(0.08, cos(radians(
                 least(89, greatest(abs(ST_YMin(geom)), abs(ST_YMax(geom))) + %(metres)s / 1e5))))) AS around
          FROM line)
SELECT u.id FROM perimeter_data_unit u, box
 WHERE u.unit_set_id = ANY(%(sets)s) AND u.geom_3857 && box.around
   AND ST_DWithin(u.geom::geography, box.ground, %(metres)s)
 LIMIT %(most)s
"""
Found = QuerySet[Unit]


class UnknownUnitSet(Missing):
    code = "unknown_unit_set"
    message = _("There is no such set of units in this perimeter.")


class TooManyPicked(Refused):
    """Carries `max_units`."""

    code = "too_many_units"
    message = _("These are more units than one boundary is composed of.")


@dataclass(slots=True)
class Selection:
    """Units that were meant, pasted words that are none, and those that may mean several."""

    units: list[Unit] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[tuple[str, list[Unit]]] = field(default_factory=list)


def unit_sets(perimeter: Perimeter) -> list[dict[str, Any]]:
    """Return {"id", "title", "fields", "units", "bbox"} of each set."""
    with connection.cursor() as cursor:
        cursor.execute(SETS, [perimeter.pk])
        rows = cursor.fetchall()
    return [
        {"id": pk, "title": title, "fields": fields, "units": units, "bbox": box if units else None}
        for pk, title, fields, units, *box in rows
    ]


def get_unit_set(perimeter: Perimeter, pk: int) -> UnitSet:
    """Return a set; raise `UnknownUnitSet`."""
    found = UnitSet.objects.filter(perimeter=perimeter, pk=pk).first()
    if found is None:
        raise UnknownUnitSet
    return found


def units_of(unit_set: UnitSet, *, text: str, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Return a page of a set, by code, with how many there are; `text` is part of a code or name."""
    units = unit_set.units.defer("geom", "geom_3857", "attributes").order_by("code")
    if text:
        units = units.filter(Q(code__icontains=text) | Q(name__unaccent__icontains=text))
    shown = list(units[offset : offset + limit])
    with connection.cursor() as cursor:
        cursor.execute(AREAS, [[unit.pk for unit in shown]])
        areas = dict(cursor.fetchall())
    told = [
        {
            "id": unit.pk,
            "code": unit.code,
            "name": unit.name,
            "population": unit.population,
            "area_km2": round(areas[unit.pk], 3),
        }
        for unit in shown
    ]
    return told, units.count()


def values_of(unit_set: UnitSet, name: str) -> list[dict[str, Any]]:
    """Return {"value", "count"} of one field, the first MAX_VALUES by value."""
    with connection.cursor() as cursor:
        cursor.execute(VALUES, {"field": name, "set": unit_set.pk, "most": MAX_VALUES})
        return [{"value": value, "count": count} for value, count in cursor.fetchall()]


def pick_all(sets: Sequence[UnitSet]) -> Selection:
    """Return every unit."""
    return _bounded(_units(sets))


def pick_by_value(sets: Sequence[UnitSet], name: str, values: Sequence[str]) -> Selection:
    """Return units whose field has one of the values, compared as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM perimeter_data_unit WHERE unit_set_id = ANY(%s) AND attributes ->> %s = ANY(%s)",
            [[unit_set.pk for unit_set in sets], name, list(values)],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    return _bounded(_units(sets).filter(pk__in=ids))


def pick_near(sets: Sequence[UnitSet], line: dict[str, Any], distance_m: float) -> Selection:
    """Return units within `distance_m` of a line (GeoJSON, lon lat)."""
    given: dict[str, Any] = {
        "line": json.dumps(line),
        "metres": distance_m,
        "sets": [unit_set.pk for unit_set in sets],
        "most": MAX_PICKED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR_LINE, given)
        ids = [pk for (pk,) in cursor.fetchall()]
    return _bounded(_units(sets).filter(pk__in=ids))


def pick_by_codes(sets: Sequence[UnitSet], pasted: str) -> Selection:
    """Return units by pasted codes or names, one a line or between commas.

    Spreadsheets eat leading zeros and people leave out accents: both are forgiven. A code goes before a name.
    """
    known = _Index(_units(sets))
    words = [word for piece in SEPARATORS.split(pasted) if (word := piece.strip().strip("\"'"))]
    if len(words) > MAX_PASTED:
        raise TooManyPicked(max_units=MAX_PICKED)
    found = Selection()
    units: dict[int, Unit] = {}
    for word in dict.fromkeys(known.split(words)):
        meant = known.find(word)
        if not meant:
            found.unknown.append(word[:80])
        elif len(meant) > 1:
            found.ambiguous.append((word[:80], meant))
        else:
            units[meant[0].pk] = meant[0]
    found.units = list(units.values())
    return found


class _Index:
    """Units by code, by code without its leading zeros, by name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._ways: tuple[dict[str, list[Unit]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for unit in units:
            for way, key in zip(self._ways, self._keys(unit.code, unit.name), strict=True):
                way[key].append(unit)

    @staticmethod
    def _keys(code: str, name: str) -> tuple[str, str, str]:
        plain = code.casefold()
        return plain, plain.lstrip("0"), ARTICLE.sub("", fold(name))

    def find(self, word: str) -> list[Unit]:
        """Return the units that a word means in the strictest way that finds any."""
        for way, key in zip(self._ways, self._keys(word, word), strict=True):
            if key and key in way:
                return way[key]
        return []

    def split(self, words: Iterable[str]) -> Iterable[str]:
        """Take apart what is only known word by word: codes with spaces between them."""
        for word in words:
            parts = word.split()
            yield from parts if len(parts) > 1 and not self.find(word) and all(map(self.find, parts)) else [word]


def _units(sets: Sequence[UnitSet]) -> Found:
    return Unit.objects.filter(unit_set__in=sets).only("code", "name", "unit_set_id").order_by("unit_set", "code")


def _bounded(units: Found) -> Selection:
    found = list(units[: MAX_PICKED + 1])
    if len(found) > MAX_PICKED:
        raise TooManyPicked(max_units=MAX_PICKED)
    return Selection(units=found)
