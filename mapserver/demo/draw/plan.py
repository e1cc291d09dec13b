"""Draw a small fictional urban plan in the attributes of CNIG's ZONE_URBA."""

import math
from pathlib import Path
from typing import Any

import shapely
from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from mapserver.demo.draw import ground

CENTRE = (7.5145, 43.9375)
HALF_SIDE_M = 1500
RIVER_HALF_WIDTH_M = 32
GRID_M = 1
IDURBA, DATVALID = "00000_PLU_20260101", "20260101"


def draw() -> list[dict[str, Any]]:
    """The zones, a clean partition of a square of three by three kilometres, in EPSG:4326."""
    zones = read()
    square = box(-HALF_SIDE_M, -HALF_SIDE_M, HALF_SIDE_M, HALF_SIDE_M)
    walls = shapely.union_all([square.exterior, *(area.exterior for *_, area in zones)], grid_size=GRID_M)
    parts: dict[str, list[BaseGeometry]] = {name: [] for name, *_ in zones}
    for face in polygonize(walls):
        middle = face.representative_point()
        if square.contains(middle):
            parts[next(name for name, *_, area in zones if area.contains(middle))].append(face)
    return [_zone(name, kind, text, unary_union(parts[name])) for name, kind, text, _ in zones if parts[name]]


def read() -> list[tuple[str, str, str, Polygon]]:
    """The river's bed, then the hand-written table `plan.txt`; the first lies on top."""
    text = Path(__file__).with_name("plan.txt").read_text(encoding="utf-8")
    rows = [row.split("|") for row in text.splitlines() if row and not row.startswith("#")]
    drawn = [(name.strip(), kind.strip(), words.strip(), _area(shape)) for name, kind, words, shape in rows]
    return [("Nr", "N", "La Roya et ses berges", _river()), *drawn]


def _area(shape: str) -> Polygon:
    return Polygon([tuple(float(value) for value in pair.split(",")) for pair in shape.split()])


def _river() -> Polygon:
    course = next(row["geometry"] for row in ground.read_lines() if row["name_fr"] == "Roya")
    metres = LineString([_metres(*point) for point in course.coords])
    return shapely.set_precision(metres.buffer(RIVER_HALF_WIDTH_M, quad_segs=2).simplify(2), GRID_M)


def _metres(lon: float, lat: float) -> tuple[float, float]:
    per_degree = 111_200
    return (lon - CENTRE[0]) * per_degree * math.cos(math.radians(CENTRE[1])), (lat - CENTRE[1]) * per_degree


def _degrees(x: float, y: float) -> tuple[float, float]:
    per_degree = 111_200
    return CENTRE[0] + x / per_degree / math.cos(math.radians(CENTRE[1])), CENTRE[1] + y / per_degree


def _zone(name: str, kind: str, text: str, area: BaseGeometry) -> dict[str, Any]:
    shape = shapely.transform(area, _degrees, interleaved=False)
    facts = {"LIB_IDZONE": f"FICTIF-{name}", "LIBELLE": name, "LIBELONG": f"{text} (plan fictif)", "TYPEZONE": kind}
    files = {"NOMFIC": "", "URLFIC": "", "IDURBA": IDURBA, "DATVALID": DATVALID}
    return {"geometry": shape, **facts, **files}
