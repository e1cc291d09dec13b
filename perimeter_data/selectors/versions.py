"""Boundaries as staff sees them: drafts, the one in force and former ones, and what each would change."""

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from perimeter_data.dependents import count_outside
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.selectors.geojson import DIGITS

COMPARED = """
SELECT old.number, coalesce(ST_Disjoint(old.boundary, new.boundary), false),
       ST_Area(CASE WHEN old.id IS NULL THEN new.boundary
                    ELSE ST_Difference(new.boundary, old.boundary) END::geography),
       coalesce(ST_Area(ST_Difference(old.boundary, new.boundary)::geography), 0)
  FROM perimeter_data_perimeterversion new
  LEFT JOIN perimeter_data_perimeterversion old
    ON old.perimeter_id = new.perimeter_id AND old.state = 'published' AND old.id <> new.id
 WHERE new.id = %s
"""
SHAPE = """
SELECT ST_AsGeoJSON(ST_Multi(CASE WHEN %(tolerance)s = 0 THEN boundary
         ELSE ST_Transform(ST_SimplifyPreserveTopology(boundary_3857,
                %(tolerance)s / cos(radians(ST_Y(ST_Centroid(ST_Envelope(boundary)))))), 4326) END), %(digits)s),
       ARRAY[ST_XMin(boundary), ST_YMin(boundary), ST_XMax(boundary), ST_YMax(boundary)]
  FROM perimeter_data_perimeterversion WHERE id = %(version)s
"""
DIFFERENCE = """
WITH pair AS (
  SELECT new.boundary AS new, old.boundary AS old
    FROM perimeter_data_perimeterversion new
    LEFT JOIN perimeter_data_perimeterversion old
      ON old.perimeter_id = new.perimeter_id AND old.state = 'published' AND old.id <> new.id
   WHERE new.id = %(version)s),
changed AS (
  SELECT 'added' AS change, CASE WHEN old IS NULL THEN new ELSE ST_Difference(new, old) END AS geom FROM pair
   UNION ALL SELECT 'removed', ST_Difference(old, new) FROM pair WHERE old IS NOT NULL)
SELECT change, ST_AsGeoJSON(ST_Multi(ST_CollectionExtract(geom, 3)), %(digits)s) FROM changed WHERE NOT ST_IsEmpty(geom)
"""
UNDRAWN = ("boundary", "accepted", "boundary_3857")


class UnknownBoundary(Missing):
    code = "unknown_boundary"
    message = _("There is no such boundary in this perimeter.")


def boundaries(perimeter: Perimeter) -> QuerySet[PerimeterVersion]:
    """Return every boundary, the newest first, without geometries."""
    return perimeter.versions.defer(*UNDRAWN).order_by("-number")


def boundary_version(perimeter: Perimeter, number: int) -> PerimeterVersion:
    """Return one boundary, without geometries; raise `UnknownBoundary`."""
    found = boundaries(perimeter).filter(number=number).first()
    if found is None:
        raise UnknownBoundary
    return found


def compared(version: PerimeterVersion) -> dict[str, Any]:
    """Return what publishing this boundary would change, against the one in force."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARED, [version.pk])
        number, far_away, added_m2, removed_m2 = cursor.fetchone()
    outside = {f"{name}_outside": count for name, count in count_outside(version.pk).items()}
    return {
        "published": number,
        "added_km2": round(added_m2 / 1e6, 4),
        "removed_km2": round(removed_m2 / 1e6, 4),
        "far_away": far_away,
        **outside,
    }


def boundary_shape(version: PerimeterVersion, tolerance_m: float) -> dict[str, Any]:
    """Return {"geometry", "bbox"}, simplified by at most `tolerance_m` metres on the ground."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE, {"version": version.pk, "tolerance": tolerance_m, "digits": DIGITS})
        geometry, bbox = cursor.fetchone()
    return {"geometry": json.loads(geometry), "bbox": bbox}


def boundary_difference(version: PerimeterVersion) -> list[tuple[str, dict[str, Any]]]:
    """Return (added or removed, MultiPolygon) against the boundary in force."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, {"version": version.pk, "digits": DIGITS})
        return [(change, json.loads(geometry)) for change, geometry in cursor.fetchall()]
