"""How well, and how fast, what was said already is found.

python -m benchmarks.duplicates --weigh
    tries weights on duplicates.json: texts written for it, French and Italian, with what lies around them.
DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.duplicates --pins 1000000
    beside two plain look-ups in the same indexes. Give it a database of its own: see benchmarks/growth.py, whose
    rows these are, with a title and a text each. Only figures of one run compare.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.ground import ground  # noqa: E402
from benchmarks.tiles import PINS  # noqa: E402
from participation.models import Category, Theme  # noqa: E402
from participation.similar import WEIGHTS, Asked, Candidate, Weights, candidates, ranked  # noqa: E402
from participation.telling_words import two_of  # noqa: E402
from perimeter_data.models import Perimeter  # noqa: E402

SCENES: list[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
SLUG = "duplicates"
GRID = {
    "near": (0.2, 0.35, 0.5),
    "category": (0.1, 0.25, 0.4),
    "words": (0.5, 0.7, 0.9, 1.1),
    "half_m": (30.0, 60.0, 120.0),
    "threshold": (0.4, 0.45, 0.5, 0.55, 0.6, 0.65),
}
# Words that occur as words do: the common ones in a tenth of all texts, the rare ones in a few.
VOCABULARY, LONG_TAIL = 20_000, 2.2
KEEP_SEARCH = """
SELECT setseed(0.6088);
SET LOCAL session_replication_role = replica
"""
WORDED = PINS.replace(" ORDER BY random()", "").replace(
    "'received', '', 'fr'",
    "'received', array_to_string(ARRAY(SELECT 'mot' || floor(20000 * random() ^ 2.2)::int"
    " FROM generate_series(1, 10 + n %% 5)), ' '), 'fr'",
)
PLACE = """
SELECT id FROM participation_contribution WHERE perimeter_id = %(perimeter)s AND state = 'received'
 ORDER BY position <-> ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326) LIMIT 40
"""
TEXT = """
SELECT id FROM participation_contribution
 WHERE search @@ websearch_to_tsquery('pg_catalog.french', %(words)s) AND perimeter_id = %(perimeter)s LIMIT 20
