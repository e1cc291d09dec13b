"""A picture somebody brings → a Cloud Optimized GeoTIFF we can serve; or the reason why not.

Runs in the child process of `perimeter_data.reading.bounded`: no settings, no database. See `raster_bounded`.
"""

import math
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS
from rasterio.crs import CRS as RasterCRS
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds

from core.geometry import MAX_LAT
from layers.refusals import RasterRefused
from layers.services.raster_cog import Told, write_cog
from perimeter_data.reading.crs import label, parse
from perimeter_data.reading.refusals import FileRefused

# First bytes → GDAL driver. Nothing else is opened, whatever a file is called.
DRIVERS = {
    b"II*\x00": "GTiff",
    b"MM\x00*": "GTiff",
    b"II+\x00": "GTiff",
    b"MM\x00+": "GTiff",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
EARTH_RADIUS_M = (6_350_000, 6_400_000)  # spheres and ellipsoids in use for the Earth
STRETCH_PERCENT = (2, 98)
SAMPLE_SIDE = 1024
PALETTE = "palette"
UNITS = {"metre": "m", "meter": "m", "metres": "m", "meters": "m", "feet": "ft", "foot": "ft", "celsius": "°C"}
BANDS_OF_COLOUR = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


@dataclass(frozen=True, slots=True)
class RasterFacts:
    """What serving a raster needs to know.

    `bounds` are west, south, east, north in degrees. `minimum` and `maximum` (the stretch) are in the numbers of the
    file; what they stand for is number × `scale` + `offset`. `palette` holds the colours of the values found.
    """

    bounds: tuple[float, float, float, float]
    bands: int
    dtype: str
    nodata: float | None
    source_crs: str
    scale: float
    offset: float
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    colormap: str = ""
    palette: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)
    empty: bool = False


