"""Fixtures of layer tests: a place for pictures, small files, territories around real data."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from django.contrib.gis.geos import MultiPolygon, Polygon
from rasterio.transform import from_bounds

from core.summary import Summary
from layers.models import Layer
from layers.services import raster_bounded
from layers.services.importing import LayerOptions, import_layer
from perimeter_data.models import Perimeter
from perimeter_data.reading import bounded
from tests import factories


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def child_process() -> None:
    """Ask for this to read files in the child process, as everywhere but in most tests here: it takes a second."""


@pytest.fixture(autouse=True)
def in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the child's work in this process, through the same JSON."""
    if "child_process" in request.fixturenames:
        return

    def run(task: str, arguments: dict[str, Any], **limits: Any) -> Any:
        module, _colon, function = task.partition(":")
        return json.loads(json.dumps(getattr(importlib.import_module(module), function)(**arguments)))

    monkeypatch.setattr(bounded, "run", run)
    monkeypatch.setattr(raster_bounded, "run", run)


@pytest.fixture
def bring(perimeter: Perimeter) -> Callable[..., tuple[Layer, Summary]]:
    """Import a file into a perimeter (default: the square); return the layer and the summary."""

    def run(path: Path, into: Perimeter = perimeter, **options: Any) -> tuple[Layer, Summary]:
        options.setdefault("slug", "brought")
        summary = import_layer(perimeter=into, path=path, options=LayerOptions(**options))
        return Layer.objects.select_related("raster").get(perimeter=into, slug=options["slug"]), summary

    return run


@pytest.fixture
def geojson(tmp_path: Path) -> Callable[..., Path]:
    """Write features given as (geometry, properties) to a file."""

    def write(*features: tuple[dict[str, Any], dict[str, Any]], name: str = "data.geojson") -> Path:
        rows = [{"type": "Feature", "geometry": shape, "properties": facts} for shape, facts in features]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
        return path

    return write


@pytest.fixture
def geotiff(tmp_path: Path) -> Callable[..., Path]:
    """Write an array (bands, rows, columns) over a box in degrees to a GeoTIFF."""

    def write(
        data: np.ndarray, box: tuple[float, float, float, float] = (6.5, 43.0, 8.5, 45.0), **profile: Any
    ) -> Path:
        path = tmp_path / "picture.tif"
        bands, height, width = data.shape
        values = {
            "driver": "GTiff",
            "count": bands,
            "height": height,
            "width": width,
            "dtype": data.dtype,
            "crs": "EPSG:4326",
            "transform": from_bounds(*box, width, height),
            **profile,
        }
        with rasterio.open(path, "w", **values) as file:
            file.write(data)
        return path

    return write


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def territory(west: float, south: float, east: float, north: float, **fields: Any) -> Perimeter:
    """Return a published perimeter that is a box in degrees."""
    return factories.published_perimeter(
        MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326), **fields
    )
