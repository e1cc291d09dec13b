"""GET /workshop/{perimeter}/tiles/{what}/{z}/{x}/{y}.mvt: what staff composes from, never kept, never public."""

import re
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from core.errors import Missing
from core.geometry import Tile
from perimeter_data.api.workshop.access import WorkshopView
from perimeter_data.selectors.units import get_unit_set
from perimeter_data.selectors.zonings import get_edition, get_zoning
from tiles.frame import DRAWN_BOX, framed, shape
from tiles.paths import parse_tile

MVT = "application/vnd.mapbox-vector-tile"
UNITS = re.compile(r"units-([1-9][0-9]{0,17})")
EDITION = re.compile(r"edition-([-a-z0-9_]{1,60})-([1-9][0-9]{0,8})")

# One row a shape; a shape smaller than a pixel or two still has a point to be drawn as.
TILE = """
SELECT ST_AsMVT(row, %(layer)s, 4096, 'geom', 'id') FROM (
  SELECT id, code, {name} AS name, {drawn} AS geom FROM {table}
   WHERE {column} = %(of)s AND {mercator} && {box}) row
 WHERE row.geom IS NOT NULL
"""
UNITS_TILE = TILE.format(
    table="perimeter_data_unit",
    column="unit_set_id",
    name="name",
    mercator="geom_3857",
    drawn=shape("geom_3857"),
    box=DRAWN_BOX,
)
# Drafts are not clipped yet: their zones are drawn whole, from degrees.
ZONES_TILE = TILE.format(
    table="perimeter_data_zone",
    column="version_id",
    name="coalesce(name ->> %(language)s, name ->> (SELECT jsonb_object_keys(name) LIMIT 1))",
    mercator="geom",
    drawn=shape("ST_Transform(geom, 3857)"),
    box=f"ST_Expand(ST_Transform({DRAWN_BOX}, 4326), 0.000001)",
)


class UnknownTiles(Missing):
    code = "unknown_layer"
    message = _("There is no such layer in this perimeter.")


class WorkshopTile(WorkshopView):
    """One layer, `units` or `zones`; feature ids are those of the API."""

    def get(self, request: Request, perimeter: str, what: str, z: str, x: str, y: str) -> Any:
        tile = parse_tile(z, x, y)
        return HttpResponse(self._drawn(what, tile), content_type=MVT)

    def _drawn(self, what: str, tile: Tile) -> bytes:
        if units := UNITS.fullmatch(what):
            return _tile(UNITS_TILE, tile, layer="units", of=get_unit_set(self.perimeter, int(units[1])).pk)
        if edition := EDITION.fullmatch(what):
            found = get_edition(get_zoning(self.perimeter, edition[1]), int(edition[2]))
            return _tile(ZONES_TILE, tile, layer="zones", of=found.pk, language=self.perimeter.default_language)
        raise UnknownTiles


def _tile(sql: str, tile: Tile, **more: Any) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**framed(tile), **more})
        return bytes(cursor.fetchone()[0] or b"")
