"""Statistics of all zones, beside the live spatial join: a million contributions, 500 zones, as ratios of one run.

Whole answers of `stats.selectors.statistics` are measured, with the plain statement that gives the same counts: a
spatial join where the sums know the answer, and a join with the zones that are assigned where only the rows do (`q`,
`near`, `bbox`). The database is of no other use.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.statistics --rows 1000000
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from participation.filters import ContributionFilter  # noqa: E402
from participation.models import Theme  # noqa: E402
from participation.selectors import public_contributions  # noqa: E402
from participation.services.zones import assign_zones  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion, Zoning, ZoningVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary, publish_zoning  # noqa: E402
from stats.folds.folding import fold_zones  # noqa: E402
from stats.folds.reading import ids_of  # noqa: E402
from stats.selectors import statistics as numbers  # noqa: E402

SLUG, ROUNDS = "numbers", 9
# Round zones of 240 corners around 500 points, cut so that each point belongs to one: as wide as communes are.
ZONES = """
INSERT INTO perimeter_data_zone (version_id, code, name, population, geom)
SELECT %(version)s, 'z' || row_number() OVER (), '{"fr": "Zone"}', 1000,
       ST_Multi(ST_SetSRID(ST_Segmentize(geom, 4.0 * sqrt(ST_Area(geom)) / 240), 4326))
  FROM (SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(ST_Point(6.2 + 2.1 * random(), 43.6 + 1.3 * random())), 0,
               ST_MakeEnvelope(6.1, 43.5, 8.4, 45)))).geom
          FROM generate_series(1, 500)) cell
"""
ROWS = """
WITH town AS (
  SELECT i, 6.3 + 1.9 * random() AS lon, 43.7 + 1.1 * random() AS lat, 0.003 + 0.05 * random() AS spread
    FROM generate_series(1, 400) i),
pin AS (
  SELECT n, 1 + floor(400 * random() ^ 2)::int AS i, sqrt(-2 * ln(1 - random())) AS r, 2 * pi() * random() AS a
    FROM generate_series(1, %(rows)s) n)
INSERT INTO participation_contribution
       (perimeter_id, perimeter_version_id, position, kind, theme_id, state, title, text, language, anchor,
        position_source, channel, ref, created_at, updated_at)
SELECT %(perimeter)s, %(version)s,
       ST_SetSRID(ST_Point(least(greatest(t.lon + 1.4 * t.spread * r * cos(a), 6.2), 8.3),
                           least(greatest(t.lat + t.spread * r * sin(a), 43.6), 44.9)), 4326),
       CASE WHEN random() < 0.6 THEN 'idea' ELSE 'report' END, (%(themes)s::bigint[])[1 + floor(random() * 4)::int],
       (ARRAY['received', 'acknowledged', 'planned', 'done', 'declined'])[1 + floor(random() * 5)::int],
       (ARRAY['banc', 'lampe', 'route'])[1 + floor(random() * 3)::int], '',
       (ARRAY['fr', 'it'])[1 + floor(random() * 2)::int], 'exact', 'map', 'web', 'N' || n,
       now() - 730 * random() * interval '1 day', now()
  FROM pin JOIN town t USING (i)
"""
GROUPS = """
SELECT zone_id, kind, theme_id, state, count(*) FROM ({rows}) c
 GROUP BY GROUPING SETS ((zone_id, kind), (zone_id, theme_id), (zone_id, state))
