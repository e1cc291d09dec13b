"""Published layers: vector, plan, picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from django.contrib.gis.geos import Point
from django.test import Client
from rasterio.transform import from_bounds

from layers.models import Layer, LayerKind, PlanRule, RasterFile
from perimeter_data.models import Perimeter
from tests import factories
from tests.tiles.conftest import Fetch
from tests.tiles.ground import ground, mercator, plan, vector_layer


def test_a_plan_zone_says_what_it_is(fetch: Fetch, perimeter: Perimeter) -> None:
    plan(perimeter)
    found = fetch("plan", 12)
    zones = [feature for feature in found if "part" not in feature["properties"]]
    labels = [feature for feature in found if feature["properties"].get("part") == "label"]
    assert {"libelle": "UA", "libelong": "Zone UA", "typezone": "U"} in [zone["properties"] for zone in zones]
    assert all(zone["id"] for zone in zones)
    assert {label["properties"]["libelle"] for label in labels} <= {"UA", "Nf", "UB"}


def test_rules_of_a_plan_are_drawn_from_near(fetch: Fetch, perimeter: Perimeter) -> None:
    layer = plan(perimeter)
    wood = factories.square(7.21, 44.01, 7.24, 44.04)
    rule = PlanRule(layer=layer, kind="prescription", geom=wood, code="01", key="P01", label="EBC")
    rule.display_3857 = mercator(wood)
    rule.save()
    found = [feature["properties"] for feature in fetch("plan", 12)]
    assert [row for row in found if row.get("part") == "prescription"] == [
        {"part": "prescription", "rule": "P01", "name": "EBC"}
    ]
    assert "prescription" not in [feature["properties"].get("part") for feature in fetch("plan", 11)]


def test_what_is_under_two_pixels_is_left_out(fetch: Fetch, perimeter: Perimeter) -> None:
    layer = plan(perimeter)
    vector_layer(perimeter, "spots", [(Point(7.31, 44.0), "tap")])
    tiny = layer.plan_zones.get(libelle="UB").pk
    assert tiny not in [feature.get("id") for feature in fetch("plan", 8)]
    assert tiny in [feature.get("id") for feature in fetch("plan", 18, 7.31005, 44.00005)]
    assert fetch("spots", 8)[0]["properties"] == {"label": "Tap", "style_key": "tap"}


def test_a_layer_is_drawn_between_its_zooms(fetch: Fetch, perimeter: Perimeter) -> None:
    vector_layer(perimeter, "spots", [(factories.INSIDE.clone(), "tap")], minzoom=8, maxzoom=12)
    assert [z for z in range(6, 15) if fetch("spots", z)] == [8, 9, 10, 11, 12]


def test_the_ground_has_names_ranks_and_a_coast(fetch: Fetch, perimeter: Perimeter) -> None:
    ground(perimeter)
    found = fetch("ground", 7)
    road = next(feature for feature in found if feature["properties"]["style_key"] == "road")
    assert road["properties"] == {
        "label": "Road", "style_key": "road", "rank": 1, "name:fr": "road fr", "name:it": "road it"
    }  # fmt: skip
    coast = next(feature for feature in found if feature["properties"].get("part") == "coast")
    assert coast["geometry"]["type"].endswith("LineString")


@pytest.fixture
def picture(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Layer:
    """A photograph over the whole square, published as a layer."""
    settings.MEDIA_ROOT = tmp_path
    profile = {"driver": "GTiff", "count": 3, "height": 64, "width": 64, "dtype": "uint8", "crs": "EPSG:4326"}
    with rasterio.open(tmp_path / "photo.tif", "w", **profile, transform=from_bounds(7, 43.5, 8, 44.5, 64, 64)) as file:
        file.write(np.full((3, 64, 64), 120, "uint8"))
    layer = Layer.objects.create(perimeter=perimeter, slug="photo", kind=LayerKind.RASTER)
    square = factories.square(7.0, 43.5, 8.0, 44.5)
    RasterFile.objects.create(layer=layer, path="photo.tif", bounds=square, bands=3, dtype="uint8")
    return layer


@pytest.mark.parametrize(("ending", "start"), [("webp", b"RIFF"), ("png", b"\x89PNG")])
def test_a_picture_is_served_and_not_zipped_again(page: Client, picture: Layer, ending: str, start: bytes) -> None:
    path = f"/tiles/valley/photo/9/266/186.{ending}"
    response = page.get(path, HTTP_ACCEPT_ENCODING="gzip")
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{ending}"
    assert response.content.startswith(start)
    assert "Content-Encoding" not in response
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert page.get(path, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


def test_a_picture_has_a_tilejson(page: Client, picture: Layer) -> None:
    document = page.get("/tiles/valley/photo.json").json()
    assert document["tiles"] == ["http://testserver/tiles/valley/photo/{z}/{x}/{y}.webp"]
    assert document["bounds"] == [7.0, 43.5, 8.0, 44.5]
    assert "vector_layers" not in document


def test_a_picture_takes_no_filter(page: Client, picture: Layer) -> None:
    assert page.get("/tiles/valley/photo/9/266/186.png?kind=idea").json()["code"] == "unknown_parameter"
