"""Put the hand-written texts on the map: places become positions, and each gets a date, a state and votes."""

import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapely import Point, prepare
from shapely.geometry.base import BaseGeometry

from mapserver.demo.draw import places, territory
from mapserver.demo.draw.typography import french

SEED = 412
DAYS = 70
FOLDER = Path(__file__).with_name("texts")
# How far from its name people still mean the place, in metres: a town is wide, a hamlet is not.
SPREAD_M = {"town": 1100, "village": 450, "hamlet": 300, "station": 90}
WIDE_M = {
    "Nice": 2600,
    "Cannes": 1900,
    "Antibes": 1900,
    "Grasse": 1500,
    "Cuneo": 1500,
    "Sanremo": 1300,
    "Imperia": 1500,
}
STATES = ("received", "acknowledged", "under_review", "planned", "in_progress", "done", "declined")
STATE_WEIGHTS = {"idea": (34, 26, 20, 8, 4, 3, 5), "report": (22, 22, 12, 12, 12, 16, 4)}
OUTSIDE = 2.6  # a path or a road is reported from further out
FRESH_DAYS = 6  # nobody has answered these yet


def read() -> Iterator[dict[str, Any]]:
    """Every text with what it is about and the place it names, in the order of the files."""
    for language in ("fr", "it"):
        for row in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            if row and not row.startswith("#"):
                yield _text(language, row)


def _text(language: str, row: str) -> dict[str, Any]:
    head, title, text = (part.strip() for part in row.split("|"))
    words, place = (part.strip() for part in head.split("@"))
    kind, theme, *rest = words.split()
    category = rest[0] if kind == "report" else None
    anchor = "zone" if "zone" in rest else "exact"
    set_type = french if language == "fr" else str
    said = {"title": set_type(title), "text": set_type(text)}
    return {
        "kind": kind,
        "theme": theme,
        "category": category,
        "language": language,
        "place": place,
        **said,
        "anchor": anchor,
    }


def draw() -> list[dict[str, Any]]:
    """All contributions, the oldest first."""
    outline, areas = territory.draw()
    prepare(outline)
    known = {place.name: place for place in places.read()}
    chance = random.Random(SEED)  # noqa: S311
    rows = [_placed(row, known[row.pop("place")], areas, outline, chance) for row in read()]
    _date(rows, chance)
    for row in rows:
        row["state"] = _state(row, chance)
        row["votes_for"], row["votes_against"] = _votes(row, chance)
    return sorted(rows, key=lambda row: (-row["days_ago"], row["minutes"]))


def _placed(
    row: dict[str, Any],
    place: places.Place,
    areas: dict[str, BaseGeometry],
    outline: BaseGeometry,
    chance: random.Random,
) -> dict[str, Any]:
    home = next(code for code, area in areas.items() if area.contains(Point(place.lon, place.lat)))
    spread_m: float = WIDE_M.get(place.name, SPREAD_M[place.kind])
    if row["category"] in ("path", "road") and place.kind != "town":
        spread_m *= OUTSIDE
    spot = _spot(place, spread_m, areas[home], outline, chance)
    if row["anchor"] == "zone":
        spot = areas[home].representative_point()
    source = "zone" if row["anchor"] == "zone" else chance.choices(["map", "gps", "place"], [7, 2, 1])[0]
    return {**row, "position_source": source, "lon": round(spot.x, 5), "lat": round(spot.y, 5)}


def _spot(
    place: places.Place, spread_m: float, home: BaseGeometry, outline: BaseGeometry, chance: random.Random
) -> Point:
    """A point near the place, in its own sector and on land with a few metres to spare."""
    while True:
        away_m, heading = spread_m * math.sqrt(chance.random()) * chance.uniform(0.3, 1), chance.uniform(0, math.tau)
        lat = place.lat + away_m * math.sin(heading) / 111_200
        lon = place.lon + away_m * math.cos(heading) / (111_200 * math.cos(math.radians(lat)))
        spot = Point(round(lon, 5), round(lat, 5))
        if home.contains(spot) and outline.boundary.distance(spot) > 0.0006:
            return spot


def _date(rows: list[dict[str, Any]], chance: random.Random) -> None:
    """Days before the load and minutes of that day: many at the opening, a second wave last month, few at night."""
    for row in rows:
        wave = chance.random()
        days = chance.uniform(0, DAYS) if wave < 0.5 else chance.triangular(DAYS - 18, DAYS, DAYS - 4)
        if wave > 0.8:
            days = chance.triangular(8, 30, 19)
        row["days_ago"] = min(DAYS - 1, int(days))
        row["minutes"] = int(60 * chance.triangular(7, 23.5, 19))


def _state(row: dict[str, Any], chance: random.Random) -> str:
    if row["days_ago"] < FRESH_DAYS:
        return chance.choices(["received", "acknowledged"], [5, 1])[0]
    return chance.choices(STATES, STATE_WEIGHTS[row["kind"]])[0]


def _votes(row: dict[str, Any], chance: random.Random) -> tuple[int, int]:
    """For and against: most get a handful, few get a hundred; older ones more."""
    seen = 0.35 + 0.65 * row["days_ago"] / DAYS
    support = min(180, int(seen * 5 * chance.paretovariate(1.05) - 2))
    doubt = chance.random() ** 3 * (0.45 if row["kind"] == "idea" else 0.12)
    return max(0, support), int(max(0, support) * doubt)


def as_json() -> str:
    """The file's text: one contribution per line."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in draw()) + "\n]\n"