"""


def judged(weights: Weights) -> tuple[int, int, int]:
    """Return (duplicates found first, duplicates shown at all, others shown) over all scenes."""
    first = shown = wrong = 0
    for scene in SCENES:
        new = scene["new"]
        slugs = {slug: pk for pk, slug in enumerate(sorted(_categories()), 1)}
        asked = Asked(
            kind="report", lon=0, lat=0, title=new["title"], text=new["text"],
            category=Category(pk=slugs[new["category"]]), theme=Theme(pk=1),
        )  # fmt: skip
        others = [
            Candidate(at, one["distance_m"], 1, slugs[one["category"]], f"{one['title']}\n{one['text']}")
            for at, one in enumerate(scene["others"])
        ]
        found = [scene["others"][one.pk]["same"] for one in ranked(asked, others, weights)]
        first += found[:1] == [True]
        shown += True in found
        wrong += found.count(False)
    return first, shown, wrong


def _categories() -> set[str]:
    return {one["category"] for scene in SCENES for one in (scene["new"], *scene["others"])}


def weigh() -> None:
    """Print the best weights, those of the code, and each thing alone."""
    there = sum(one["same"] for scene in SCENES for one in scene["others"])
    others = sum(not one["same"] for scene in SCENES for one in scene["others"])
    tried = []
    for values in itertools.product(*GRID.values()):
        weights = replace(WEIGHTS, **dict(zip(GRID, values, strict=True)))
        first, shown, wrong = judged(weights)
        tried.append((first - 0.34 * wrong, first, shown, wrong, weights))
    tried.sort(key=lambda one: one[0], reverse=True)
    print(f"{len(SCENES)} texts, {there} duplicates, {others} others around them; found first, shown, others shown:")
    for _worth, first, shown, wrong, weights in tried[:5]:
        print(f"{first:3} {shown:3} {wrong:3}  {weights}")
    print("{:3} {:3} {:3}  in the code".format(*judged(WEIGHTS)))
    for name in ("near", "category", "words"):
        without = max(
            (one for one in (judged(replace(WEIGHTS, **{name: 0.0}, threshold=t)) for t in GRID["threshold"])),
            key=lambda one: one[0] - 0.34 * one[2],
        )
        print("{:3} {:3} {:3}  without {}".format(*without, name))


@transaction.atomic
def _written(pins: int) -> Perimeter:
    perimeter, version, themes = ground(SLUG, "DUP", themes=4)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE participation_contribution DROP CONSTRAINT contribution_ref")
        cursor.execute(KEEP_SEARCH)
        cursor.execute(WORDED, {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "pins": pins})
    return perimeter


def prepared(pins: int) -> Perimeter:
    """Return the perimeter with so many contributions, each with ten to fourteen words."""
    perimeter = Perimeter.objects.filter(slug=SLUG).first()
    if perimeter is None:
        begun = time.perf_counter()
        perimeter = _written(pins)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE participation_contribution")
        print(f"written in {time.perf_counter() - begun:.0f} s", flush=True)
    return perimeter


def questions(perimeter: Perimeter, rounds: int) -> list[Asked]:
    """Return what is written where others wrote: half of the words of one of them, a few metres off."""
    chance = random.Random(17)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(position), ST_Y(position), text, kind FROM participation_contribution"
            " WHERE perimeter_id = %s AND id %% 997 = 0 ORDER BY qk %% 8191 LIMIT %s",
            [perimeter.pk, rounds],
        )
        rows = cursor.fetchall()
    return [
        Asked(
            kind=kind,
            lon=lon + chance.uniform(-2e-4, 2e-4),
            lat=lat + chance.uniform(-2e-4, 2e-4),
            text=" ".join(chance.sample(text.split(), 6)),
        )
        for lon, lat, text, kind in rows
    ]


def timed(ways: dict[str, Callable[[Asked], object]], asked: list[Asked]) -> dict[str, list[float]]:
    """Return the milliseconds of each way and question; the ways in turn, each question once before it counts."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for one in asked:
        for counts in (False, True):
            for name, ask in ways.items():
                begun = time.perf_counter()
                ask(one)
                if counts:
                    times[name].append((time.perf_counter() - begun) * 1000)
    return times


def plain(sql: str, perimeter: Perimeter) -> Callable[[Asked], object]:
    def ask(asked: Asked) -> object:
        words = two_of(asked.text)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"perimeter": perimeter.pk, "lon": asked.lon, "lat": asked.lat, "words": words})
            return cursor.fetchall()

    return ask


def measure(perimeter: Perimeter, rounds: int) -> None:
    """Print the two plain look-ups, ours, and what ours costs of the two."""
    asked = questions(perimeter, rounds)
    ways = {
        "place": plain(PLACE, perimeter),
        "words": plain(TEXT, perimeter),
        "ours, asked": lambda one: candidates(perimeter, one),
        "ours": lambda one: ranked(one, candidates(perimeter, one)),
    }
    times = timed(ways, asked)
    ours = times["ours"]
    both = [one + other for one, other in zip(times["place"], times["words"], strict=True)]
    for name, ms in {**times, "place and words": both}.items():
        ordered = sorted(ms)
        print(f"{name:16} p50 {statistics.median(ms):7.2f} ms  p95 {ordered[int(len(ms) * 0.95)]:7.2f} ms")
    ratio = statistics.median(ours) / statistics.median(both)
    print(f"{len(asked)} questions: ours takes {ratio:.2f} of the two look-ups (medians)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weigh", action="store_true")
    parser.add_argument("--pins", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    if given.weigh:
        weigh()
    else:
        measure(prepared(given.pins), given.rounds)


if __name__ == "__main__":
    main()