"""
SPATIAL = GROUPS.format(
    rows="""
  SELECT c.kind, c.theme_id, c.state,
         (SELECT z.id FROM perimeter_data_zone z
           WHERE z.version_id = %s AND ST_Covers(z.geom, c.position) ORDER BY z.code LIMIT 1) AS zone_id
    FROM participation_contribution c WHERE c.id IN ({ids})"""
)
# The same of one zone: its polygon is enough.
SPATIAL_ONE = GROUPS.format(
    rows="""
  SELECT c.kind, c.theme_id, c.state, z.id AS zone_id
    FROM perimeter_data_zone z JOIN participation_contribution c ON ST_Covers(z.geom, c.position)
   WHERE z.version_id = %s AND z.code = 'z7' AND c.id IN ({ids})"""
)
ASSIGNED = GROUPS.format(
    rows="""
  SELECT c.kind, c.theme_id, c.state, a.zone_id
    FROM participation_contribution c
    LEFT JOIN participation_zoneassignment a ON a.contribution_id = c.id AND a.zoning_version_id = %s
   WHERE c.id IN ({ids})"""
)
KEPT = {
    "everything": {},
    "kind": {"kind": "report"},
    "theme and state": {"theme": "theme-1", "state": "received,planned"},
    "90 days": {"since": "2026-08-01", "until": "2026-10-30"},
    "a year, one theme": {"since": "2025-11-01", "until": "2026-11-01", "theme": "theme-2"},
    "language": {"language": "it"},
}
ONE = {"one zone": {"zone": "zones:z7"}}
LIVE = {
    "q, a third": {"q": "lampe"},
    "near, 10 km": {"near": "7.2,44.2,10000"},
    "bbox, a quarter": {"bbox": "6.1,43.5,7.2,44.2"},
}


@transaction.atomic
def _written(rows: int, slug: str) -> Perimeter:
    perimeter = Perimeter.objects.create(slug=slug, name={"fr": slug}, ref_prefix=slug[:3].upper())
    area = MultiPolygon(Polygon.from_bbox((6.1, 43.5, 8.4, 45)), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    zoning = Zoning.objects.create(perimeter=perimeter, slug="zones", name={"fr": "Zones"})
    edition = ZoningVersion.objects.create(zoning=zoning, number=1)
    themes = [
        Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", name={"fr": f"T{n}"}, color="#000000").pk
        for n in range(4)
    ]
    values = {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "rows": rows}
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.6088)")
        cursor.execute(ZONES, {"version": edition.pk})
        publish_zoning(version=edition)
        # Triggers are left out for the rows, and what they would have written is written afterwards.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(ROWS, values)
        assign_zones(perimeter_id=perimeter.pk)
        cursor.execute(
            "INSERT INTO stats_touched (contribution_id) SELECT id FROM participation_contribution"
            " WHERE perimeter_id = %s",
            [perimeter.pk],
        )
    return perimeter


def prepared(rows: int, slug: str = SLUG) -> Perimeter:
    """Return the perimeter with so many contributions, folded."""
    perimeter = Perimeter.objects.filter(slug=slug).first()
    if perimeter is None:
        begun = time.perf_counter()
        perimeter = _written(rows, slug)
        print(f"written in {time.perf_counter() - begun:.0f} s", flush=True)
        begun = time.perf_counter()
        folded = fold_zones()
        print(f"{folded} folded in {time.perf_counter() - begun:.0f} s", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return perimeter


def took_ms(*asked: Callable[[], Any], rounds: int) -> list[float]:
    """Return the median of some rounds of each, in turns, after one that wakes caches."""
    taken: list[list[float]] = [[] for _each in asked]
    for turn in range(rounds + 1):
        for each, times in zip(asked, taken, strict=True):
            begun = time.perf_counter()
            each()
            if turn:
                times.append((time.perf_counter() - begun) * 1000)
    return [statistics.median(times) for times in taken]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    perimeter = prepared(parser.parse_args().rows)
    version = ZoningVersion.objects.get(zoning__perimeter=perimeter)
    for statement, filters in ((SPATIAL, KEPT), (SPATIAL_ONE, ONE), (ASSIGNED, LIVE)):
        for name, params in filters.items():
            f = ContributionFilter.parse(params)
            sought = ContributionFilter() if statement is SPATIAL_ONE else f
            sql, values = ids_of(public_contributions(perimeter, sought))

            def plain(sql: str = statement.format(ids=sql), values: Any = (version.pk, *values)) -> None:
                with connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    cursor.fetchall()

            def kept(f: ContributionFilter = f) -> None:
                numbers(perimeter, f, version)

            if statement is SPATIAL:  # the join takes up to half a minute: once is enough
                (ours,), (theirs,) = took_ms(kept, rounds=ROUNDS), took_ms(plain, rounds=1)
            else:
                ours, theirs = took_ms(kept, plain, rounds=ROUNDS)
            times = ours / theirs if statement is ASSIGNED else theirs / ours
            ratio = "of its time" if statement is ASSIGNED else "of the join's speed"
            print(f"{name}: ours {ours:.0f} ms, plain SQL {theirs:.0f} ms: {times:.2f} times {ratio}", flush=True)


if __name__ == "__main__":
    main()
