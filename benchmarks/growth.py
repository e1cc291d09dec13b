"""What a tile of z8 to z11 costs as pins grow: run it for each number, one after the other, each on its own database.

The database is of no other use: see SPARE. Only ratios between runs in turn mean anything.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.growth --pins 10000000
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.ground import ground  # noqa: E402
from benchmarks.tiles import PINS  # noqa: E402
from core.geometry import Tile  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Contribution, PinCell  # noqa: E402
from perimeter_data.models import Perimeter  # noqa: E402
from tiles.encode import Encoder  # noqa: E402
from tiles.resolve import vector_sources  # noqa: E402

SLUG = "growth"
ZOOMS = range(8, 12)
TILES, ROUNDS = 40, 5
# Triggers, keys and what low zooms never read are left out: ten million rows in four minutes, where all of it takes
# half an hour. The cells are counted from the rows afterwards.
SPARE = """
SELECT setseed(0.6088);
ALTER TABLE participation_contribution DROP COLUMN search, DROP CONSTRAINT contribution_ref;
DO $$
DECLARE one regclass;
BEGIN
  FOR one IN SELECT indexrelid FROM pg_index WHERE indrelid = 'participation_contribution'::regclass AND NOT indisunique
  LOOP EXECUTE 'DROP INDEX ' || one; END LOOP;
END $$;
SET LOCAL session_replication_role = replica
"""
QUICK = PINS.replace(" ORDER BY random()", "")
WHERE = """
SELECT x, y FROM (SELECT wx >> %(shift)s AS x, wy >> %(shift)s AS y, min(id) AS first
                    FROM (SELECT * FROM participation_contribution ORDER BY id LIMIT 100000) pin
                   GROUP BY 1, 2) tile
 ORDER BY first LIMIT %(limit)s
"""


@transaction.atomic
def _written(pins: int) -> Perimeter:
    perimeter, version, themes = ground(SLUG, "GRO", themes=4)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(SPARE)
        cursor.execute(QUICK, {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "pins": pins})
    return perimeter


def prepared(pins: int) -> Perimeter:
    """Return the perimeter with so many pins, counted."""
    perimeter = Perimeter.objects.filter(slug=SLUG).first()
    if perimeter is None:
        begun = time.perf_counter()
        perimeter = _written(pins)
        print(f"written in {time.perf_counter() - begun:.0f} s", flush=True)
        check_counts(perimeter_id=perimeter.pk, repair=True)
        print(f"counted after {time.perf_counter() - begun:.0f} s", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    there = Contribution.objects.filter(perimeter=perimeter).count()
    if there != pins:
        raise SystemExit(f"This database holds {there} pins: give an empty one.")
    return perimeter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pins", type=int, default=10_000)
    asked = parser.parse_args()
    perimeter = prepared(asked.pins)
    encoder = Encoder(vector_sources(perimeter, ["contributions"]))
    everything: list[float] = []
    for z in ZOOMS:
        with connection.cursor() as cursor:
            cursor.execute(WHERE, {"shift": 28 - z, "limit": TILES})
            tiles = [Tile(z, x, y) for x, y in cursor.fetchall()]
        took: list[float] = []
        for turn in range(ROUNDS + 1):
            for tile in tiles:
                begun = time.perf_counter()
                encoder.encode(tile)
                if turn:  # the first wakes connection and caches
                    took.append((time.perf_counter() - begun) * 1000)
        everything += took
        p95 = sorted(took)[int(len(took) * 0.95)]
        print(f"z{z}: {len(tiles)} tiles, median {statistics.median(took):.2f} ms, 95 % below {p95:.2f} ms")
    cells = PinCell.objects.filter(perimeter_id=perimeter.pk).count()
    print(
        f"{asked.pins} pins, {cells} cells: median {statistics.median(everything):.2f} ms, "
        f"mean {statistics.mean(everything):.2f} ms"
    )


if __name__ == "__main__":
    main()
