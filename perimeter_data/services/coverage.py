"""How well zones cover a territory: what no zone holds, what two hold, each with where it is."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from perimeter_data.reading.repair import polygons_of
from perimeter_data.services.plane import Plane

MOST = 100  # told one by one, the largest first; all are counted
# Where two offices drew the same border, it differs by metres: that is no gap and no overlap.
MIN_AREA_M2 = 1000.0
MIN_WIDTH_M = 5.0
M_A_DEGREE = 111_320.0
Part = tuple[float, BaseGeometry]


def coverage(zones: Sequence[tuple[str, BaseGeometry]], boundary: BaseGeometry | None) -> dict[str, Any]:
    """Return {"gaps", "overlaps": [{"area_ha", "point", "bbox", "codes"}…], their counts, "uncovered_km2"}.

    `zones` are (code, valid polygon), `boundary` the one in force: EPSG:4326 all. Without zones all is uncovered.
    """
    shapes = np.asarray([shape for _code, shape in zones], dtype=object)
    plane = Plane([*shapes, *([boundary] if boundary is not None else [])])
    gaps: list[Part] = []
    if boundary is not None:
        # In degrees, where the border of two zones is one line: projected, a long side bends between its corners.
        gaps = _parts(plane, shapely.difference(boundary, shapely.union_all(shapes)))
    overlaps = _overlaps(plane, shapes)
    return {
        "gaps": [_told(part, []) for part in gaps[:MOST]],
        "gaps_count": len(gaps),
        "overlaps": [
            _told((area_m2, shared), [zones[one][0], zones[other][0]])
            for area_m2, shared, one, other in sorted(overlaps, key=lambda found: -found[0])[:MOST]
        ],
        "overlaps_count": len(overlaps),
        "uncovered_km2": round(sum(area_m2 for area_m2, _part in gaps) / 1e6, 4),
    }


def _overlaps(plane: Plane, shapes: Any) -> list[tuple[float, BaseGeometry, int, int]]:
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.intersection(shapes[one], shapes[other])
    found = []
    for at in np.flatnonzero(shapely.area(shared) > 0):
        parts = _parts(plane, shared[at])
        if parts:
            area_m2 = sum(area for area, _part in parts)
            found.append((area_m2, parts[0][1], int(one[at]), int(other[at])))
    return found


def _parts(plane: Plane, shape: BaseGeometry) -> list[Part]:
    """Return (m², part) of what is more than a seam, the largest first."""
    parts = [part for part in shapely.get_parts(polygons_of(shape)) if not part.is_empty]
    return sorted(
        ((plane.area_km2(part) * 1e6, part) for part in parts if _is_more_than_a_seam(part)), key=lambda part: -part[0]
    )


def _is_more_than_a_seam(part: BaseGeometry) -> bool:
    """Measured in degrees made as wide as they are there: projected, the long sides of a seam bend apart."""
    narrow = math.cos(math.radians(part.centroid.y))
    shape = shapely.transform(part, lambda corners: corners * (M_A_DEGREE * narrow, M_A_DEGREE))
    return bool(shape.area >= MIN_AREA_M2 and 2 * shape.area / shape.length >= MIN_WIDTH_M)


def _told(part: Part, codes: list[str]) -> dict[str, Any]:
    area_m2, shape = part
    point = shape.representative_point()
    return {
        "area_ha": round(area_m2 / 1e4, 2),
        "point": [round(point.x, 6), round(point.y, 6)],
        "bbox": [round(value, 6) for value in shape.bounds],
        "codes": codes,
    }
