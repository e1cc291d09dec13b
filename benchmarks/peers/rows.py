"""The rows that every server draws: contributions and a zoning of ours, and the same as plain tables for the others.

The plain tables are what a tile server likes best: EPSG:3857, a primary key, a GiST index. Both sides keep their rows
in the order they came in.
"""

from dataclasses import dataclass
from typing import Any

import django

django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.tiles import PARTICIPANTS, PINS, VOTES  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Contribution, Theme  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion, Zone, Zoning, ZoningVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary, publish_zoning  # noqa: E402

SLUG = "bench-peers"
WEST, SOUTH, EAST, NORTH = 6.1, 43.5, 8.4, 45.0
# How many tiles of each zoom; those asked before measuring are others.
ZOOMS = {8: 8, 9: 16, 10: 40, 11: 80, 12: 120, 13: 160, 14: 200, 15: 200, 16: 200}
GROUPS = {"z8–11": range(8, 12), "z12–13": range(12, 14), "z14–16": range(14, 17)}

# The same rows each time; counted afterwards, all at once, by what repairs counts.
UNCOUNTED = """
SELECT setseed(0.6088);
ALTER TABLE participation_contribution DISABLE TRIGGER contribution_counted_insert;
ALTER TABLE participation_vote DISABLE TRIGGER vote_counted_insert
"""
COUNTED = """
ALTER TABLE participation_contribution ENABLE TRIGGER contribution_counted_insert;
ALTER TABLE participation_vote ENABLE TRIGGER vote_counted_insert
"""
# A mosaic around pins, so small where people are; borders get a corner each 80 m and are bent by one field, so that
# neighbours still share them.
PARCELS = """
WITH seed AS (
  SELECT ST_Transform(position, 3857) AS geom FROM participation_contribution
   WHERE perimeter_id = %(perimeter)s ORDER BY md5(id::text) LIMIT %(parcels)s),
area AS (SELECT ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326), 3857) AS geom),
cell AS (
  SELECT row_number() OVER () AS id, ST_Segmentize(ST_Intersection(v.geom, area.geom), 80) AS geom
    FROM area, ST_Dump(ST_VoronoiPolygons((SELECT ST_Collect(geom) FROM seed), 0, area.geom)) v),
corner AS (
  SELECT c.id, p.path[2] AS nth, ST_X(p.geom) AS x, ST_Y(p.geom) AS y FROM cell c, ST_DumpPoints(c.geom) p),
bent AS (
  SELECT id, ST_MakePolygon(ST_MakeLine(ST_Point(x + 12 * sin(y / 90), y + 12 * sin(x / 70), 3857)
                                        ORDER BY nth)) AS geom
    FROM corner GROUP BY id)
INSERT INTO perimeter_data_zone (version_id, code, name, geom)
SELECT %(edition)s, 'L' || id, jsonb_build_object('fr', 'Parcelle ' || id),
       ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(geom, 4326)), 3))
  FROM bent
"""
PLAIN = """
DROP SCHEMA IF EXISTS peers CASCADE;
CREATE SCHEMA peers;
CREATE TABLE peers.pins (id bigint PRIMARY KEY, kind text NOT NULL, theme text, state text NOT NULL,
  votes_for int NOT NULL, votes_against int NOT NULL, geom geometry(Point, 3857) NOT NULL);
INSERT INTO peers.pins
SELECT c.id, c.kind, t.slug, c.state, coalesce(v.votes_for, 0), coalesce(v.votes_against, 0),
       ST_Transform(c.position, 3857)
  FROM participation_contribution c
  LEFT JOIN participation_theme t ON t.id = c.theme_id
  LEFT JOIN participation_votetotal v ON v.contribution_id = c.id
 WHERE c.perimeter_id = %(perimeter)s ORDER BY c.id;
CREATE INDEX ON peers.pins USING gist (geom);
CREATE TABLE peers.parcels (id bigint PRIMARY KEY, code text NOT NULL, name text NOT NULL,
  geom geometry(MultiPolygon, 3857) NOT NULL);
INSERT INTO peers.parcels
SELECT id, code, name->>'fr', display_3857 FROM perimeter_data_zone WHERE version_id = %(edition)s ORDER BY id;
CREATE INDEX ON peers.parcels USING gist (geom)
"""
# Drawn at pins, since people look at towns; the same tiles each time.
TILES = """
SELECT x, y FROM (
  SELECT wx >> %(shift)s AS x, wy >> %(shift)s AS y, min(n) AS n
    FROM (SELECT wx, wy, row_number() OVER (ORDER BY id) AS n
            FROM participation_contribution WHERE perimeter_id = %(perimeter)s) pin
   WHERE n <= 100000 GROUP BY 1, 2) tile
 ORDER BY n LIMIT %(limit)s
"""

Place = tuple[int, int, int]


@dataclass(frozen=True)
class Rows:
    """What is there to draw."""

    pins: int
    parcels: int
    tiles: list[Place]
    others: list[Place]  # to wake a server with before it is measured


def prepared(pins: int, parcels: int) -> Rows:
    """Return the rows, made anew where those of an earlier run are of another number."""
    perimeter = Perimeter.objects.filter(slug=SLUG).first()
    if perimeter is None:
        perimeter = _made(pins, parcels)
    there = (
        Contribution.objects.filter(perimeter=perimeter).count(),
        Zone.objects.filter(version__zoning__perimeter=perimeter, version__zoning__slug="parcels").count(),
    )
    if there[0] != pins or abs(there[1] - parcels) > parcels // 100:
        raise SystemExit(f"This database holds {there[0]} pins and {there[1]} parcels: give an empty one.")
    tiles, others = [], []
    for z, limit in ZOOMS.items():
        found = _tiles(perimeter, z, 2 * limit)
        tiles += found[:limit]
        others += found[limit:]
    return Rows(*there, tiles, others)


@transaction.atomic
def _loaded(pins: int, parcels: int) -> tuple[Perimeter, ZoningVersion]:
    perimeter = Perimeter.objects.create(slug=SLUG, name={"fr": SLUG}, ref_prefix="BEN")
    area = MultiPolygon(Polygon.from_bbox((WEST, SOUTH, EAST, NORTH)), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    themes = [Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", color="#000000").pk for n in range(4)]
    zoning = Zoning.objects.create(perimeter=perimeter, slug="parcels", name={"fr": "parcels"})
    edition = ZoningVersion.objects.create(zoning=zoning, number=1)
    values: dict[str, Any] = {"perimeter": perimeter.pk, "version": version.pk, "edition": edition.pk}
    values |= {"themes": themes, "pins": pins, "parcels": parcels}
    values |= {"west": WEST, "south": SOUTH, "east": EAST, "north": NORTH}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        cursor.execute(UNCOUNTED)
        for statement in (PINS, PARTICIPANTS, VOTES, PARCELS):
            cursor.execute(statement, values)
        cursor.execute(COUNTED)
    return perimeter, edition


def _made(pins: int, parcels: int) -> Perimeter:
    perimeter, edition = _loaded(pins, parcels)
    publish_zoning(version=edition)
    check_counts(perimeter_id=perimeter.pk, repair=True)
    with connection.cursor() as cursor:
        for statement in PLAIN.split(";"):
            cursor.execute(statement, {"perimeter": perimeter.pk, "edition": edition.pk})
        cursor.execute("VACUUM ANALYZE")
    return perimeter


def _tiles(perimeter: Perimeter, z: int, limit: int) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(TILES, {"perimeter": perimeter.pk, "shift": 28 - z, "limit": limit})
        return [(z, x, y) for x, y in cursor.fetchall()]
