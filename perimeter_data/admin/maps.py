"""Geometries for the back office's own map: GeoJSON by an address that only those who may see it can open."""

import json
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from perimeter_data.models import Perimeter, VersionState

# Drawn on a small map: thinned to about a thousandth of its width, never below what makes it valid.
GEOJSON = """
SELECT ST_AsGeoJSON(ST_SimplifyPreserveTopology(geom, greatest(ST_XMax(e) - ST_XMin(e), 0.0001) / 1500), 6)
  FROM (SELECT {column} AS geom, ST_Extent({column}) OVER () AS e FROM {table} WHERE {where}) rows
"""


def boundary_map(address: str) -> SafeString:
    """Return the map element that draws what the address gives; without scripts a link is left."""
    link = format_html('<a href="{}" download>{}</a>', address, _("Download as GeoJSON"))
    return format_html('<agorama-boundary-map url="{}">{}</agorama-boundary-map>', address, link)


def drawn(table: str, column: str, where: str, value: int) -> HttpResponse:
    """Return a FeatureCollection of the rows of one of our tables; names are ours, the value is a parameter."""
    with connection.cursor() as cursor:
        cursor.execute(GEOJSON.format(table=table, column=column, where=f"{where} = %s"), [value])
        features = [
            {"type": "Feature", "properties": {}, "geometry": json.loads(geometry)} for (geometry,) in cursor.fetchall()
        ]
    return geojson(features)


def geojson(features: list[dict[str, Any]]) -> HttpResponse:
    """Return features as GeoJSON that nobody caches."""
    body = json.dumps({"type": "FeatureCollection", "features": features})
    response = HttpResponse(body, content_type="application/geo+json")
    response["Cache-Control"] = "no-store"
    return response


def point_map(perimeter: Perimeter | None, at: Point | None = None) -> SafeString:
    """Return a map of the boundary in force: with a pin `at` a position, or to choose one for id_lon and id_lat."""
    version = perimeter.versions.filter(state=VersionState.PUBLISHED).only("pk").first() if perimeter else None
    if version is None:
        return format_html("<p>{}</p>", _("There is no boundary in force yet."))
    address = reverse("admin:perimeter_data_perimeterversion_drawn", args=[version.pk])
    if at is not None:
        tag = '<agorama-boundary-map url="{}" lon="{}" lat="{}"></agorama-boundary-map>'
        return format_html(tag, address, f"{at.x:.7f}", f"{at.y:.7f}")
    tag = '<agorama-boundary-map url="{}" mode="point" lon-input="id_lon" lat-input="id_lat"></agorama-boundary-map>'
    return format_html(tag, address)
