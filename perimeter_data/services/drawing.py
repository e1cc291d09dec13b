"""A drawn polygon or line (GeoJSON, lon lat) → valid shapely geometry, or a refusal that says what to do.

Pure geometry, run in the child process of `reading`.
"""

from typing import Any

from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.geojson_geometry import GeometryBuilder
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.repair import make_usable


def read_drawing(value: dict[str, Any]) -> tuple[BaseGeometry, list[str]]:
    """Return (area, what was mended); raise `FileRefused`."""
    try:
        return make_usable(_on_earth(value), "polygon")
    except BadGeometry as error:
        crosses = error.reason in {"repair_changes_area", "collapsed", "irreparable"}
        raise (FileRefused("drawing_crosses_itself") if crosses else _broken(error)) from error


def read_line(value: dict[str, Any]) -> BaseGeometry:
    """Return a drawn line; raise `FileRefused`."""
    try:
        line = _on_earth(value)
        if line.geom_type != "LineString" or line.length == 0:
            raise BadGeometry("line_too_short")
    except BadGeometry as error:
        raise _broken(error) from error
    return line


def _on_earth(value: dict[str, Any]) -> BaseGeometry:
    shape = GeometryBuilder().build(value)
    if shape.is_empty:
        raise BadGeometry("empty_geometry")
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadGeometry("out_of_range")
    return shape


def _broken(error: BadGeometry) -> FileRefused:
    return FileRefused("drawing_broken", reason=error.reason)
