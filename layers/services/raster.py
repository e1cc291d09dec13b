"""One tile of a raster layer: read from its COG, stretched, coloured, cut at the perimeter."""

from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image
from rio_tiler.colormap import cmap
from rio_tiler.models import ImageData
from rio_tiler.types import ColorMapType

from core.geometry import Tile, tile_at
from layers.models import Layer, RasterFile
from layers.services.outline import TILE_PIXELS, outside_mask
from layers.services.raster_pixels import tile_pixels

DRIVERS = {"png": "PNG", "webp": "WEBP"}
Colours = ColorMapType | None


def render_tile(layer: Layer, z: int, x: int, y: int, format: str) -> bytes:
    """Return a tile of 256 × 256 pixels as "png" or "webp", transparent outside the perimeter and the raster.

    One query when `layer.raster` is loaded. Raise `Unavailable` where the file cannot be read.
    """
    tile = Tile(z, x, y)
    outside = outside_mask(layer.perimeter_id, tile)
    if outside is None:
        return empty_tile(format)
    if not _overlaps(layer.raster, tile):
        return empty_tile(format)
    image, palette = tile_pixels(layer.raster, tile)
    if not _hide(image, outside).any():
        return empty_tile(format)
    colours = palette or (cmap.get(layer.raster.colormap) if layer.raster.colormap else None)
    return _encode(_stretched(image, layer.raster), format, colours)


@lru_cache(maxsize=4)
def empty_tile(format: str) -> bytes:
    """Return a wholly transparent tile."""
    nothing = np.ma.MaskedArray(np.zeros((1, TILE_PIXELS, TILE_PIXELS), "uint8"), mask=True)
    return _encode(ImageData(nothing), format, {0: (0, 0, 0, 0)})


def _overlaps(raster: RasterFile, tile: Tile) -> bool:
    west, south, east, north = raster.bounds.extent
    first, last = tile_at(west, north, tile.z), tile_at(east, south, tile.z)
    return first.x <= tile.x <= last.x and first.y <= tile.y <= last.y


def _hide(image: ImageData, outside: np.ndarray) -> np.ndarray:
    """Mask what lies outside and what is not a number; return where anything is left to see."""
    hidden = outside | ~np.isfinite(image.array.data).all(axis=0)
    # A new array: the old one's fill value is the nodata number, which may not fit a byte.
    image.array = np.ma.MaskedArray(image.array.data, mask=np.ma.getmaskarray(image.array) | hidden)
    if image.alpha_mask is None:
        return np.asarray(~image.array.mask.all(axis=0))
    image.alpha_mask = np.where(hidden, 0, image.alpha_mask).astype(image.alpha_mask.dtype)
    return np.asarray(image.alpha_mask > 0)


def _stretched(image: ImageData, raster: RasterFile) -> ImageData:
    """Turn numbers into bytes; photographs and palettes are bytes already."""
    if raster.minimum is None or raster.maximum is None:
        return image
    image.array.data[~np.isfinite(image.array.data)] = raster.minimum
    return image.rescale(((raster.minimum, raster.maximum),))


def _encode(image: ImageData, format: str, colours: Colours) -> bytes:
    """Photographs bear a little loss; colours that stand for values stay exact.

    Of what the encoder can try it tries least: GDAL's own way of WebP takes six times as long for a fifth less, and who
    looks at a tile for the first time waits for it.
    """
    if format != "webp":
        return bytes(image.render(img_format=DRIVERS[format], colormap=colours))
    if colours:
        image = image.apply_colormap(colours)
    bands = image.data[:3] if image.count >= 3 else image.data[[0, 0, 0]]
    pixels = np.dstack([*bands, image.mask]).astype("uint8")
    file = BytesIO()
    quality: dict[str, Any] = {"lossless": True, "quality": 0} if colours else {"quality": 75}
    Image.fromarray(pixels, "RGBA").save(file, "WEBP", method=0, **quality)
    return file.getvalue()
