"""Polygons of one or more files → one boundary: united, slivers closed, valid, with the area it accepts and a report.

Pure geometry, run in the child process of `reading`. All widths and areas are measured in a Lambert azimuthal
equal-area projection centred on the boundary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.reader import read
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.repair import MAX_AREA_CHANGE, polygons_of
from perimeter_data.reading.tables import Feature, FeatureTable
from perimeter_data.reading.tasks import options_from_json
from perimeter_data.services.drawing import read_drawing
from perimeter_data.services.oddities import Oddities
from perimeter_data.services.plane import Plane, multi

MAX_VERTICES = 200_000
# A gap is closed up to 1 % of the boundary's own size (the side of a square as large), 300 m at the most.
GAP_SHARE = 0.01
MAX_GAP_M = 300.0
# A hole this large is somebody's land, however narrow.
MAX_SLIVER_KM2 = 1.0
MITRE = {"join_style": "mitre", "mitre_limit": 2.0}
# What may be left out of a boundary without asking; anything else would leave a hole nobody meant.
HARMLESS = {"no_geometry", "empty_geometry", "wrong_kind", "not_a_feature"}


@dataclass(frozen=True, slots=True)
class Boundary:
    """MultiPolygons in EPSG:4326 and what was done to get there."""

    boundary: BaseGeometry
    accepted: BaseGeometry
    area_km2: float
    report: dict[str, Any]


def make_boundary(
    polygons: Sequence[BaseGeometry],
    *,
    close_gaps_m: float | None = None,
    tolerance_m: float = 10,
    names: Sequence[str] = (),
    repaired: Sequence[int] = (),
) -> Boundary:
    """Unite valid polygons (EPSG:4326) and close what is a sliver; raise `FileRefused`.

    `close_gaps_m`: gaps and holes narrower than this are closed; None: by GAP_SHARE; 0: none. `names` are those of the
    polygons, `repaired` the indices of those that were mended: both for the oddities in the report.
    """
    try:
        return _make(Plane(polygons), polygons, close_gaps_m, tolerance_m, names, repaired)
    except (BadGeometry, GEOSException) as error:
        raise FileRefused("geometry_broken") from error


def _make(
    plane: Plane,
    polygons: Sequence[BaseGeometry],
    close_gaps_m: float | None,
    tolerance_m: float,
    names: Sequence[str],
    repaired: Sequence[int],
) -> Boundary:
    features = plane.to_metres(polygons)
    united = multi(shapely.union_all(features))
    usual_m = float(round(min(MAX_GAP_M, GAP_SHARE * united.area**0.5), 1))
    close_gaps_m = usual_m if close_gaps_m is None else close_gaps_m
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
    odd = Oddities(features, names, plane.place)
    odd.tell("gap_closed", gaps)
    odd.tell("hole_closed", [*holes, *rings])
    odd.tell_features("repaired", repaired)
    odd.tell_overlaps()
    _tell_left_open(odd, closed, features, close_gaps_m, usual_m)
    return Boundary(boundary, accepted, area_km2, report | {"odd": odd.counts(), "oddities": odd.largest()})


def _tell_left_open(
    odd: Oddities, closed: BaseGeometry, features: Sequence[BaseGeometry], close_gaps_m: float, usual_m: float
) -> None:
    """Tell holes and parts that stay, and as slivers what would usually have been closed."""
    narrow: list[BaseGeometry] = []
    slits: list[BaseGeometry] = []
    if close_gaps_m < usual_m:
        filled, narrow = _close_holes(closed, usual_m)
        _filled, slits = _close_gaps(filled, features, usual_m)
    odd.tell("sliver", [*narrow, *slits])
    slim = {shape.wkb for shape in narrow}
    holes = [shapely.Polygon(ring) for part in closed.geoms for ring in part.interiors]
    odd.tell("hole", [hole for hole in holes if hole.wkb not in slim])
    parts = sorted(closed.geoms, key=lambda part: -part.area)
    odd.tell("detached", parts[1:])


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
        shape = multi(shapely.union_all([shape, *gaps])) if gaps else shape
    return shape, filled


def _accepted(plane: Plane, closed: BaseGeometry, boundary: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    grown = plane.to_degrees(closed.buffer(tolerance_m, quad_segs=2))
    return multi(shapely.union_all([grown, boundary]))


# --- Tasks of the child process; geometries come and go as hex WKB ------------------------------------------------


def boundary_from_files(
    paths: list[str],
    options: dict[str, Any],
    close_gaps_m: float | None,
    tolerance_m: float,
    name_field: str | None = None,
) -> dict[str, Any]:
    """Read all files, make one boundary."""
    tables = [read(Path(path), options_from_json(options)) for path in paths]
    for table in tables:
        _require_whole(table)
    features: list[Feature] = []
    repaired: list[int] = []
    for table in tables:
        mended = {reason.number for reason in table.report.repaired}
        repaired += [len(features) + index for index, feature in enumerate(table.features) if feature.number in mended]
        features += table.features
    made = make_boundary(
        [feature.geometry for feature in features],
        close_gaps_m=close_gaps_m,
        tolerance_m=tolerance_m,
        names=[str(feature.attributes.get(name_field or "") or f"#{feature.number}") for feature in features],
        repaired=repaired,
    )
    return _sent_home(made, _read_report(tables))


def boundary_from_units(
    shapes: list[str], names: list[str], close_gaps_m: float | None, tolerance_m: float
) -> dict[str, Any]:
    """Unite valid shapes that are in the database already."""
    made = make_boundary(
        list(shapely.from_wkb(shapes)), close_gaps_m=close_gaps_m, tolerance_m=tolerance_m, names=names
    )
    return _sent_home(made, _nothing_read(len(shapes)))


def boundary_from_drawing(
    areas: list[dict[str, Any]], holes: list[dict[str, Any]], close_gaps_m: float | None, tolerance_m: float
) -> dict[str, Any]:
    """Make a boundary of drawn polygons (GeoJSON), the holes taken out."""
    drawn = [read_drawing(area) for area in areas]
    cut = shapely.union_all([read_drawing(hole)[0] for hole in holes])
    polygons = [polygons_of(shapely.difference(shape, cut)) for shape, _mended in drawn]
    left = [index for index, shape in enumerate(polygons) if not shape.is_empty]
    if not left:
        raise FileRefused("nothing_drawn")
    made = make_boundary(
        [polygons[index] for index in left],
        close_gaps_m=close_gaps_m,
        tolerance_m=tolerance_m,
        names=[f"#{index + 1}" for index in left],
        repaired=[position for position, index in enumerate(left) if drawn[index][1]],
    )
    told = _nothing_read(len(areas))
    told["repaired"] = [[index + 1, code] for index in left for code in drawn[index][1]]
    return _sent_home(made, told)


def _sent_home(made: Boundary, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "boundary": shapely.to_wkb(made.boundary, hex=True),
        "accepted": shapely.to_wkb(made.accepted, hex=True),
        "area_km2": made.area_km2,
        "report": made.report | told,
    }


def _nothing_read(count: int) -> dict[str, Any]:
    counts = {"features_read": count, "features_used": count, "vertices_read": 0}
    return counts | {name: [] for name in ("crs", "drivers", "notes", "refused", "repaired")}


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
