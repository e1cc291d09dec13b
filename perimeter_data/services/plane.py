"""A plane in metres for one territory: a Lambert azimuthal equal-area projection centred on it."""

from collections.abc import Sequence

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.crs import WGS84, reproject
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.repair import make_valid, polygons_of

STRAIGHT_DEG = 0.02
# Web Mercator ends at 85 degrees; who draws round the whole world has made a mistake.
MAX_LAT, MAX_WIDTH_DEG = 85, 350
DECIMALS = 7  # about a centimetre, ten times what projecting there and back moves a corner


class Plane:
    """Degrees ↔ metres around one middle, areas kept; raises `FileRefused` for what goes round the world."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        if south < -MAX_LAT or north > MAX_LAT or east - west > MAX_WIDTH_DEG:
            raise FileRefused("whole_world")
        lon, lat = (west + east) / 2, (south + north) / 2
        plane = pyproj.CRS(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
        self._there = pyproj.Transformer.from_crs(WGS84, plane, always_xy=True)
        self._back = pyproj.Transformer.from_crs(plane, WGS84, always_xy=True)

    def to_metres(self, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        """Return valid shapes in metres."""
        return [valid(shape) for shape in reproject(np.asarray(shapes, dtype=object), self._there)]

    def area_km2(self, shape: BaseGeometry) -> float:
        """Return the area of a shape in degrees, whose long sides are straight there and bent in the plane."""
        bent = reproject(np.asarray([shapely.segmentize(shape, STRAIGHT_DEG)], dtype=object), self._there)[0]
        return float(bent.area / 1e6)

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in degrees to point at, however tiny: nothing is rounded, nothing mended."""
        return reproject(np.asarray([shape], dtype=object), self._back)[0]

    def to_degrees(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a valid MultiPolygon, its coordinates put back in the place that projecting moved them from."""
        return multi(valid(shapely.transform(self.place(shape), lambda lonlat: np.round(lonlat, DECIMALS))))


def valid(shape: BaseGeometry) -> BaseGeometry:
    """Return a valid shape: moving the corners of a valid shape by a centimetre may let its lines touch."""
    return shape if shape.is_valid else make_valid(shape)


def multi(shape: BaseGeometry) -> BaseGeometry:
    """Return the areas of a shape as a MultiPolygon."""
    areas = polygons_of(shape)
    return areas if areas.geom_type == "MultiPolygon" else shapely.MultiPolygon([areas])
