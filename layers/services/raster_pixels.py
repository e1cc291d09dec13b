"""The pixels of a tile, warped from the coarsest of a raster's overviews that is fine enough.

They are those of rio-tiler's `Reader.tile`, in half its time: what is the same for every tile of a file is asked once.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import rasterio
from affine import Affine
from pyproj import Transformer
from rasterio.transform import from_bounds
from rio_tiler.models import ImageData
from rio_tiler.reader import read
from rio_tiler.types import ColorMapType

from core.geometry import Tile
from layers.models import RasterFile
from layers.services.outline import TILE_PIXELS
from layers.services.raster_files import PALETTE
from layers.services.raster_reading import opened

WEB_MERCATOR = rasterio.CRS.from_epsg(3857)


@dataclass(frozen=True, slots=True)
class Grid:
    """How Web Mercator falls on the pixels of a file, and by what its overviews are coarser."""

    from_mercator: Transformer
    to_pixels: Affine
    overviews: list[int]

    def overview(self, tile: Tile) -> int | None:
        """Return which overview is fine enough for a tile, None for the file itself."""
        west, south, east, north = tile.bounds_3857()
        x, y = (west + east) / 2, (south + north) / 2
        step = (east - west) / TILE_PIXELS
        eastings, northings = self.from_mercator.transform([x, x + step, x], [y, y, y + step])
        (c0, r0), (c1, r1), (c2, r2) = (self.to_pixels * at for at in zip(eastings, northings, strict=True))
        pixels = min(abs(complex(c1 - c0, r1 - r0)), abs(complex(c2 - c0, r2 - r0)))
        enough = [at for at, factor in enumerate(self.overviews) if factor <= pixels]
        return enough[-1] if enough else None


@lru_cache(maxsize=256)
def _grid(path: str, in_store: bool) -> Grid:
    """A file never changes: another one has another name."""
    with opened(RasterFile(path=path, in_store=in_store)) as dataset:
        back = Transformer.from_crs("EPSG:3857", dataset.crs.to_wkt(), always_xy=True)
        return Grid(back, ~dataset.transform, dataset.overviews(1))


def tile_pixels(raster: RasterFile, tile: Tile) -> tuple[ImageData, ColorMapType | None]:
    """Return 256 × 256 pixels in Web Mercator, and the palette where the raster has one; raise `Unavailable`."""
    palette = raster.colormap == PALETTE
    resampling: Literal["nearest", "bilinear"] = "nearest" if palette else "bilinear"
    square = {"width": TILE_PIXELS, "height": TILE_PIXELS}
    with opened(raster, _grid(raster.path, raster.in_store).overview(tile)) as dataset:
        image = read(
            dataset,
            dst_crs=WEB_MERCATOR,
            indexes=tuple(range(1, raster.bands + 1)),
            reproject_method=resampling,
            vrt_options={"transform": from_bounds(*tile.bounds_3857(), **square), **square},
        )
        return image, dataset.colormap(1) if palette else None
