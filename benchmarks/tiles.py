"""Uncached pin tiles a second at z8, z12 and z14, beside a plain `&&` + ST_AsMVTGeom(ST_Transform(…)) of the same rows.

Only ratios within one run mean anything. Give it a database of its own, as DATABASE_URL: it writes a perimeter
`bench` with `--pins` contributions (spread like people: towns of very different size) and three votes each, once.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.tiles --pins 100000 --rounds 7
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from core.geometry import Tile  # noqa: E402
from participation.models import Contribution, Theme  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary  # noqa: E402
from tiles.encode import encode  # noqa: E402
from tiles.resolve import vector_sources  # noqa: E402

ZOOMS = {8: 12, 12: 60, 14: 120}
SLUG = "bench"

PINS = """
WITH town AS (
  SELECT i, 6.3 + 1.9 * random() AS lon, 43.7 + 1.1 * random() AS lat, 0.003 + 0.017 * random() AS spread
    FROM generate_series(1, 400) i),
pin AS (
  SELECT n, 1 + floor(400 * random() ^ 3)::int AS i, sqrt(-2 * ln(1 - random())) AS r, 2 * pi() * random() AS a
    FROM generate_series(1, %(pins)s) n)
INSERT INTO participation_contribution
       (perimeter_id, perimeter_version_id, position, kind, theme_id, state, text, language, anchor, position_source,
        channel, created_at, updated_at)
SELECT %(perimeter)s, %(version)s,
       ST_SetSRID(ST_Point(least(greatest(t.lon + 1.4 * t.spread * r * cos(a), 6.2), 8.3),
                           least(greatest(t.lat + t.spread * r * sin(a), 43.6), 44.9)), 4326),
       CASE WHEN random() < 0.6 THEN 'idea' ELSE 'report' END, (%(themes)s::bigint[])[1 + floor(random() * 4)::int],
       'received', '', 'fr', 'exact', 'map', 'web', now(), now()
  FROM pin JOIN town t USING (i) ORDER BY random()
"""
PARTICIPANTS = """
INSERT INTO accounts_participant (perimeter_id, token_hash, rung, created_at)
SELECT %(perimeter)s, sha256(('bench' || n)::bytea), 'device', now() FROM generate_series(1, 500) n
"""
VOTES = """
INSERT INTO participation_vote (contribution_id, participant_id, choice, channel, created_at, updated_at)
SELECT c.id, p.id, CASE WHEN random() < 0.7 THEN 'for' ELSE 'against' END, 'web', now(), now()
  FROM (SELECT id, row_number() OVER () AS n FROM participation_contribution WHERE perimeter_id = %(perimeter)s) c
  JOIN (SELECT id, row_number() OVER () - 1 AS n FROM accounts_participant WHERE perimeter_id = %(perimeter)s) p
    ON p.n IN ((c.n * 7) %% 500, (c.n * 7 + 3) %% 500, (c.n * 7 + 5) %% 500)
"""
PLAIN = """
SELECT ST_AsMVT(t, 'contributions', 4096, 'geom', 'id') FROM (
  SELECT id, kind, state, theme_id,
         ST_AsMVTGeom(ST_Transform(position, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) AS geom
    FROM participation_contribution
   WHERE perimeter_id = %(perimeter)s AND state = 'received'
     AND position && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096), 4326)) t
"""
BUSY = """
SELECT (wx >> %(shift)s) AS x, (wy >> %(shift)s) AS y FROM participation_contribution
 WHERE perimeter_id = %(perimeter)s GROUP BY 1, 2 ORDER BY md5((wx >> %(shift)s)::text || (wy >> %(shift)s)::text)
 LIMIT %(limit)s
"""


@transaction.atomic
def prepared(pins: int) -> Perimeter:
    """Return the perimeter with its pins, written the first time."""
    perimeter, new = Perimeter.objects.get_or_create(slug=SLUG, defaults={"name": {"fr": SLUG}, "ref_prefix": "BEN"})
    if new:
        area = MultiPolygon(Polygon.from_bbox((6.1, 43.5, 8.4, 45)), srid=4326)
        version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
        version.save()
        publish_boundary(version=version)
        themes = [Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", color="#000000").pk for n in range(4)]
        values = {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "pins": pins}
        with connection.cursor() as cursor:
            for statement in (PINS, PARTICIPANTS, VOTES):
                cursor.execute(statement, values)
    return perimeter


def busy_tiles(perimeter: Perimeter, z: int, limit: int) -> list[Tile]:
    """Return tiles of a zoom that hold pins, in an order that does not depend on the run."""
    with connection.cursor() as cursor:
        cursor.execute(BUSY, {"perimeter": perimeter.pk, "shift": 28 - z, "limit": limit})
        return [Tile(z, x, y) for x, y in cursor.fetchall()]


def plain(perimeter: Perimeter, tile: Tile) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"perimeter": perimeter.pk, "z": tile.z, "x": tile.x, "y": tile.y})
        return bytes(cursor.fetchone()[0])


def asked_for(perimeter: Perimeter, tile: Tile) -> bytes:
    """What a request does once the perimeter is known."""
    return encode(vector_sources(perimeter, ["contributions"]), tile)


@dataclass
class Shape:
    """One way to make a tile, and what it took."""

    name: str
    make: Callable[[Tile], bytes]
    rates: list[float] = field(default_factory=list)
    took_ms: list[float] = field(default_factory=list)
    size: int = 0

    def run(self, tiles: list[Tile]) -> None:
        """Make every tile once."""
        begun = time.perf_counter()
        for tile in tiles:
            start = time.perf_counter()
            self.size += len(self.make(tile))
            self.took_ms.append((time.perf_counter() - start) * 1e3)
        self.rates.append(len(tiles) / (time.perf_counter() - begun))

    def row(self, z: int, plain: "Shape") -> str:
        """Return a line of the table; the ratio is the median of the rounds' ratios."""
        ratio = statistics.median(ours / theirs for ours, theirs in zip(self.rates, plain.rates, strict=True))
        took = sorted(self.took_ms)
        tail = took[int(len(took) * 0.99)]
        return (
            f"| {z} | {self.name} | {statistics.median(self.rates):.1f} | {ratio:.2f} "
            f"| {self.size / len(took) / 1000:.1f} | {statistics.median(took):.2f} | {tail:.2f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pins", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    perimeter = prepared(asked.pins)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE participation_contribution, participation_vote")
    rows = Contribution.objects.filter(perimeter=perimeter).count()
    print(f"{rows} pins, one connection, no HTTP, one process\n")
    print("| zoom | shape | tiles/s | of plain | kB | p50 ms | p99 ms |\n|---|---|---:|---:|---:|---:|---:|")
    for z, limit in ZOOMS.items():
        tiles = busy_tiles(perimeter, z, limit)
        sources = vector_sources(perimeter, ["contributions"])
        shapes = [
            Shape("plain && + ST_Transform, no votes", partial(plain, perimeter)),
            Shape("contributions, statement", partial(encode, sources)),
            Shape("contributions, with what a request looks up", partial(asked_for, perimeter)),
        ]
        for _round in range(asked.rounds):
            for shape in shapes:
                shape.run(tiles)
        for shape in shapes:
            print(shape.row(z, shapes[0]), flush=True)


if __name__ == "__main__":
    main()
