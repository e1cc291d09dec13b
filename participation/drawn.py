"""Geometries that are drawn to select by, read from GeoJSON: bounded, and valid in the end."""

import math
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from core.errors import Malformed, Refused
from perimeter_data.reading import FileRefused, bounded

# A shape is compared with positions only, by a worker of the web that others wait for: among 100,000 contributions
# that takes two seconds with 20,000 corners, and half a minute with 100,000. Of what gets a distance around it, an
# outline is computed.
MAX_VERTICES, MAX_VERTICES_AROUND = 20_000, 2_000
REPAIR_S = 10


class WrongGeometry(Malformed):
    """Carries `due`: which types are."""

    code = "wrong_geometry_type"
    message = _("This kind of geometry cannot be used here.")


class WrongCoordinates(Malformed):
    code = "invalid_coordinates"
    message = _("Coordinates are two numbers: longitude, then latitude, in degrees.")


class TooManyVertices(Refused):
    """Carries `max_vertices`."""

    code = "too_many_vertices"
    message = _("This shape has more corners than can be searched in. Draw it more simply.")


class Irreparable(Refused):
    code = "area_not_repairable"
    message = _("The outline crosses itself so that nobody can tell what is inside. Draw it again, more simply.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A valid geometry in EPSG:4326 as hex EWKB, its bounds and whether it had to be repaired."""

    ewkb: str
    bounds: tuple[float, float, float, float]
    repaired: bool


def read_drawn(geometry: Any, due: tuple[str, ...], max_vertices: int = MAX_VERTICES) -> Drawn:
    """Read a GeoJSON geometry of one of the types; what crosses itself is repaired, in bounded time, or refused."""
    if not isinstance(geometry, dict) or geometry.get("type") not in due:
        raise WrongGeometry(due=list(due))
    depth = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}[geometry["type"]]
    try:
        shape = SHAPES[geometry["type"]](_positions(geometry.get("coordinates"), depth, _Left(max_vertices)))
    except (ValueError, shapely.errors.GEOSException) as error:  # rings of two corners
        raise WrongCoordinates from error
    if shape.is_empty or (depth == 1 and shape.length == 0):
        raise WrongCoordinates
    repaired = not shape.is_valid
    if repaired:
        shape = _repair(shape)
    return Drawn(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True), shape.bounds, repaired)


SHAPES = {
    "Point": shapely.Point,
    "LineString": shapely.LineString,
    "Polygon": lambda rings: shapely.Polygon(rings[0], rings[1:]),
    "MultiPolygon": lambda parts: shapely.MultiPolygon([(rings[0], rings[1:]) for rings in parts]),
}


class _Left:
    """How many vertices may still come."""

    def __init__(self, limit: int) -> None:
        self.limit = self.number = limit

    def take(self) -> None:
        self.number -= 1
        if self.number < 0:
            raise TooManyVertices(max_vertices=self.limit)


def _positions(value: Any, depth: int, left: _Left) -> Any:
    """Return lists of (lon, lat), a height left out."""
    if not isinstance(value, list) or not value:
        raise WrongCoordinates
    if depth:
        return [_positions(part, depth - 1, left) for part in value]
    left.take()
    if len(value) < 2 or not all(_within(*pair) for pair in zip(value[:2], (180, 90), strict=True)):
        raise WrongCoordinates
    return float(value[0]), float(value[1])


def _within(number: Any, limit: int) -> bool:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return is_number and math.isfinite(number) and abs(number) <= limit


def _repair(shape: Any) -> Any:
    """In a child process: an outline that crosses itself everywhere would take hours."""
    try:
        task = "perimeter_data.reading.tasks:repair_area"
        found = bounded.run(task, {"shape": shapely.to_wkb(shape, hex=True)}, timeout_s=REPAIR_S)
    except FileRefused as error:
        raise Irreparable from error
    repaired = shapely.from_wkb(found)
    if repaired.is_empty:
        raise Irreparable
    return repaired
