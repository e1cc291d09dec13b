"""Milliseconds until the first answer of the search for places, beside two plain ways of asking the same rows.

Only figures of one run compare. Give it a database of its own, as DATABASE_URL: it writes a perimeter `bench-places`
with `--places` invented places (made of French and Italian name parts; a third has a name in the other language) once.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.places --places 50000 --rounds 400
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Point, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from perimeter_data.models import Perimeter, PerimeterVersion, Place, PlaceKind  # noqa: E402
from perimeter_data.selectors import find_places, near_place  # noqa: E402
from perimeter_data.services.place_keys import write_keys  # noqa: E402
from perimeter_data.services.publish import publish_boundary  # noqa: E402

WEST, SOUTH, EAST, NORTH = 6.2, 43.6, 8.3, 44.9
KINDS = [kind for kind in PlaceKind.values if kind not in ("river", "sea")]
BEFORE = ("", "", "", "", "", "Saint-", "Sainte-", "San ", "Santo ", "Le ", "La ", "Les ", "Col de ", "Colle di ",
          "Mont ", "Monte ", "Rio ", "Borgo ", "Villa", "Castel", "Roca", "Puget-", "Pieve di ")  # fmt: skip
ONSETS = ("b", "br", "c", "ch", "cl", "d", "f", "g", "gr", "l", "m", "n", "p", "pr", "r", "s", "t", "tr", "v", "z", "")
VOWELS = ("a", "e", "i", "o", "u", "ia", "ie", "ou", "au")
CODAS = ("", "", "", "n", "r", "l", "s", "nt", "rd", "ll")
ENDS = ("e", "a", "o", "et", "as", "ac", "argues", "ella", "ino", "asco", "ières", "ons", "iglia", "ille", "è", "ì")
AFTER = ("", "", "", "", "", "-sur-Roya", "-du-Var", " Marittima", " d’Asse", "-le-Haut", " di Sotto", " Inferiore")

NAIVE = """
SELECT id FROM perimeter_data_place
 WHERE perimeter_id = %(perimeter)s AND (name ILIKE %(like)s OR names::text ILIKE %(like)s)
 ORDER BY rank, name LIMIT 20
"""
TRIGRAM = """
SELECT id FROM perimeter_data_place
 WHERE perimeter_id = %(perimeter)s AND %(words)s <%% search_text
 ORDER BY word_similarity(%(words)s, search_text) DESC, rank LIMIT 20
"""
NEAREST_PLAIN = """
SELECT id FROM perimeter_data_place WHERE perimeter_id = %s AND kind NOT IN ('river', 'sea')
 ORDER BY ST_Distance(position::geography, ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography) LIMIT 1
"""


def invented(chance: random.Random) -> str:
    """Return a name that could stand on a map."""
    syllables = "".join(
        chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _n in range(chance.choice((1, 1, 2)))
    )
    root = (syllables + chance.choice(ONSETS) + chance.choice(ENDS)).capitalize()
    return chance.choice(BEFORE) + root + chance.choice(AFTER)


def made(perimeter: Perimeter, count: int, chance: random.Random) -> Iterator[Place]:
    """Yield unsaved places."""
    for _n in range(count):
        name, importance = invented(chance), chance.random()
        place = Place(
            perimeter=perimeter,
            name=name,
            names={"fr": name, "it": invented(chance)} if chance.random() < 1 / 3 else {},
            aliases=[invented(chance)] if chance.random() < 0.1 else [],
            kind=chance.choice(KINDS),
            rank=1 + int(8.99 * importance**0.4),
            population=int(200 / (importance + 0.001)) if importance < 0.5 else None,
            position=Point(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH), srid=4326),
        )
        place.search_text = place.searchable()
        yield place


@transaction.atomic
def prepared(count: int) -> Perimeter:
    """Return the perimeter with its places, written the first time."""
    slug = f"bench-places-{count}"
    perimeter, is_new = Perimeter.objects.get_or_create(slug=slug, defaults={"name": {"fr": slug}})
    if is_new:
        area = MultiPolygon(Polygon.from_bbox((WEST, SOUTH, EAST, NORTH)), srid=4326)
        version = PerimeterVersion.objects.create(
            perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=1, tolerance_m=0
        )
        publish_boundary(version=version)
        places = Place.objects.bulk_create(made(perimeter, count, random.Random(7)), batch_size=2000)
        write_keys(places)
    return perimeter


def one_slip(name: str, chance: random.Random) -> str:
    """Return the name with one letter gone, doubled, exchanged or swapped with the next."""
    at = chance.randrange(1, max(2, len(name) - 1))
    letter = chance.choice("aeinorstl")
    return chance.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        )
    )


def typed(perimeter: Perimeter, rounds: int) -> dict[str, list[str]]:
    """Return what people type, by kind: beginnings of real names, whole ones, with slips, and what is not there."""
    chance = random.Random(11)
    names = list(Place.objects.filter(perimeter=perimeter).order_by("id").values_list("name", flat=True)[: rounds * 5])
    drawn = chance.sample(names, rounds)
    return {
        "1 letter": [name[:1] for name in drawn],
        "2 letters": [name[:2] for name in drawn],
        "3 letters": [name[:3] for name in drawn],
        "5 letters": [name[:5] for name in drawn],
        "whole name": drawn,
        "last word": [name.replace("-", " ").split()[-1] for name in drawn],
        "one slip": [one_slip(name, chance) for name in drawn],
        "one slip, half typed": [one_slip(name, chance)[: max(5, len(name) * 2 // 3)] for name in drawn],
        "not there": ["".join(chance.choice("bcdfghklmnpqrtvwxz") for _n in range(9)) for _name in drawn],
    }


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one way."""

    ms: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.ms)
        return f"p50 {statistics.median(ordered):6.1f}  p95 {ordered[int(len(ordered) * 0.95)]:6.1f}"


