"""Polygons of one or more files → one boundary: united, slivers closed, valid, with the area it accepts and a report.

Pure geometry, run in the child process of `reading`. All widths and areas are measured in a Lambert azimuthal
equal-area projection centred on the boundary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.crs import WGS84, reproject
from perimeter_data.reading.reader import read
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.repair import MAX_AREA_CHANGE, make_valid, polygons_of
from perimeter_data.reading.tables import FeatureTable
from perimeter_data.reading.tasks import options_from_json

MAX_VERTICES = 200_000
# A gap is closed up to 1 % of the boundary's own size (the side of a square as large), 300 m at the most.
GAP_SHARE = 0.01
MAX_GAP_M = 300.0
# A hole this large is somebody's land, however narrow.
MAX_SLIVER_KM2 = 1.0
MITRE = {"join_style": "mitre", "mitre_limit": 2.0}
STRAIGHT_DEG = 0.02
# Web Mercator ends at 85 degrees; who draws round the whole world has made a mistake.
MAX_LAT, MAX_WIDTH_DEG = 85, 350
DECIMALS = 7  # about a centimetre, ten times what projecting there and back moves a corner
# What may be left out of a boundary without asking; anything else would leave a hole nobody meant.
HARMLESS = {"no_geometry", "empty_geometry", "wrong_kind", "not_a_feature"}


@dataclass(frozen=True, slots=True)
class Boundary:
    """MultiPolygons in EPSG:4326 and what was done to get there."""

    boundary: BaseGeometry
    accepted: BaseGeometry
    area_km2: float
    report: dict[str, Any]


class _Plane:
    """Degrees ↔ metres around one middle."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        if south < -MAX_LAT or north > MAX_LAT or east - west > MAX_WIDTH_DEG:
            raise FileRefused("whole_world")
        lon, lat = (west + east) / 2, (south + north) / 2
        plane = pyproj.CRS(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
        self._there = pyproj.Transformer.from_crs(WGS84, plane, always_xy=True)
        self._back = pyproj.Transformer.from_crs(plane, WGS84, always_xy=True)

    def to_metres(self, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        return [_valid(shape) for shape in reproject(np.asarray(shapes, dtype=object), self._there)]

    def area_km2(self, shape: BaseGeometry) -> float:
        """Return the area of a shape in degrees, whose long sides are straight there and bent in the plane."""
        bent = reproject(np.asarray([shapely.segmentize(shape, STRAIGHT_DEG)], dtype=object), self._there)[0]
        return float(bent.area / 1e6)

    def to_degrees(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a valid MultiPolygon, its coordinates put back in the place that projecting moved them from."""
        moved = reproject(np.asarray([shape], dtype=object), self._back)[0]
        return _multi(_valid(shapely.transform(moved, lambda lonlat: np.round(lonlat, DECIMALS))))


def _valid(shape: BaseGeometry) -> BaseGeometry:
    """Moving the corners of a valid shape by a centimetre may let two of its lines touch."""
    return shape if shape.is_valid else make_valid(shape)


def _multi(shape: BaseGeometry) -> BaseGeometry:
    areas = polygons_of(shape)
    return areas if areas.geom_type == "MultiPolygon" else shapely.MultiPolygon([areas])


def make_boundary(
    polygons: Sequence[BaseGeometry], *, close_gaps_m: float | None = None, tolerance_m: float = 10
) -> Boundary:
    """Unite valid polygons (EPSG:4326) and close what is a sliver; raise `FileRefused`.

    `close_gaps_m`: gaps and holes narrower than this are closed; None: by GAP_SHARE; 0: none.
    """
    try:
        return _make(_Plane(polygons), polygons, close_gaps_m, tolerance_m)
    except (BadGeometry, GEOSException) as error:
        raise FileRefused("geometry_broken") from error


def _make(plane: _Plane, polygons: Sequence[BaseGeometry], close_gaps_m: float | None, tolerance_m: float) -> Boundary:
    features = plane.to_metres(polygons)
    united = _multi(shapely.union_all(features))
    if close_gaps_m is None:
        close_gaps_m = float(round(min(MAX_GAP_M, GAP_SHARE * united.area**0.5), 1))
    closed, holes = _close_holes(united, close_gaps_m)
    closed, gaps = _close_gaps(closed, features, close_gaps_m)
    closed, rings = _close_holes(closed, close_gaps_m)  # what closed gaps have fenced in
    if closed.area - united.area > MAX_AREA_CHANGE * united.area:
        raise FileRefused("closing_changes_area", width_m=close_gaps_m)
    vertices = int(shapely.get_num_coordinates(closed))
    if vertices > MAX_VERTICES:
        raise FileRefused("too_many_vertices", max_vertices=MAX_VERTICES)
    boundary = plane.to_degrees(closed)
    accepted = boundary if tolerance_m == 0 else _accepted(plane, closed, boundary, tolerance_m)
    area_km2 = plane.area_km2(boundary)
    report = {
        "vertices": vertices,
        "parts": len(boundary.geoms),
        "holes": sum(len(part.interiors) for part in boundary.geoms),
        "area_km2_read": round(plane.area_km2(plane.to_degrees(united)), 4),
        "area_km2": round(area_km2, 4),
        "close_gaps_m": close_gaps_m,
        "holes_closed": _sizes([*holes, *rings]),
        "gaps_closed": _sizes(gaps),
    }
    return Boundary(boundary, accepted, area_km2, report)


def _sizes(shapes: Sequence[BaseGeometry]) -> dict[str, Any]:
    return {"count": len(shapes), "area_km2": round(sum(shape.area for shape in shapes) / 1e6, 4)}


def _close_holes(shape: BaseGeometry, width_m: float) -> tuple[BaseGeometry, list[BaseGeometry]]:
    """Fill holes whose mean width (2 · area / perimeter) is below `width_m`, unless they are MAX_SLIVER_KM2 large."""
    parts, closed = [], []
    for part in shape.geoms:
        kept = []
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            sliver = 2 * hole.area / hole.length < width_m and hole.area < MAX_SLIVER_KM2 * 1e6
            closed.append(hole) if sliver else kept.append(ring)
        parts.append(shapely.Polygon(part.exterior, kept))
    return shapely.MultiPolygon(parts) if closed else shape, closed


def _close_gaps(
    shape: BaseGeometry, features: Sequence[BaseGeometry], width_m: float
) -> tuple[BaseGeometry, list[BaseGeometry]]:
    """Fill slits that open to the outside between two features that do not quite meet: first the narrow ones.

    Found by growing and shrinking, which smooths the outline by up to 1 % of the width: only what is wider than that
    counts. A bay of one feature is no gap, so an outline in one piece stays exactly as it was.
    """
    tree = shapely.STRtree(features)
    filled: list[BaseGeometry] = []
    for half_m in (width_m / 60, width_m / 2) if width_m > 0 and len(features) > 1 else ():
        grown = shape.buffer(half_m, **MITRE).buffer(-half_m, **MITRE)
        gaps = [
            part
            for part in shapely.get_parts(grown.difference(shape))
            if part.geom_type == "Polygon"
            and not part.buffer(-half_m * 0.03).is_empty
            and len(tree.query(part, predicate="dwithin", distance=1.0)) > 1
        ]
        filled += gaps
        shape = _multi(shapely.union_all([shape, *gaps])) if gaps else shape
    return shape, filled


def _accepted(plane: _Plane, closed: BaseGeometry, boundary: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    grown = plane.to_degrees(closed.buffer(tolerance_m, quad_segs=2))
    return _multi(shapely.union_all([grown, boundary]))


def boundary_from_files(
    paths: list[str], options: dict[str, Any], close_gaps_m: float | None, tolerance_m: float
) -> dict[str, Any]:
    """Task of the child process: read all files, make one boundary; geometries go home as hex WKB."""
    tables = [read(Path(path), options_from_json(options)) for path in paths]
    for table in tables:
        _require_whole(table)
    polygons = [feature.geometry for table in tables for feature in table.features]
    made = make_boundary(polygons, close_gaps_m=close_gaps_m, tolerance_m=tolerance_m)
    return {
        "boundary": shapely.to_wkb(made.boundary, hex=True),
        "accepted": shapely.to_wkb(made.accepted, hex=True),
        "area_km2": made.area_km2,
        "report": made.report | _read_report(tables),
    }


def _require_whole(table: FeatureTable) -> None:
    broken = [reason for reason in table.report.refused if reason.code not in HARMLESS]
    if broken:
        numbers = [reason.number for reason in broken][:20]
        raise FileRefused("geometry_broken", reasons=table.report.counts(), features=numbers)


def _read_report(tables: list[FeatureTable]) -> dict[str, Any]:
    reports = [table.report for table in tables]
    return {
        "features_read": sum(report.read for report in reports),
        "features_used": sum(len(table.features) for table in tables),
        "vertices_read": sum(report.vertices for report in reports),
        "crs": sorted({report.crs for report in reports}),
        "drivers": sorted({report.driver for report in reports}),
        "notes": [note for report in reports for note in report.notes],
        "refused": [[reason.number, reason.code] for report in reports for reason in report.refused],
        "repaired": [[reason.number, reason.code] for report in reports for reason in report.repaired],
    }
