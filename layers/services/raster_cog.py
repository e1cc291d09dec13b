"""The pixels of a checked raster → a Cloud Optimized GeoTIFF, window by window: memory does not grow with the raster.

Runs in the child process, like `raster_files`.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import rasterio
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.io import DatasetReader, DatasetWriter
from rasterio.shutil import copy
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

Raster: TypeAlias = DatasetReader | WarpedVRT
Told = Callable[[int, int], None]
TILE = 256
WINDOW_BYTES = 16 * 1024**2
CONFIG = {
    "GDAL_CACHEMAX": 128 * 1024**2,  # the default is a share of the machine
    "GDAL_TIFF_INTERNAL_MASK": True,
    "GDAL_TIFF_OVR_BLOCKSIZE": str(TILE),
}
LAYOUT = {"driver": "GTiff", "tiled": True, "blockxsize": TILE, "blockysize": TILE, "BIGTIFF": "IF_SAFER"}
# Of the work, as it is told: pixels, overviews, the file in its order.
SHARE_PIXELS, SHARE_OVERVIEWS, WHOLE = 60, 80, 100


def write_cog(
    view: Raster, target: Path, bands: tuple[int, ...], *, palette: bool, soft_alpha: bool, told: Told
) -> None:
    """Write the bands of a raster to `target`, with overviews; `told(done, total)` hears how far it is.

    An alpha band is kept where it is soft, else what is transparent becomes a mask inside the file.
    """
    alpha = tuple(i for i, c in zip(view.indexes, view.colorinterp, strict=True) if c == ColorInterp.alpha)
    taken = bands + alpha if soft_alpha else bands
    half = target.with_name(f"half-{target.name}")
    with rasterio.Env(**CONFIG):
        with rasterio.open(half, "w", **_profile(view, taken), compress="DEFLATE", zlevel=1) as made:
            _describe(view, made, taken, palette=palette)
            _fill(view, made, taken, masked=not soft_alpha and _has_mask(view, alpha), told=told)
            factors = [2**step for step in range(1, 32) if max(view.width, view.height) // 2 ** (step - 1) > TILE]
            if factors:
                made.build_overviews(factors, Resampling.nearest if palette else Resampling.average)
            told(SHARE_OVERVIEWS, WHOLE)
        predictor = 1 if palette else 3 if np.issubdtype(view.dtypes[0], np.floating) else 2
        copy(half, target, copy_src_overviews=True, compress="DEFLATE", predictor=predictor, **LAYOUT)
    half.unlink()


def _profile(view: Raster, taken: tuple[int, ...]) -> dict[str, Any]:
    return {
        **LAYOUT,
        "width": view.width,
        "height": view.height,
        "count": len(taken),
        "dtype": view.dtypes[0],
        "crs": view.crs,
        "transform": view.transform,
        "nodata": view.nodata,
    }


def _describe(view: Raster, made: DatasetWriter, taken: tuple[int, ...], *, palette: bool) -> None:
    """Carry over what the numbers stand for."""
    if len(taken) > 1 or palette:
        made.colorinterp = [view.colorinterp[band - 1] for band in taken]
    if palette:
        with suppress(ValueError):  # a palette without its colours
            made.write_colormap(1, view.colormap(1))
    made.scales = [view.scales[band - 1] for band in taken]
    made.offsets = [view.offsets[band - 1] for band in taken]
    made.units = [view.units[band - 1] or "" for band in taken]


def _has_mask(view: Raster, alpha: tuple[int, ...]) -> bool:
    """Say whether transparency is told by an alpha band or a mask; a nodata number wins over both, as in GDAL."""
    return view.nodata is None and (bool(alpha) or MaskFlags.per_dataset in view.mask_flag_enums[0])


def _fill(view: Raster, made: DatasetWriter, taken: tuple[int, ...], *, masked: bool, told: Told) -> None:
    windows = list(_windows(view.width, view.height, len(taken) * np.dtype(view.dtypes[0]).itemsize))
    for done, window in enumerate(windows):
        told(done * SHARE_PIXELS // len(windows), WHOLE)
        made.write(view.read(taken, window=window), window=window)
        if masked:
            made.write_mask(view.dataset_mask(window=window), window=window)


def _windows(width: int, height: int, pixel_bytes: int) -> Iterator[Window]:
    """Cut a raster into bands as wide as it is (files in strips are read once), or parts of them where it is wide."""
    wide = min(width, max(TILE, WINDOW_BYTES // (TILE * pixel_bytes) // TILE * TILE))
    high = max(TILE, WINDOW_BYTES // (wide * pixel_bytes) // TILE * TILE)
    for top in range(0, height, high):
        for left in range(0, width, wide):
            yield Window(left, top, min(wide, width - left), min(high, height - top))
