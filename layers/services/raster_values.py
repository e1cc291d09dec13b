"""The value of a raster at a position."""

from typing import Any

import numpy as np
from django.contrib.gis.geos import Point
from rasterio.io import DatasetReader
from rasterio.warp import transform
from rasterio.windows import Window

from core.i18n import translated
from layers.models import Layer, LayerKind, RasterFile
from layers.refusals import NoValues
from layers.services.raster_files import PALETTE
from layers.services.raster_reading import opened
from perimeter_data.models import PerimeterVersion, VersionState


def require_raster(layer: Layer) -> RasterFile:
    """Return the file of a raster layer; raise `NoValues` for shapes."""
    if layer.kind != LayerKind.RASTER:
        raise NoValues
    return layer.raster


def value_at(layer: Layer, point: Point) -> dict[str, Any]:
    """Return {inside, value, unit, label, color} at a position in EPSG:4326; all but `inside` and `unit` may be None.

    A photograph has a colour and no value, a palette a value with its label. Outside the perimeter nothing is told.
    """
    raster = require_raster(layer)
    published = PerimeterVersion.objects.filter(perimeter_id=layer.perimeter_id, state=VersionState.PUBLISHED)
    inside = published.filter(boundary__covers=point).exists()
    told = {"inside": inside, "value": None, "unit": raster.unit, "label": None, "color": None}
    if not inside:
        return told
    with opened(raster) as dataset:
        numbers = _pixel(dataset, point, raster.bands)
        if numbers is None:
            return told
        if raster.bands == 3:
            return {**told, "color": _hex(numbers)} if raster.dtype == "uint8" else told
        value = float(numbers[0]) * dataset.scales[0] + dataset.offsets[0]
    return {**told, "value": value, "label": _label(layer, value) if raster.colormap == PALETTE else None}


def _pixel(dataset: DatasetReader, point: Point, bands: int) -> np.ndarray | None:
    """Return the numbers of the pixel that holds a position, None where there is no value."""
    [x], [y] = transform("EPSG:4326", dataset.crs, [point.x], [point.y])
    if not (np.isfinite(x) and np.isfinite(y)):
        return None
    row, column = dataset.index(x, y)
    if not (0 <= row < dataset.height and 0 <= column < dataset.width):
        return None
    read = dataset.read(range(1, bands + 1), window=Window(column, row, 1, 1), masked=True)[:, 0, 0]
    clear = np.ma.getmaskarray(read).any() or not np.isfinite(read.data.astype("float64")).all()
    return None if clear else read.data


def _hex(numbers: np.ndarray) -> str:
    return "#" + "".join(f"{int(number):02x}" for number in numbers)


def _label(layer: Layer, value: float) -> str | None:
    """Return what the legend calls a value of a palette."""
    entry = next((entry for entry in layer.legend if entry["code"] == str(int(value))), None)
    return translated(entry["label"], layer.perimeter.default_language) if entry and entry.get("label") else None
