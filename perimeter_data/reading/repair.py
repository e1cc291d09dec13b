"""One geometry made fit for use: of the kind that is due, valid, its meaning unchanged. Or a reason why not."""

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.refusals import BadGeometry
from perimeter_data.reading.tables import Keep

MAX_AREA_CHANGE = 0.05


def make_usable(geometry: BaseGeometry, keep: Keep) -> tuple[BaseGeometry, list[str]]:
    """Return (geometry, what was mended as keys of REASONS); raise `BadGeometry`."""
    if geometry.is_empty:
        raise BadGeometry("empty_geometry")
    mended = []
    if keep == "point":
        geometry = _the_point(geometry)
    if keep == "polygon":
        areas = polygons_of(geometry)
        if areas.is_empty:
            raise BadGeometry("wrong_kind")
        if _dimensions(geometry) != {2}:
            mended.append("parts_left_out")
        geometry = areas
    if not geometry.is_valid:
        geometry = make_valid(geometry)
        mended.append("made_valid")
    return geometry, mended


def make_valid(geometry: BaseGeometry) -> BaseGeometry:
    """Return a valid geometry of the same dimension; raise `BadGeometry` where that would change its area by over 5 %.

    GEOS's `structure` method: shells add, holes take away, overlaps are united.
    """
    try:
        repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    except GEOSException as error:
        raise BadGeometry("irreparable") from error
    if shapely.get_dimensions(geometry) == 2:
        repaired = polygons_of(repaired)
    if repaired.is_empty:
        raise BadGeometry("collapsed")
    if abs(repaired.area - geometry.area) > MAX_AREA_CHANGE * repaired.area:
        raise BadGeometry("repair_changes_area")
    return repaired


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """Return the areas of a geometry, as Polygon or MultiPolygon, perhaps empty."""
    parts = [part for part in _simple_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _simple_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts = [geometry]
    while any(hasattr(part, "geoms") for part in parts):
        parts = list(shapely.get_parts(parts))
    return parts


def _dimensions(geometry: BaseGeometry) -> set[int]:
    return {int(shapely.get_dimensions(part)) for part in _simple_parts(geometry) if not part.is_empty}


def _the_point(geometry: BaseGeometry) -> BaseGeometry:
    parts = _simple_parts(geometry)
    if len(parts) != 1 or parts[0].geom_type != "Point":
        raise BadGeometry("wrong_kind")
    return parts[0]
