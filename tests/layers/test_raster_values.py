"""What rasters say: at a position, and of zones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds
from rest_framework.test import APIClient

from core import jobs
from core.models import Job
from layers.models import Layer, RasterFigures
from layers.services import raster_figures
from perimeter_data.models import Perimeter
from tests import factories

Bring = Callable[..., Any]
Write = Callable[..., Path]
LAYER = "/api/v1/perimeters/valley/layers/brought/"


def ask(api: APIClient, what: str, **params: Any) -> dict[str, Any]:
    answer = api.get(f"{LAYER}{what}/", params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ramp() -> np.ndarray:
    """Numbers 0 to 199 from west to east over 6.5 to 8.5, so 100 lon - 650; without any in the south-west."""
    numbers = np.tile(np.arange(200, dtype="int16"), (200, 1))[None]
    numbers[0, 100:, :100] = -99
    return numbers


def test_the_value_at_a_position(api: APIClient, bring: Bring, geotiff: Write) -> None:
    path = geotiff(ramp(), nodata=-99)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets, file.units = (0.5,), (10.0,), ("metre",)
    layer, _summary = bring(path)
    told = ask(api, "value", lon=7.255, lat=44.255)
    assert told == {
        "layer": "brought", "lon": 7.255, "lat": 44.255, "inside": True,
        "value": 75 * 0.5 + 10, "unit": "m", "label": None, "color": None,
    }  # fmt: skip
    assert layer.legend[0]["label"]["en"].endswith("\N{NO-BREAK SPACE}m")
    assert ask(api, "value", lon=7.255, lat=43.755)["value"] is None  # no data
    for lon, lat in ((7.65, 43.95), (6.7, 44.2)):  # the hole; outside
        told = ask(api, "value", lon=lon, lat=lat)
        assert (told["inside"], told["value"]) == (False, None)


def test_photographs_have_a_colour_and_palettes_a_name(api: APIClient, bring: Bring, geotiff: Write) -> None:
    photo = np.zeros((3, 20, 20), "uint8") + np.array([255, 16, 0], "uint8")[:, None, None]
    bring(geotiff(photo))
    told = ask(api, "value", lon=7.255, lat=44.255)
    assert (told["value"], told["color"]) == (None, "#ff1000")
    path = geotiff(np.full((1, 20, 20), 2, "uint8"), photometric="palette")
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {2: (1, 2, 3, 255)})
    bring(path)
    told = ask(api, "value", lon=7.255, lat=44.255)
    assert (told["value"], told["label"]) == (2, "2")


@pytest.mark.parametrize(
    ("what", "params", "status"),
    [
        ("value", {}, 400),
        ("value", {"lon": "x", "lat": "44"}, 400),
        ("value", {"lon": "nan", "lat": "44"}, 400),
        ("value", {"lon": "7", "lat": "91"}, 400),
        ("value", {"lon": "7", "lat": "44", "z": "1"}, 400),
        ("zones", {}, 400),
        ("zones", {"zoning": "nowhere"}, 404),
        ("zones", {"zoning": "communes"}, 422),
    ],
)
def test_refusals(
    api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter, what: str, params: dict[str, str], status: int
) -> None:
    factories.zoning(perimeter)
    bring(geotiff(np.zeros((3, 20, 20), "uint8")))
    answer = api.get(f"{LAYER}{what}/", params)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_layers_of_staff_and_shapes(api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter) -> None:
    factories.zoning(perimeter)
    layer, _summary = bring(geotiff(ramp()))
    Layer.objects.filter(pk=layer.pk).update(rights="staff")
    for what, params in (("value", {"lon": 7.2, "lat": 44.2}), ("zones", {"zoning": "communes"})):
        assert api.get(f"{LAYER}{what}/", params).status_code == 404
    Layer.objects.filter(pk=layer.pk).update(rights="public", kind="vector")
    assert api.get(f"{LAYER}value/", {"lon": 7.2, "lat": 44.2}).json()["code"] == "no_values"


class TestZones:
    """Communes W (7..7.5) and E (7.5..8), the hole in E, and a field of numbers by longitude."""

    def test_mean_least_most(self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter) -> None:
        factories.zoning(perimeter)
        bring(geotiff(ramp(), nodata=-99), unit="m")
        told = ask(api, "zones", zoning="communes")
        assert (told["zoning"], told["unit"]) == ("communes", "m")
        east, west = told["zones"]
        # W: the northern half has numbers 50 to 99; each column weighs the same.
        assert (west["minimum"], west["maximum"], west["count"]) == (50, 99, 50 * 50)
        assert west["mean"] == pytest.approx(74.5)
        assert west["covered"] == pytest.approx(0.5, abs=0.005)
        # E: numbers 100 to 149, and nothing of the hole, 110 to 119 wide and ten pixels high.
        assert (east["minimum"], east["maximum"], east["count"]) == (100, 149, 50 * 100 - 100)
        geod = pyproj.Geod(ellps="WGS84")
        half, hole = (
            geod.geometry_area_perimeter(shapely.segmentize(shapely.box(*box), 0.01))[0]
            for box in ((7.5, 43.5, 8.0, 44.5), (7.6, 43.9, 7.7, 44.0))
        )
        assert east["area_ha"] == pytest.approx((half - hole) / 10_000, rel=1e-4)

    def test_in_metres_of_web_mercator_rows_weigh_by_their_true_area(
        self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter
    ) -> None:
        factories.zoning(perimeter)
        box = transform_bounds("EPSG:4326", "EPSG:3857", 6.9, 43.4, 8.1, 44.6)
        rows = np.tile(np.arange(300, dtype="float32")[:, None], (1, 300))[None]
        bring(geotiff(rows, crs="EPSG:3857", transform=from_bounds(*box, 300, 300)))
        west = ask(api, "zones", zoning="communes")["zones"][1]
        plain = (west["minimum"] + west["maximum"]) / 2
        assert west["covered"] == pytest.approx(1, abs=0.002)
        assert west["mean"] > plain + 0.3  # southern rows are larger on the ground

    def test_smaller_than_a_pixel_and_without_data(
        self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter
    ) -> None:
        small = factories.square(7.201, 44.202, 7.209, 44.208)
        none = factories.square(7.2, 43.6, 7.3, 43.7)
        factories.zoning(perimeter, zones={"S": small, "N": none, "O": factories.square(9, 44, 9.1, 44.1)})
        bring(geotiff(ramp(), nodata=-99))
        zones = {zone["zone"]: zone for zone in ask(api, "zones", zoning="communes")["zones"]}
        assert zones["S"]["mean"] == 70
        assert zones["S"]["count"] == pytest.approx(0.48, abs=0.1)
        empty = {"count": 0, "mean": None, "minimum": None, "maximum": None, "area_ha": 0, "covered": 0}
        assert zones["N"].items() >= empty.items()

    def test_classes_have_areas_and_no_mean(
        self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter
    ) -> None:
        factories.zoning(perimeter)
        kinds = np.ones((1, 200, 200), "uint8")
        kinds[0, :, 75:] = 2
        path = geotiff(kinds, photometric="palette")
        with rasterio.open(path, "r+") as file:
            file.write_colormap(1, {1: (1, 2, 3, 255), 2: (200, 2, 3, 255)})
        bring(path)
        west = ask(api, "zones", zoning="communes")["zones"][1]
        assert (west["mean"], set(west["classes"])) == (None, {"1", "2"})
        assert west["classes"]["1"] == pytest.approx(west["classes"]["2"], rel=1e-6)

    def test_counted_once_for_an_import_and_a_boundary(
        self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.zoning(perimeter)
        bring(geotiff(ramp(), nodata=-99))
        first = ask(api, "zones", zoning="communes")
        with monkeypatch.context() as patched:
            patched.setattr(raster_figures, "_count", None)  # would fail
            assert ask(api, "zones", zoning="communes") == first
        bring(geotiff(ramp() + 1, nodata=-98))
        assert ask(api, "zones", zoning="communes")["zones"][1]["maximum"] == 100
        assert RasterFigures.objects.count() == 1

    def test_what_takes_long_is_counted_by_a_worker(
        self, api: APIClient, bring: Bring, geotiff: Write, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.zoning(perimeter)
        bring(geotiff(ramp(), nodata=-99))
        monkeypatch.setattr(raster_figures, "PIXELS_AT_ONCE", 100)
        for _again in range(2):
            answer = api.get(f"{LAYER}zones/", {"zoning": "communes"})
            assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "10", "being_counted")
        job = Job.objects.get(kind="raster_figures")
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.report) == ("done", {"zones": 2})
        assert ask(api, "zones", zoning="communes")["zones"][1]["maximum"] == 99
