"""Shapes written into the cells of a table: WKT, EWKT, hex WKB or GeoJSON, as open data portals and databases do."""

import re
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.geojson_geometry import GeometryBuilder
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.strict_json import documents
from perimeter_data.reading.tables import RawTable

NAMES = ("wkt", "wkt_geom", "geom", "the_geom", "geometry", "geometrie", "geometria", "shape", "geo_shape")
_SRID = re.compile(r"^\s*SRID\s*=\s*(\d{4,6})\s*;", re.I)
_HEX = re.compile(r"^0[01][0-9A-Fa-f]{16,}$")


def column(header: list[str], rows: list[list[str] | None]) -> int | None:
    """Return the column that is named like one of shapes, and whose first filled cell is one."""
    names = [name.casefold().replace(" ", "_") for name in header]
    for index in (names.index(name) for name in NAMES if name in names):
        cell = next((row[index] for row in rows if row and len(row) > index and row[index].strip()), "")
        try:
            parse(cell)
        except BadGeometry:
            continue
        return index
    return None


def take(table: RawTable, number: int, cell: str, attributes: dict[str, Any]) -> None:
    """Add the feature of a row, or refuse it; the first SRID counts for the whole file."""
    if not cell.strip():
        return table.refuse(number, "no_geometry", attributes)
    try:
        shape, srid = parse(cell)
    except BadGeometry as error:
        return table.refuse(number, error.reason, attributes)
    if srid and table.crs is None:
        table.crs = f"EPSG:{srid}"
    return table.add(number, shape, attributes)


def parse(cell: str) -> tuple[BaseGeometry, int]:
    """Return (shape in 2D, SRID or 0); raise `BadGeometry`."""
    text = cell.strip()
    if text.startswith("{"):
        return _from_json(text), 0
    match = _SRID.match(text)
    try:
        shape = shapely.from_wkb(text) if _HEX.match(text) else shapely.from_wkt(text[match.end() :] if match else text)
    except ShapelyError as error:
        raise BadGeometry("bad_coordinates") from error
    if shape is None:
        raise BadGeometry("no_geometry")
    srid = int(match.group(1)) if match else int(shapely.get_srid(shape))
    return shapely.force_2d(shape), srid


def _from_json(text: str) -> BaseGeometry:
    try:
        value = next(documents(text), None)
    except FileRefused as refusal:
        raise BadGeometry("bad_coordinates") from refusal
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    return GeometryBuilder().build(value)
