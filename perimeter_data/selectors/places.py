"""Places by name, as people type them.

Keys (`PlaceKey`) are read as beginnings, from an index: of a name, then of a word in it. Where few begin so, names that
hold the letters anywhere; where none does, names that are a few letters off.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from core.i18n import current_language
from perimeter_data.models import Perimeter, Place
from perimeter_data.names import START, asked_keys, fold, keys

# So few letters are no word yet: only beginnings are looked for.
SHORT = 2
# How much of the letters in threes a name must share before it is compared letter by letter.
ALIKE = 0.5
LONGEST = 60
MOST_WORDS = 6

# Match: 0 a whole name, 1 its beginning, 2 that without articles and the like, 3 a word, 4 anywhere.
# Several keys may be one place's: `many` leaves room for that.
FIND = """
WITH begun AS MATERIALIZED (
  (SELECT place_id, 0 AS match, weight FROM perimeter_data_placekey
    WHERE perimeter_id = %(perimeter)s AND words = ANY(%(names)s)
    ORDER BY weight + 0, place_id LIMIT %(many)s)
  {begins}),
held AS (
  SELECT p.id, 4, p.rank * 100 FROM perimeter_data_place p
   WHERE %(anywhere)s AND (SELECT count(DISTINCT place_id) FROM begun) < %(limit)s
     AND p.perimeter_id = %(perimeter)s AND {held}
   ORDER BY p.rank, p.id LIMIT %(many)s),
best AS (
  SELECT place_id, min(match) AS match, min(weight) AS weight
    FROM (TABLE begun UNION ALL TABLE held) each GROUP BY place_id)
SELECT p.id FROM best b JOIN perimeter_data_place p ON p.id = b.place_id
 ORDER BY b.match, {inside} DESC, {nearness}, b.weight, p.name, p.id
 LIMIT %(limit)s
"""
BEGINS = """
  UNION ALL
  (SELECT place_id, {match}, weight FROM perimeter_data_placekey
    WHERE perimeter_id = %(perimeter)s AND words LIKE %({key})s
    ORDER BY weight, place_id LIMIT %(many)s)
"""
HELD = "p.search_text LIKE %(held_{n})s"
INSIDE = """
EXISTS (SELECT FROM perimeter_data_perimeterversion v JOIN perimeter_data_perimeterpiece i ON i.version_id = v.id
         WHERE v.perimeter_id = %(perimeter)s AND v.state = 'published' AND ST_Covers(i.geom, p.position))
"""
# The less important the farther away: 30 km are as much as three ranks, 3 km as less than one.
NEARNESS = "p.rank + 1.2 * ln(1 + 33 * coalesce(ST_Distance(p.position, %(near)s::geometry), 0))"
OFF = """
least(levenshtein_less_equal(%(words)s, words, %(off)s),
      levenshtein_less_equal(%(words)s, left(words, %(letters)s), %(off)s))
"""

# Names that share groups of letters; where none of them is near enough, those of the same first letter. By how many
# letters they are off, read as far as what was typed as well: people stop typing half-way.
SIMILAR = f"""
WITH alike AS (
  SELECT id FROM perimeter_data_place
   WHERE perimeter_id = %(perimeter)s AND %(words)s <%% search_text
   ORDER BY word_similarity(%(words)s, search_text) DESC, rank, id LIMIT %(many)s),
compared AS (
  SELECT place_id, ltrim(words, '^') AS words, weight
    FROM perimeter_data_placekey WHERE place_id IN (SELECT id FROM alike)),
near_enough AS MATERIALIZED (
  SELECT place_id, words, weight, {OFF} AS off FROM compared WHERE {OFF} <= %(off)s),
off AS (
  TABLE near_enough
   UNION ALL
  SELECT place_id, words, weight, {OFF} FROM (
    SELECT place_id, substr(words, 2) AS words, weight FROM perimeter_data_placekey
     WHERE NOT EXISTS (TABLE near_enough) AND perimeter_id = %(perimeter)s AND words LIKE %(first)s) first),
