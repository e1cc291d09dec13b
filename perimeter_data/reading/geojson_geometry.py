"""A GeoJSON geometry object → shapely, checked by us: what GDAL would guess at silently is refused with a reason."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.refusals import BadGeometry

Positions = NDArray[np.float64]


class GeometryBuilder:
    """Builds one geometry; `closed_a_ring` tells of the one thing mended on the way."""

    def __init__(self) -> None:
        self.closed_a_ring = False

    def build(self, value: Any, depth: int = 0) -> BaseGeometry:
        """Return the geometry in 2D, perhaps empty or invalid; raise `BadGeometry`."""
        if not isinstance(value, dict) or depth > 8:
            raise BadGeometry("unknown_geometry")
        kind = value.get("type")
        if kind == "GeometryCollection":
            members = value.get("geometries")
            if not isinstance(members, list):
                raise BadGeometry("bad_coordinates")
            return shapely.GeometryCollection([self.build(member, depth + 1) for member in members])
        if not isinstance(kind, str) or kind not in SHAPES:
            raise BadGeometry("unknown_geometry")
        coordinates = value.get("coordinates")
        if not isinstance(coordinates, list):
            raise BadGeometry("bad_coordinates")
        made: BaseGeometry = SHAPES[kind](self, coordinates)
        return made

    def point(self, coordinates: list[Any]) -> BaseGeometry:
        if not coordinates:
            return shapely.Point()
        return shapely.Point(positions([coordinates])[0])

    def line(self, coordinates: list[Any]) -> BaseGeometry:
        if not coordinates:
            return shapely.LineString()
        line = positions(coordinates)
        if len(line) < 2:
            raise BadGeometry("line_too_short")
        return shapely.LineString(line)

    def polygon(self, coordinates: list[Any]) -> BaseGeometry:
        if not coordinates or coordinates == [[]]:
            return shapely.Polygon()
        shell, *holes = [self.ring(ring) for ring in coordinates]
        return shapely.Polygon(shell, holes)

    def ring(self, coordinates: Any) -> Positions:
        ring = positions(coordinates)
        if not np.array_equal(ring[0], ring[-1]):
            self.closed_a_ring = True
            ring = np.vstack([ring, ring[:1]])
        if len(ring) < 4:
            raise BadGeometry("ring_too_short")
        return ring

    def points(self, coordinates: list[Any]) -> BaseGeometry:
        return shapely.MultiPoint([self.point(part) for part in _lists(coordinates)])

    def lines(self, coordinates: list[Any]) -> BaseGeometry:
        return shapely.MultiLineString([self.line(part) for part in _lists(coordinates)])

    def polygons(self, coordinates: list[Any]) -> BaseGeometry:
        return shapely.MultiPolygon([self.polygon(part) for part in _lists(coordinates)])


SHAPES = {
    "Point": GeometryBuilder.point,
    "LineString": GeometryBuilder.line,
    "Polygon": GeometryBuilder.polygon,
    "MultiPoint": GeometryBuilder.points,
    "MultiLineString": GeometryBuilder.lines,
    "MultiPolygon": GeometryBuilder.polygons,
}


def _lists(coordinates: list[Any]) -> list[list[Any]]:
    if not all(isinstance(part, list) for part in coordinates):
        raise BadGeometry("bad_coordinates")
    return coordinates


def positions(coordinates: Any) -> Positions:
    """Return an array of (x, y); further values are dropped. Raise `BadGeometry` unless all are finite numbers."""
    if not isinstance(coordinates, list) or not coordinates:
        raise BadGeometry("bad_coordinates")
    try:
        found = np.array([(position[0], position[1]) for position in coordinates])
    except (TypeError, IndexError, KeyError, ValueError, OverflowError) as error:
        raise BadGeometry("bad_coordinates") from error
    if found.ndim != 2 or found.dtype.kind not in "if":
        raise BadGeometry("bad_coordinates")
    if not np.isfinite(found).all():
        raise BadGeometry("not_finite")
    return found.astype(np.float64)
