"""The territory as GeoJSON, cut and written by the database."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from perimeter_data.models import Perimeter, ZoningVersion
from perimeter_data.selectors.perimeters import UnknownPerimeter

DIGITS = 7

# Metres on the ground: Web Mercator stretches by 1 / cos(latitude).
BOUNDARY = """
SELECT id, number, area_km2, tolerance_m, source, source_date, licence, published_at,
       ARRAY[ST_XMin(boundary), ST_YMin(boundary), ST_XMax(boundary), ST_YMax(boundary)],
       ST_AsGeoJSON(ST_Multi(CASE WHEN %(tolerance)s = 0 THEN boundary ELSE ST_Transform(ST_SimplifyPreserveTopology(
         boundary_3857, %(tolerance)s / cos(radians(ST_Y(ST_Centroid(ST_Envelope(boundary)))))), 4326) END), %(digits)s)
  FROM perimeter_data_perimeterversion WHERE perimeter_id = %(perimeter)s AND state = 'published'
"""
BOUNDARY_NAMES = (
    "id", "number", "area_km2", "tolerance_m", "source", "source_date", "licence", "published_at", "bbox", "geometry"
)  # fmt: skip

ZONES = """
SELECT id, code, name, population, ST_X(label_point), ST_Y(label_point),
       ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)],
       CASE %(geometry)s WHEN 'full' THEN ST_AsGeoJSON(geom, %(digits)s)
                         WHEN 'clipped' THEN ST_AsGeoJSON(ST_Transform(display_3857, 4326), %(digits)s) END
  FROM perimeter_data_zone WHERE version_id = %(version)s ORDER BY code
"""
ZONE_NAMES = ("id", "code", "name", "population", "label_lon", "label_lat", "bbox", "geometry")


def _rows(statement: str, names: Sequence[str], values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row.update({name: json.loads(row[name]) for name in ("geometry", "name") if row.get(name)})
    return rows


def boundary_facts(perimeter: Perimeter, tolerance_m: float = 0) -> dict[str, Any]:
    """Return the boundary in force with its facts, simplified by at most `tolerance_m` metres on the ground.

    Raises `UnknownPerimeter`.
    """
    values = {"perimeter": perimeter.pk, "tolerance": tolerance_m, "digits": DIGITS}
    rows = _rows(BOUNDARY, BOUNDARY_NAMES, values)
    if not rows:
        raise UnknownPerimeter
    return rows[0]


def zone_facts(edition: ZoningVersion, geometry: str) -> list[dict[str, Any]]:
    """Return the zones of an edition by code; geometry is `full`, `clipped` (to the perimeter) or `none`."""
    return _rows(ZONES, ZONE_NAMES, {"version": edition.pk, "geometry": geometry, "digits": DIGITS})
