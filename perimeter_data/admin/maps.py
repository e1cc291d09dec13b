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

from core.query import number
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


def drawn(table: str, column: str, where: str, value: int, at: str = "") -> HttpResponse:
    """Return rows of one of our tables as features, and the position `at` (lon,lat); names are ours."""
    with connection.cursor() as cursor:
        cursor.execute(GEOJSON.format(table=table, column=column, where=f"{where} = %s"), [value])
        shapes = [json.loads(geometry) for (geometry,) in cursor.fetchall()]
    if at:
        lon, _comma, lat = at.partition(",")
        spot = [number(lon, "at", minimum=-180, maximum=180), number(lat, "at", minimum=-90, maximum=90)]
        shapes.append({"type": "Point", "coordinates": spot})
    return geojson([{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes])


def geojson(features: list[dict[str, Any]]) -> HttpResponse:
    """Return features as GeoJSON that nobody caches."""
    body = json.dumps({"type": "FeatureCollection", "features": features})
    response = HttpResponse(body, content_type="application/geo+json")
    response["Cache-Control"] = "no-store"
    return response


def drawn_address(perimeter: Perimeter | None) -> str:
    """Return where the boundary in force of a perimeter is drawn from; "" without one."""
    version = perimeter.versions.filter(state=VersionState.PUBLISHED).only("pk").first() if perimeter else None
    return reverse("admin:perimeter_data_perimeterversion_drawn", args=[version.pk]) if version else ""


def pin_map(perimeter: Perimeter, position: Point) -> SafeString:
    """Return a map of the boundary in force with a position in it."""
    address = drawn_address(perimeter)
    if not address:
        return format_html("<p>{}</p>", _("There is no boundary in force yet."))
    tag = '<agorama-boundary-map url="{}?at={},{}"></agorama-boundary-map>'
    return format_html(tag, address, f"{position.x:.7f}", f"{position.y:.7f}")
