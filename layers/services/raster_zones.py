"""What a raster says of a shape: mean, least, most, how much of it has a value.

Pixels count by the share of them that lies inside (to a sixteenth) and by their true area on the ground, which in
degrees and in Web Mercator differs from row to row. Read in windows: memory does not grow with raster or shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from rasterio.features import rasterize
from rasterio.io import DatasetReader
from rasterio.windows import Window, bounds, from_bounds, transform
from shapely.geometry.base import BaseGeometry

FINE = 4
SIDE = 1024
LONGEST_EDGE_DEG = 0.05


@dataclass(slots=True)
class Figures:
    """Sums over the pixels with a value; `classes` are areas by value, for rasters of classes."""

    pixels: float = 0.0
    area_m2: float = 0.0
    weighted: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    classes: dict[int, float] = field(default_factory=dict)

    @property
    def mean(self) -> float | None:
        return self.weighted / self.area_m2 if self.area_m2 else None


def in_crs_of(dataset: DatasetReader, shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in EPSG:4326 in the coordinates of the raster; long edges stay where they are on the map."""
    to_raster = pyproj.Transformer.from_crs("EPSG:4326", dataset.crs.to_wkt(), always_xy=True)
    fine = shapely.segmentize(shape, LONGEST_EDGE_DEG)
    return shapely.make_valid(shapely.transform(fine, to_raster.transform, interleaved=False))


def pixels_under(dataset: DatasetReader, shape: BaseGeometry) -> int:
    """Return how many pixels have to be read for a shape in the raster's coordinates."""
    window = _window(dataset, shape)
    return int(window.width * window.height) if window else 0


def figures_of(dataset: DatasetReader, shape: BaseGeometry, *, classes: bool) -> Figures:
    """Add up the first band of a raster under a shape in the raster's coordinates; numbers as the file has them."""
    found = Figures()
    for window in _windows(dataset, shape):
        read = dataset.read(1, window=window, masked=True)
        share = _share_inside(dataset, window, shape)
        numbers = read.data.astype("float64")
        share[np.ma.getmaskarray(read) | ~np.isfinite(numbers)] = 0
        _add(found, numbers, share, _row_areas_m2(dataset, window), classes=classes)
    return found


def _add(found: Figures, numbers: np.ndarray, share: np.ndarray, row_areas_m2: np.ndarray, *, classes: bool) -> None:
    here = share > 0
    if not here.any():
        return
    values, areas = numbers[here], (share * row_areas_m2[:, None])[here]
    found.pixels += float(share.sum())
    found.area_m2 += float(areas.sum())
    found.weighted += float((values * areas).sum())
    found.minimum = min(float(values.min()), found.minimum if found.minimum is not None else np.inf)
    found.maximum = max(float(values.max()), found.maximum if found.maximum is not None else -np.inf)
    if classes:
        kinds, place = np.unique(values, return_inverse=True)
        for kind, area in zip(kinds, np.bincount(place, weights=areas), strict=True):
            found.classes[int(kind)] = found.classes.get(int(kind), 0.0) + float(area)


def _window(dataset: DatasetReader, shape: BaseGeometry) -> Window | None:
    """Return the pixels around a shape that the raster has."""
    if shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    around = from_bounds(*shape.bounds, transform=dataset.transform)
    left, top = max(0, int(np.floor(around.col_off))), max(0, int(np.floor(around.row_off)))
    right = min(dataset.width, int(np.ceil(around.col_off + around.width)))
    bottom = min(dataset.height, int(np.ceil(around.row_off + around.height)))
    return Window(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _windows(dataset: DatasetReader, shape: BaseGeometry) -> Iterator[Window]:
    whole = _window(dataset, shape)
    if whole is None:
        return
    for top in range(whole.row_off, whole.row_off + whole.height, SIDE):
        for left in range(whole.col_off, whole.col_off + whole.width, SIDE):
            right, bottom = whole.col_off + whole.width, whole.row_off + whole.height
            yield Window(left, top, min(SIDE, right - left), min(SIDE, bottom - top))


def _share_inside(dataset: DatasetReader, window: Window, shape: BaseGeometry) -> np.ndarray:
    """Return for each pixel of a window how much of it lies inside the shape."""
    rows, columns = int(window.height), int(window.width)
    inside = shapely.clip_by_rect(shape, *bounds(window, dataset.transform))
    if inside.is_empty:
        return np.zeros((rows, columns))
    finer = transform(window, dataset.transform) @ dataset.transform.scale(1 / FINE)
    fine = rasterize([inside], out_shape=(rows * FINE, columns * FINE), transform=finer, dtype="uint8")
    shares: np.ndarray = fine.reshape(rows, FINE, columns, FINE).mean(axis=(1, 3))
    return shares


def _row_areas_m2(dataset: DatasetReader, window: Window) -> np.ndarray:
    """Return the true area of a pixel of each row, in the middle of a window."""
    crs, t = pyproj.CRS(dataset.crs.to_wkt()), dataset.transform
    y = t.f + (window.row_off + np.arange(int(window.height)) + 0.5) * t.e
    x = np.full_like(y, t.c + (window.col_off + window.width / 2) * t.a)
    if crs.is_geographic:
        return _area_of_degrees(crs, y) * abs(t.a * t.e)
    lon, lat = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(x, y)
    metres = crs.axis_info[0].unit_conversion_factor
    areas: np.ndarray = abs(t.a * t.e) * metres**2 / np.asarray(pyproj.Proj(crs).get_factors(lon, lat).areal_scale)
    return areas


def _area_of_degrees(crs: pyproj.CRS, lat: np.ndarray) -> np.ndarray:
    """Return the area of a square degree at a latitude: radii of curvature along the meridian and across it."""
    globe = crs.get_geod() or pyproj.Geod(ellps="WGS84")
    major, minor = globe.a, globe.b
    eccentricity2, phi = 1 - (minor / major) ** 2, np.radians(lat)
    root2 = 1 - eccentricity2 * np.sin(phi) ** 2
    area: np.ndarray = major**2 * (1 - eccentricity2) * np.cos(phi) / root2**2 * np.radians(1) ** 2
    return area