best AS (
  SELECT DISTINCT ON (place_id) place_id, words, weight, off FROM off
   WHERE off <= %(off)s ORDER BY place_id, off, words)
SELECT p.id, b.words FROM best b JOIN perimeter_data_place p ON p.id = b.place_id
 ORDER BY b.off, {INSIDE} DESC, {NEARNESS}, b.weight, p.name, p.id
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place, and the name it was found by where that is not the one its reader sees."""

    place: Place
    matched: str | None = None


def shown_name(place: Place) -> str:
    """Return a place's name in the reader's language, else as it is called there."""
    return place.names.get(current_language()) or place.name


def find_places(perimeter: Perimeter, typed: str, limit: int, near: Point | None = None) -> list[FoundPlace]:
    """Return places by a name or alias in any language: whole names first, then beginnings, then words in them.

    Among equal matches those inside the perimeter come first, then the more important, less so far from `near`.
    """
    typed = typed[: 2 * LONGEST]
    asked = asked_keys(typed)
    if not asked:
        return []
    words = fold(typed)[:LONGEST]
    values: dict[str, Any] = {
        "perimeter": perimeter.pk,
        "names": [START + key for key in asked],
        "words": words,
        "anywhere": len(words) > SHORT,
        **{f"held_{n}": f"%{word}%" for n, word in enumerate(_held(words))},
        "limit": limit,
        "many": limit * 4,
        "near": near and near.hexewkb.decode(),
        **{f"start_{n}": f"{START}{key}%" for n, key in enumerate(asked)},
        **{f"word_{n}": f"{key}%" for n, key in enumerate(asked)},
    }
    with connection.cursor() as cursor:
        cursor.execute(_find(len(asked), len(_held(words)), in_words=len(words) > 1), values)
        found: list[tuple[int, str | None]] = [(pk, None) for (pk,) in cursor.fetchall()]
    if not found and len(words) > SHORT:
        found = [*_similar(values)]
    places = Place.objects.defer("shape").in_bulk([pk for pk, _key in found])
    return [FoundPlace(places[pk], _matched(places[pk], [key] if key else asked, words)) for pk, key in found]


def _find(asked: int, held: int, *, in_words: bool) -> str:
    """Return FIND with one branch for each key that is looked for; all it takes in are our own words."""
    starts = [BEGINS.format(match=1 if n == 0 else 2, key=f"start_{n}") for n in range(asked)]
    inner = [BEGINS.format(match=3, key=f"word_{n}") for n in range(asked if in_words else 0)]
    holds = " AND ".join(HELD.format(n=n) for n in range(held))
    return FIND.format(begins="".join(starts + inner), held=holds, inside=INSIDE, nearness=NEARNESS)


def _held(words: str) -> list[str]:
    """Return what a name must hold somewhere: every word, so that one between them may be left out."""
    return words.split()[:MOST_WORDS]


def _similar(values: dict[str, Any]) -> list[tuple[int, str]]:
    words = values["words"]
    may_be_off = 1 if len(words) == SHORT + 1 else 2 if len(words) < 9 else 3
    more: dict[str, Any] = {"first": f"{START}{words[0]}%", "letters": len(words), "off": may_be_off}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        cursor.execute(SIMILAR, {**values, **more})
        return cursor.fetchall()


def _matched(place: Place, asked: list[str], words: str) -> str | None:
    """Return which name was found, None where the reader sees it anyway."""
    shown = shown_name(place)
    for name in dict.fromkeys([shown, *place.every_name()]):
        if words in fold(name) or any(key.lstrip(START).startswith(one) for key in keys([name]) for one in asked):
            return None if name == shown else name
    return None


def foremost_places(perimeter: Perimeter, limit: int) -> list[FoundPlace]:
    """Return the places of the lowest ranks, by name."""
    rows = Place.objects.filter(perimeter=perimeter).defer("shape").order_by("rank", "name", "pk")[:limit]
    return [FoundPlace(place) for place in rows]