def raster_driver(path: Path) -> str | None:
    """Return the GDAL driver for a file by its first bytes, None where it is no TIFF, PNG or JPEG."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((driver for signature, driver in DRIVERS.items() if start.startswith(signature)), None)


def make_cog(
    source: Path,
    target: Path,
    *,
    crs: str | None = None,
    beside: str = "",
    max_pixels: int,
    told: Told = lambda done, total: None,
) -> RasterFacts:
    """Check a raster and write it to `target` as a COG; raise the matching refusal.

    `crs` names the coordinate system where the file does not, or names it wrongly; what a file `beside` it says
    counts only where nothing else does. Only drawn bands are kept.
    """
    with _opened(source) as dataset:
        _check_pixels(dataset, max_pixels)
        known = _crs_of(dataset, crs, beside)
        bands = _drawn_bands(dataset)
        with _upright(dataset, known) as upright:
            facts = RasterFacts(
                bounds=_bounds_4326(upright),
                bands=len(bands),
                dtype=dataset.dtypes[0],
                nodata=dataset.nodata,
                source_crs=label(known)[:120],
                scale=dataset.scales[bands[0] - 1],
                offset=dataset.offsets[bands[0] - 1],
                unit=_unit(dataset.units[bands[0] - 1] or ""),
            )
            palette = _is_palette(dataset)
            write_cog(upright, target, bands, palette=palette, soft_alpha=_soft_alpha(dataset), told=told)
    with rasterio.open(target) as cog:
        return _with_stretch(facts, cog)


@contextmanager
def _opened(path: Path) -> Iterator[DatasetReader]:
    driver = raster_driver(path)
    if driver is None:
        raise RasterRefused("unreadable_raster")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            with rasterio.open(path, driver=driver) as dataset:
                yield dataset
        except RasterioError as error:
            raise RasterRefused("unreadable_raster", reason=str(error)) from error


def _check_pixels(dataset: DatasetReader, max_pixels: int) -> None:
    pixels = dataset.width * dataset.height
    if max(pixels, pixels * dataset.count // 4) > max_pixels:
        raise RasterRefused("too_many_pixels", width=dataset.width, height=dataset.height)
    if any(dtype.startswith("complex") for dtype in dataset.dtypes):
        raise RasterRefused("unsupported_raster")


def _crs_of(dataset: DatasetReader, crs: str | None, beside: str) -> CRS:
    points, points_crs = dataset.gcps
    if dataset.transform.is_identity and not points:
        raise RasterRefused("no_georeference")
    stated = crs or (dataset.crs or points_crs or RasterCRS()).to_wkt() or beside
    if not stated:
        raise FileRefused("crs_missing")
    known = parse(stated)
    if known.ellipsoid is None:
        raise RasterRefused("bad_coordinates")
    if not EARTH_RADIUS_M[0] < known.ellipsoid.semi_major_metre < EARTH_RADIUS_M[1]:
        raise RasterRefused("not_on_earth")
    return known


def _unit(name: str) -> str:
    """Return how a unit is written; what is not known stays as the file has it."""
    return UNITS.get(name.strip().lower(), name.strip())[:20]


def _is_palette(dataset: DatasetReader) -> bool:
    return bool(dataset.count == 1 and dataset.colorinterp[0] == ColorInterp.palette)


def _soft_alpha(dataset: DatasetReader) -> bool:
    """Say whether an alpha band can be kept as it is; other masks become a yes-or-no mask inside the COG."""
    return bool(ColorInterp.alpha in dataset.colorinterp and dataset.nodata is None and dataset.dtypes[0] == "uint8")


def _drawn_bands(dataset: DatasetReader) -> tuple[int, ...]:
    """Return band numbers: red, green, blue (the first three where they are not named), else the first one."""
    bands = dict(zip(dataset.indexes, dataset.colorinterp, strict=True))
    colours = [index for wanted in BANDS_OF_COLOUR for index, colour in bands.items() if colour == wanted]
    if len(colours) == 3:
        return tuple(colours)
    opaque = [index for index, colour in bands.items() if colour != ColorInterp.alpha]
    return tuple(opaque[:3] if len(opaque) >= 3 else opaque[:1])


@contextmanager
def _upright(dataset: DatasetReader, crs: CRS) -> Iterator[DatasetReader | WarpedVRT]:
    """Give the raster itself where it is north-up in `crs`, else a warped view (rotated, south-up, control points)."""
    t = dataset.transform
    stated = RasterCRS.from_wkt(crs.to_wkt())
    with ExitStack() as stack:
        view: DatasetReader | WarpedVRT = dataset
        if t.b or t.d or t.a < 0 or t.e > 0 or dataset.gcps[0] or dataset.crs != stated:
            masked = dataset.nodata is not None or ColorInterp.alpha in dataset.colorinterp
            how = Resampling.nearest if _is_palette(dataset) else Resampling.bilinear
            view = WarpedVRT(dataset, src_crs=stated, crs=stated, resampling=how, add_alpha=not masked)
            stack.enter_context(view)
        yield stack.enter_context(_below_poles(view)) if crs.is_geographic else view


def _below_poles(view: DatasetReader | WarpedVRT) -> WarpedVRT:
    """Cut a raster in degrees to the latitudes that Web Mercator has."""
    _west, south, _east, north = view.bounds
    step = -view.transform.e
    above = max(0, math.ceil((north - MAX_LAT) / step))
    below = max(0, math.ceil((-MAX_LAT - south) / step))
    transform = view.transform @ Affine.translation(0, above)
    return WarpedVRT(view, crs=view.crs, transform=transform, width=view.width, height=view.height - above - below)


def _bounds_4326(dataset: DatasetReader | WarpedVRT) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) in degrees; from -180 to 180 where it crosses the antimeridian."""
    try:
        west, south, east, north = transform_bounds(dataset.crs, "EPSG:4326", *dataset.bounds, densify_pts=21)
    except RasterioError as error:
        raise RasterRefused("bad_coordinates", reason=str(error)) from error
    finite = all(map(math.isfinite, (west, south, east, north)))
    if not finite or max(abs(west), abs(east)) > 361 or max(abs(south), abs(north)) > 91:
        raise RasterRefused("bad_coordinates")
    if west > east or west < -180 or east > 180:
        west, east = -180.0, 180.0
    return west, max(south, -90.0), east, min(north, 90.0)


def _with_stretch(facts: RasterFacts, cog: DatasetReader) -> RasterFacts:
    """Add what a coarse look at the pixels tells: the stretch, or the colours of the palette."""
    sample = _sample(cog, facts.bands)
    if sample.size == 0:
        return replace(facts, empty=True, minimum=0.0, maximum=1.0)
    if _is_palette(cog):
        table = cog.colormap(1)
        found = {int(value): table[int(value)] for value in np.unique(sample) if int(value) in table}
        return replace(facts, colormap=PALETTE, palette=found)
    if facts.bands == 3 and facts.dtype == "uint8":
        return facts
    low, high = (float(v) for v in np.percentile(sample, STRETCH_PERCENT))
    # Most pixels alike (a flat mask, a sparse index): the whole range says more than the percentiles.
    if low == high:
        low, high = float(sample.min()), float(sample.max())
    ramp = "" if facts.bands == 3 else "gray" if facts.dtype == "uint8" else "viridis"
    return replace(facts, minimum=low, maximum=high if high > low else low + 1, colormap=ramp)


def _sample(cog: DatasetReader, bands: int) -> np.ndarray:
    """Return the valid numbers of the drawn bands, flat, from at most SAMPLE_SIDE² pixels a band."""
    step = max(cog.width, cog.height) / SAMPLE_SIDE
    shape = (max(1, round(cog.height / max(step, 1))), max(1, round(cog.width / max(step, 1))))
    read = cog.read(list(range(1, bands + 1)), out_shape=(bands, *shape), masked=True)
    numbers = read.compressed()
    return numbers[np.isfinite(numbers)] if np.issubdtype(numbers.dtype, np.floating) else numbers
