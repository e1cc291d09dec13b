"""What lies at or near a position: inside, nearest inside, zones, the nearest place.

Positions are GEOS points in EPSG:4326, lon lat.
"""

from django.contrib.gis.geos import Point
from django.db import connection

from perimeter_data.models import Perimeter, Place, Zone
from perimeter_data.selectors.perimeters import UnknownPerimeter

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

IS_INSIDE = """
SELECT EXISTS (
  SELECT FROM perimeter_data_perimeterversion v JOIN perimeter_data_perimeterpiece p ON p.version_id = v.id
   WHERE v.perimeter_id = %(perimeter)s AND v.state = 'published'
     AND ST_Covers(p.geom, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)))
"""

# The nearest spot of the boundary, then its surroundings shrunk by a metre (or less where the land is narrower):
# a step along the line of sight would leave the area again at a sharp corner. In a needle, any spot of the boundary.
NEAREST_INSIDE = """
WITH asked AS (
  SELECT ST_Transform(ST_SetSRID(ST_MakePoint(%(lon)s, greatest(least(%(lat)s, 85), -85)), 4326), 3857) AS geom),
edge AS MATERIALIZED (
  SELECT v.boundary, v.boundary_3857, ST_ClosestPoint(v.boundary_3857, a.geom) AS spot, a.geom AS asked
    FROM perimeter_data_perimeterversion v, asked a WHERE v.perimeter_id = %(perimeter)s AND v.state = 'published'),
around AS MATERIALIZED (
  SELECT e.*, ST_Intersection(e.boundary_3857, ST_Expand(e.spot, 200)) AS land FROM edge e),
candidate AS (
  SELECT a.boundary, step.nr, step.digits,
         CASE step.nr WHEN 3 THEN ST_Transform(ST_PointOnSurface(a.land), 4326)
                      WHEN 4 THEN ST_PointOnSurface(a.boundary)
                      ELSE ST_Transform(ST_ClosestPoint(ST_Buffer(a.land, -step.inset_m), a.spot), 4326) END AS geom
    FROM around a, (VALUES (1, 1.0, 7), (2, 0.1, 7), (3, 0, 7), (4, 0, 15)) AS step (nr, inset_m, digits)),
rounded AS (
  SELECT boundary, nr, round(ST_X(geom)::numeric, digits)::float8 AS lon,
         round(ST_Y(geom)::numeric, digits)::float8 AS lat
    FROM candidate WHERE NOT ST_IsEmpty(geom))
SELECT lon, lat FROM rounded
 WHERE ST_Contains(boundary, ST_SetSRID(ST_MakePoint(lon, lat), 4326)) ORDER BY nr LIMIT 1
"""

# The rule of DESIGN 5.4, for one position that no row holds.
ZONES_AT = """
SELECT zg.slug, coalesce(covering.id, near.id)
  FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS position) t
  JOIN perimeter_data_zoning zg ON zg.perimeter_id = %(perimeter)s
  JOIN perimeter_data_zoningversion zv ON zv.zoning_id = zg.id AND zv.state = 'published'
  LEFT JOIN LATERAL (
       SELECT z.id FROM perimeter_data_zone z
        WHERE z.version_id = zv.id AND ST_Covers(z.geom, t.position) ORDER BY z.code LIMIT 1) covering ON true
  LEFT JOIN LATERAL (
       SELECT z.id FROM perimeter_data_zone z
        WHERE covering.id IS NULL AND z.version_id = zv.id
          AND z.geom && ST_Expand(t.position,
                zg.gap_width_m / 110500 / greatest(cos(radians(%(lat)s)), 0.01), zg.gap_width_m / 110500)
          AND ST_Distance(z.geom::geography, t.position::geography) <= zg.gap_width_m
        ORDER BY ST_Distance(z.geom::geography, t.position::geography), z.code LIMIT 1) near ON true
 ORDER BY zg.position, zg.slug
"""

# Rivers and seas are left out: where their name stands says nothing about where they are.
# The index (place_near) finds the nearest on a sphere. On the spheroid another may be nearer by up to half a percent:
# whatever lies within that one's true distance is compared. Equal distances: the more important place.
NEAR_PLACE = """
WITH asked AS MATERIALIZED (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography AS geog),
first AS MATERIALIZED (
  SELECT ST_Distance(p.position::geography, a.geog) AS reach_m FROM asked a, LATERAL (
    SELECT position FROM perimeter_data_place
     WHERE perimeter_id = %(perimeter)s AND kind NOT IN ('river', 'sea')
     ORDER BY position::geography <-> a.geog LIMIT 1) p)
SELECT p.id, ST_Distance(p.position::geography, a.geog) AS distance_m,
       coalesce(degrees(ST_Azimuth(p.position::geography, a.geog)), 0)
  FROM asked a, first f, perimeter_data_place p
 WHERE p.perimeter_id = %(perimeter)s AND p.kind NOT IN ('river', 'sea')
   AND ST_DWithin(p.position::geography, a.geog, f.reach_m + 1)
 ORDER BY distance_m, p.rank, p.id LIMIT 1
"""


def is_inside(perimeter: Perimeter, point: Point) -> bool:
    """Say whether a position would be accepted by the boundary in force, tolerance included."""
    with connection.cursor() as cursor:
        cursor.execute(IS_INSIDE, {"perimeter": perimeter.pk, "lon": point.x, "lat": point.y})
        return bool(cursor.fetchone()[0])


def nearest_inside(perimeter: Perimeter, point: Point) -> Point:
    """Return the position itself where it is accepted, else the nearest one strictly inside the boundary.

    Nearest as on a Web Mercator map, about a metre in from the edge, with seven decimals. Raises `UnknownPerimeter`
    without a boundary in force.
    """
    if is_inside(perimeter, point):
        return point
    with connection.cursor() as cursor:
        cursor.execute(NEAREST_INSIDE, {"perimeter": perimeter.pk, "lon": point.x, "lat": point.y})
        row = cursor.fetchone()
    if row is None:
        raise UnknownPerimeter
    lon, lat = row
    return Point(lon, lat, srid=4326)


def zones_at(perimeter: Perimeter, point: Point) -> dict[str, Zone | None]:
    """Return for each published zoning (by slug, in their order) the zone a target here would count in, or None."""
    with connection.cursor() as cursor:
        cursor.execute(ZONES_AT, {"perimeter": perimeter.pk, "lon": point.x, "lat": point.y})
        found = cursor.fetchall()
    ids = [zone_id for _slug, zone_id in found if zone_id is not None]
    zones = Zone.objects.only("code", "name", "population", "version_id").in_bulk(ids) if ids else {}
    return {slug: zones.get(zone_id) for slug, zone_id in found}


def near_place(perimeter: Perimeter, point: Point) -> tuple[Place, float, str] | None:
    """Return (nearest place, distance_m, direction); direction is where the position lies as seen from the place."""
    with connection.cursor() as cursor:
        cursor.execute(NEAR_PLACE, {"lon": point.x, "lat": point.y, "perimeter": perimeter.pk})
        row = cursor.fetchone()
    if row is None:
        return None
    place_id, distance_m, azimuth = row
    return Place.objects.defer("shape").get(pk=place_id), distance_m, DIRECTIONS[round(azimuth / 45) % 8]
