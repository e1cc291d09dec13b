"""Looking at raster tiles in tests."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from core.geometry import Tile, tile_at
from layers.models import Layer
from layers.services.raster import render_tile
from perimeter_data.models import Perimeter
from tests.layers.conftest import territory


def pixels(picture: bytes) -> np.ndarray:
    """Return a tile as (rows, columns, RGBA)."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"))


def around(box: tuple[float, float, float, float]) -> Perimeter:
    """Return a perimeter that holds a box."""
    west, south, east, north = box
    return territory(max(west - 0.1, -179.9), max(south - 0.1, -84), min(east + 0.1, 179.9), min(north + 0.1, 84))


def overview_tile(box: tuple[float, float, float, float]) -> Tile:
    """Return the smallest tile that holds the middle of a box and is wider than it."""
    west, south, east, north = box
    zoom = next(z for z in range(22, -1, -1) if 360 / (1 << z) > max(east - west, north - south) or z == 0)
    return tile_at((west + east) / 2, (south + north) / 2, zoom)


def shown(layer: Layer, box: tuple[float, float, float, float]) -> np.ndarray:
    tile = overview_tile(box)
    return pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))


def files(media: Path) -> list[str]:
    return [str(path.relative_to(media)) for path in sorted(media.rglob("*")) if path.is_file()]


def place(tile: Tile, lon: float, lat: float) -> tuple[int, int]:
    """Return (row, column) of a position in a tile of 256 pixels."""
    fine = tile_at(lon, lat, min(tile.z + 8, 28))
    return fine.y - (tile.y << 8), fine.x - (tile.x << 8)


def alpha_at(picture: np.ndarray, tile: Tile, lon: float, lat: float) -> int:
    row, column = place(tile, lon, lat)
    return int(picture[row, column, 3])


def brightness(layer: Layer, lon: float, lat: float) -> int:
    tile = tile_at(lon, lat, 10)
    row, column = place(tile, lon, lat)
    return int(pixels(render_tile(layer, tile.z, tile.x, tile.y, "png"))[row, column, 0])
