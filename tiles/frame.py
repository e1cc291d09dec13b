"""What every layer's SQL needs to know of a tile."""

from collections.abc import Callable, Iterable
from typing import Any

from core.geometry import GRID_BITS, HALF_WORLD_M, Tile
from tiles.fragments import Fragment, compose

# A parameter that is known when the tile is.
Slot = Callable[[Tile], int]

EXTENT = 4096
BUFFER = 64
POSITION_BITS = 12  # a tile is 4096 steps wide
CLUSTER_MAX_ZOOM = 13
CELL_BITS = 3  # 8 × 8 cells: 64 px each where a tile is drawn 512 px wide
PIXELS = 512
NAMED_PX = 16  # what is smaller has no name on the map

# Constant SQL over the values of `frame`. As subqueries, boxes are made once a statement and not once a row.
ENVELOPE = "(SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s))"
DRAWN_BOX = "(SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(margin)s))"
FAR_BOX = "(SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(far_margin)s))"
# A label point is in one tile only: by its key (indexes zone_label, plan_zone_label).
LABELLED = "agorama_qk(label_point) >= %(first)s AND agorama_qk(label_point) < %(end)s"
# No geometry is read, transformed or clipped to place a point: its world-grid position says it.
POINT = """ST_Point(((wx << %(up)s) >> %(down)s) & 4095, ((wy << %(up)s) >> %(down)s) & 4095)"""


def frame(z: int) -> dict[str, Any]:
    """Return the values of the tiles of a zoom: z, shifts of the world grid, margins, sizes in metres of EPSG:3857.

    What differs from tile to tile (x, y, the range of keys) is a `Slot`: the SQL of a zoom is made once.
    """
    inner = GRID_BITS - z - POSITION_BITS
    pixel_m = 2 * HALF_WORLD_M / (1 << z) / PIXELS
    return {
        "z": z,
        "x": _x,
        "y": _y,
        "first": first_key,
        "end": end_key,
        "up": max(-inner, 0),
        "down": max(inner, 0),
        "cell": 2 * (GRID_BITS - z - CELL_BITS) if z <= CLUSTER_MAX_ZOOM else 0,
        "margin": BUFFER / EXTENT,
        "far_margin": 2 * BUFFER / EXTENT,
        "tolerance_m": pixel_m / 2,
        "smallest_m": 2 * pixel_m,
        "named_m": NAMED_PX * pixel_m,
    }


def framed(tile: Tile) -> dict[str, Any]:
    """Return the values of one tile."""
    return dict(zip(frame(tile.z), bound(frame(tile.z).values(), tile), strict=True))


def bound(params: Iterable[Any], tile: Tile) -> list[Any]:
    """Return parameters with each `Slot` filled."""
    return [param(tile) if callable(param) else param for param in params]


def _x(tile: Tile) -> int:
    return tile.x


def _y(tile: Tile) -> int:
    return tile.y


def first_key(tile: Tile) -> int:
    return tile.key_range()[0]


def end_key(tile: Tile) -> int:
    return tile.key_range()[1]


def point(z: int) -> Fragment:
    """Return the piece that places a row's `wx, wy` in a tile of this zoom."""
    return compose(POINT, {}, frame(z))


def shape(column: str, buffer: int = BUFFER) -> str:
    """Return the SQL that draws a stored EPSG:3857 geometry in a tile: lines and areas simplified to half a pixel."""
    simplified = f"CASE WHEN ST_Dimension({column}) = 0 THEN {column} ELSE ST_Simplify({column}, %(tolerance_m)s) END"
    return f"ST_AsMVTGeom({simplified}, {ENVELOPE}, 4096, {buffer}, true)"
