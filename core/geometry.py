"""Tile arithmetic: Web Mercator world grid, Morton keys, tile bounds.

The world grid has 2^28 steps a side, x east and y south from the north-west corner: a z16 tile is 4096 steps wide.
`qk` interleaves the bits of `wx` (even) and `wy` (odd), so that any tile is one range of keys. The same arithmetic
stands in SQL (core/migrations/0001); a test holds both together.
"""

import math
from dataclasses import dataclass

GRID_BITS = 28
GRID = 1 << GRID_BITS
MAX_LAT = 85.0511287798066
MAX_ZOOM = 22
HALF_WORLD_M = 20037508.342789244


def _clamp(step: int) -> int:
    return min(max(step, 0), GRID - 1)


def world_position(lon: float, lat: float) -> tuple[int, int]:
    """Return (wx, wy) of a position in degrees; latitudes beyond Web Mercator are clamped."""
    phi = math.radians(min(max(lat, -MAX_LAT), MAX_LAT))
    x = (lon + 180) / 360 * GRID
    y = (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * GRID
    return _clamp(math.floor(x)), _clamp(math.floor(y))


def _spread(value: int) -> int:
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def morton(wx: int, wy: int) -> int:
    """Return the key of a grid position."""
    return _spread(wx) | _spread(wy) << 1


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the WebMercatorQuad matrix; y counts from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Say whether the tile lies inside the matrix."""
        side = 1 << self.z if 0 <= self.z <= MAX_ZOOM else 0
        return 0 <= self.x < side and 0 <= self.y < side

    def key_range(self) -> tuple[int, int]:
        """Return (first, last + 1) of the keys inside the tile."""
        shift = GRID_BITS - self.z
        first = morton(self.x << shift, self.y << shift)
        return first, first + (1 << 2 * shift)

    def bounds_3857(self) -> tuple[float, float, float, float]:
        """Return (west, south, east, north) in metres of EPSG:3857."""
        size = 2 * HALF_WORLD_M / (1 << self.z)
        west = -HALF_WORLD_M + self.x * size
        north = HALF_WORLD_M - self.y * size
        return west, north - size, west + size, north


def tile_at(lon: float, lat: float, z: int) -> Tile:
    """Return the tile of zoom z that holds a position in degrees."""
    wx, wy = world_position(lon, lat)
    return Tile(z, wx >> (GRID_BITS - z), wy >> (GRID_BITS - z))
