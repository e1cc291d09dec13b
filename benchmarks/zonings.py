"""Publishing a zoning and counting every contribution in its zone anew, beside the plain SQL that does the same.

Ours cuts the zones for drawing, re-checks each position against the boundary and writes each assignment, batch by
batch; the plain SQL is one INSERT … SELECT by the rule of DESIGN §5.4 into a table like ours. `locate` is asked with 10
and with 500 zones. Only ratios within one run mean anything. Give it a database of its own.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.zonings --contributions 10000 --rounds 5
"""

import argparse
import math
import os
import random
import statistics
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Point, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.models import Change  # noqa: E402
from participation.models import Contribution, ZoneAssignment  # noqa: E402
from participation.services.recheck import recheck_positions  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion, Zone, Zoning, ZoningVersion  # noqa: E402
from perimeter_data.selectors import published_version, zones_at  # noqa: E402
from perimeter_data.services.publish import publish_boundary, publish_zoning  # noqa: E402

SLUG = "bench-zonings"
WEST, SOUTH, EAST, NORTH = 6.1, 43.5, 8.4, 45.0
CORNERS = 60  # of each side: an IRIS of the data has some two hundred corners
PLAIN = """
CREATE TEMP TABLE plain ON COMMIT DROP AS
SELECT t.id, coalesce(
         (SELECT z.id FROM perimeter_data_zone z
           WHERE z.version_id = %(edition)s AND ST_Covers(z.geom, t.position) ORDER BY z.code LIMIT 1),
         (SELECT z.id FROM perimeter_data_zone z
           WHERE z.version_id = %(edition)s AND z.geom && ST_Expand(t.position, 0.003)
             AND ST_Distance(z.geom::geography, t.position::geography) <= 200
           ORDER BY ST_Distance(z.geom::geography, t.position::geography), z.code LIMIT 1)) AS zone_id
  FROM participation_contribution t WHERE t.perimeter_id = %(perimeter)s
"""


def prepared(contributions: int) -> Perimeter:
    """Return a perimeter with that many contributions, made anew."""
    forget()
    perimeter = Perimeter.objects.create(slug=SLUG, name={"fr": SLUG}, ref_prefix="BEN")
    boundary = MultiPolygon(Polygon.from_bbox((WEST, SOUTH, EAST, NORTH)), srid=4326)
    version = PerimeterVersion.objects.create(
        perimeter=perimeter, number=1, boundary=boundary, accepted=boundary, tolerance_m=0, area_km2=1
    )
    publish_boundary(version=version)
    chance = random.Random(7)
    Contribution.objects.bulk_create(
        [
            Contribution(
                perimeter=perimeter,
                perimeter_version=version,
                kind="idea",
                title=f"{n}",
                created_at=timezone.now(),
                position=Point(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH), srid=4326),
            )
            for n in range(contributions)
        ],
        batch_size=2000,
    )
    return perimeter


def forget() -> None:
    """Remove what an earlier run made."""
    for perimeter in Perimeter.objects.filter(slug=SLUG):
        ZoneAssignment.objects.filter(contribution__perimeter=perimeter).delete()
        Contribution.objects.filter(perimeter=perimeter).delete()
        Change.objects.filter(perimeter_id=perimeter.pk).delete()
        perimeter.delete()


def edition(perimeter: Perimeter, columns: int, rows: int) -> ZoningVersion:
    """Return a draft of columns × rows zones with wavy sides that neighbours share."""
    zoning, _new = Zoning.objects.get_or_create(perimeter=perimeter, slug="iris", defaults={"name": {"fr": "IRIS"}})
    made = ZoningVersion.objects.create(zoning=zoning, number=zoning.versions.count() + 1)
    wide, high = (EAST - WEST) / columns, (NORTH - SOUTH) / rows
    Zone.objects.bulk_create(
        [
            Zone(
                version=made,
                code=f"{column:02}{row:02}",
                name={"fr": f"{column} {row}"},
                geom=MultiPolygon(_wavy(WEST + column * wide, SOUTH + row * high, wide, high), srid=4326),
            )
            for column in range(columns)
            for row in range(rows)
        ]
    )
    return made


def _wavy(west: float, south: float, wide: float, high: float) -> Polygon:
    def wave(at: int) -> float:
        return 0.05 * math.sin(4 * math.pi * at / CORNERS)

    steps = range(CORNERS)
    sides = [
        [(west + wide * n / CORNERS, south + high * wave(n)) for n in steps],
        [(west + wide * (1 + wave(n)), south + high * n / CORNERS) for n in steps],
        [(west + wide * (1 - n / CORNERS), south + high * (1 + wave(CORNERS - n))) for n in steps],
        [(west + wide * wave(CORNERS - n), south + high * (1 - n / CORNERS)) for n in steps],
    ]
    ring = [corner for side in sides for corner in side]
    return Polygon([*ring, ring[0]])


def ours(perimeter: Perimeter, made: ZoningVersion) -> None:
    """Publish, then what the task does."""
    publish_zoning(version=made)
    recheck_positions(perimeter_id=perimeter.pk)


def plain(perimeter: Perimeter, made: ZoningVersion) -> None:
    """One statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, {"edition": made.pk, "perimeter": perimeter.pk})


def seconds(act: Callable[[], None]) -> float:
    """Return how long it takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def same(perimeter: Perimeter, made: ZoningVersion) -> bool:
    """Say whether both counted the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, {"edition": made.pk, "perimeter": perimeter.pk})
        cursor.execute("SELECT id, zone_id FROM plain ORDER BY id")
        told = cursor.fetchall()
    kept = ZoneAssignment.objects.filter(zoning_version=made).order_by("contribution_id")
    return told == list(kept.values_list("contribution_id", "zone_id"))


def locate_ms(perimeter: Perimeter, asked: int = 300) -> float:
    """Return the median of asking which zones a point is in."""
    chance = random.Random(3)
    version = published_version(perimeter)
    took = []
    for _n in range(asked):
        point = Point(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH), srid=4326)
        took.append(seconds(lambda point=point: zones_at(version.perimeter, point)))  # type: ignore[misc]
    return statistics.median(took) * 1000


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contributions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    perimeter = prepared(options.contributions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE participation_contribution")
    mine, theirs = [], []
    for _round in range(options.rounds):
        made = edition(perimeter, 25, 20)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE perimeter_data_zone")
        theirs.append(seconds(lambda made=made: plain(perimeter, made)))  # type: ignore[misc]
        mine.append(seconds(lambda made=made: ours(perimeter, made)))  # type: ignore[misc]
    print(f"{options.contributions} contributions, 500 zones of {4 * CORNERS} corners, {options.rounds} rounds")
    print(f"plain SQL            {statistics.median(theirs):6.2f} s")
    ratio = statistics.median(one / other for one, other in zip(mine, theirs, strict=True))
    print(f"publish and reassign {statistics.median(mine):6.2f} s   {ratio:.2f} × plain SQL")
    print(f"the same assignments: {same(perimeter, made)}")
    many = locate_ms(perimeter)
    publish_zoning(version=edition(perimeter, 5, 2))
    few = locate_ms(perimeter)
    print(f"zones of a point     {few:6.2f} ms of 10 zones, {many:.2f} ms of 500: {many / few:.2f} ×")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    forget()


if __name__ == "__main__":
    main()