def timed(ask: Callable[[str], object], questions: list[str]) -> Times:
    """Ask each question once."""
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - started))
    return Times(times)


def plain(sql: str, perimeter: Perimeter) -> Callable[[str], object]:
    """Return a way to run one statement with what was typed."""

    def ask(text: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"perimeter": perimeter.pk, "like": f"%{text}%", "words": text.lower()})
            return cursor.fetchall()

    return ask


def request(perimeter: Perimeter) -> Callable[[str], object]:
    """Return a way to ask over the whole of Django."""
    client = Client(SERVER_NAME="localhost")

    def ask(text: str) -> object:
        answer = client.get(f"/api/v1/perimeters/{perimeter.slug}/places/", {"q": text})
        assert answer.status_code == 200, answer.content
        return answer

    return ask


def recall(perimeter: Perimeter, rounds: int) -> float:
    """Return the share of names, typed with one slip, that are among the first five answers."""
    questions = typed(perimeter, rounds)
    found = 0
    for name, slipped in zip(questions["whole name"], questions["one slip"], strict=True):
        found += any(name in row.place.every_name() for row in find_places(perimeter, slipped, 5))
    return found / rounds


def search_table(perimeter: Perimeter, rounds: int) -> None:
    """Print one line for each kind of question."""
    ways = {
        "search": lambda text: find_places(perimeter, text, 20),
        "request": request(perimeter),
        "ILIKE '%…%'": plain(NAIVE, perimeter),
        "pg_trgm": plain(TRIGRAM, perimeter),
    }
    together: dict[str, list[float]] = {way: [] for way in ways}
    for kind, questions in typed(perimeter, rounds).items():
        for way, ask in ways.items():
            ask(questions[0])
            times = timed(ask, questions)
            together[way] += times.ms
            print(f"{kind:22}{way:14}{times}")
    for way, ms in together.items():
        print(f"{'all':22}{way:14}{Times(ms)}")


def locate_table(perimeter: Perimeter, rounds: int) -> None:
    """Print how long the nearest place takes, by the index and by comparing all."""
    chance = random.Random(13)
    spots = [f"{chance.uniform(WEST, EAST)},{chance.uniform(SOUTH, NORTH)}" for _n in range(rounds)]

    def indexed(spot: str) -> object:
        lon, lat = spot.split(",")
        return near_place(perimeter, Point(float(lon), float(lat), srid=4326))

    def compared(spot: str) -> object:
        with connection.cursor() as cursor:
            cursor.execute(NEAREST_PLAIN, [perimeter.pk, *spot.split(",")])
            return cursor.fetchall()

    print(f"{'nearest place':22}{'index':14}{timed(indexed, spots)}")
    print(f"{'nearest place':22}{'compare all':14}{timed(compared, spots[: max(5, rounds // 10)])}")


def main() -> None:
    """Prepare, vacuum, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    perimeter = prepared(given.places)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE perimeter_data_place, perimeter_data_placekey")
    print(f"{given.places} places, {perimeter.places.count()} there, {given.rounds} questions of each kind")
    search_table(perimeter, given.rounds)
    print(f"one slip: {100 * recall(perimeter, given.rounds):.0f} % among the first five")
    locate_table(perimeter, given.rounds)


if __name__ == "__main__":
    main()
