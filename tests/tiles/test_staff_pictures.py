"""A picture that is for staff alone: drawn on the planner's page, and nowhere to be found by the public."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from django.test import Client
from rasterio.transform import from_bounds
from rest_framework.test import APIClient

from accounts.models import Role
from core.geometry import tile_at
from layers.models import Layer
from layers.services.importing import LayerOptions, import_layer
from perimeter_data.models import Perimeter
from tests import factories
from tests.layers.pictures import alpha_at, pixels, place

TILE = tile_at(factories.INSIDE.x, factories.INSIDE.y, 9)
XYZ = f"{TILE.z}/{TILE.x}/{TILE.y}"
PUBLIC = "/api/v1/perimeters/valley/"


@pytest.fixture
def survey(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Layer:
    """A red picture over the whole square, brought in for staff alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    red = np.zeros((3, 64, 64), "uint8") + np.array([255, 0, 0], "uint8")[:, None, None]
    profile = {"driver": "GTiff", "count": 3, "height": 64, "width": 64, "dtype": "uint8", "crs": "EPSG:4326"}
    path = tmp_path / "survey.tif"
    with rasterio.open(path, "w", **profile, transform=from_bounds(6.5, 43.0, 8.5, 45.0, 64, 64)) as file:
        file.write(red)
    options = LayerOptions(slug="survey", name=factories.i18n("Survey"), settings={"rights": Layer.Rights.STAFF})
    import_layer(perimeter=perimeter, path=path, options=options)
    return Layer.objects.get(slug="survey")


def signed_in(perimeter: Perimeter, role: str) -> APIClient:
    client = APIClient()
    client.force_login(factories.MembershipFactory(perimeter=perimeter, role=role).user)
    return client


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLANNER])
def test_staff_sees_it_cut_at_the_boundary(perimeter: Perimeter, survey: Layer, role: str) -> None:
    client = signed_in(perimeter, role)
    [told] = [one for one in client.get("/api/v1/planner/valley/layers/").json()["layers"] if one["slug"] == "survey"]
    assert (told["kind"], told["rights"], told["tilejson"]) == ("raster", "staff", None)
    [address] = told["source"]["tiles"]
    assert [one["type"] for one in told["style"]] == ["raster"]
    path = address.removeprefix("http://testserver").format(z=TILE.z, x=TILE.x, y=TILE.y)
    assert path == f"/planner/valley/tiles/survey/{XYZ}.webp"
    for ending in ("webp", "png"):
        answer = client.get(path.replace("webp", ending), HTTP_ACCEPT="image/*")
        assert (answer.status_code, answer["Content-Type"]) == (200, f"image/{ending}")
        assert answer["Cache-Control"] == "no-store"
        picture = pixels(answer.content)
        row, column = place(TILE, factories.INSIDE.x, factories.INSIDE.y)
        red, green, blue, alpha = picture[row, column]
        assert red > 245
        assert max(green, blue) < 10
        assert alpha == 255
        assert alpha_at(picture, TILE, 6.97, 44.0) == 0  # the picture goes on outside
    assert client.get(path.replace("webp", "mvt")).json()["code"] == "unknown_layer"


def test_staff_reads_it_at_a_point(perimeter: Perimeter, survey: Layer) -> None:
    path, where = "/api/v1/planner/valley/layers/survey/value/", {"lon": 7.25, "lat": 44.0}
    answer = signed_in(perimeter, Role.VIEWER).get(path, where)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (answer.json()["inside"], answer.json()["color"]) == (True, "#ff0000")
    viewer = signed_in(perimeter, Role.VIEWER)
    assert viewer.get(path.replace("survey", "nothing"), where).json()["code"] == "unknown_layer"
    assert viewer.get(path, {"lon": 7.25}).json()["code"] == "invalid_parameter"
    other = factories.published_perimeter(slug="other", ref_prefix="OTH")
    assert signed_in(other, Role.ADMINISTRATOR).get(path, where).status_code == 403
    assert APIClient().get(path, where).status_code == 401


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/tiles/valley/survey/{XYZ}.webp", "unknown_layer"),
        (f"/tiles/valley/survey/{XYZ}.png", "unknown_layer"),
        (f"/tiles/valley/survey/{XYZ}.mvt", "unknown_layer"),
        (f"/planner/valley/tiles/survey/{XYZ}.webp", "unknown_layer"),
        (f"/planner/valley/tiles/survey/{XYZ}.png", "unknown_layer"),
        ("/tiles/valley/survey.json", "unknown_layer"),
        ("/tiles/valley/contributions,survey.json", "unknown_layer"),
        (f"{PUBLIC}layers/survey/value/?lon=7.25&lat=44.0", "unknown_layer"),
        (f"{PUBLIC}layers/survey/zones/?zoning=communes", "unknown_layer"),
        (f"{PUBLIC}layers/survey/features/1/", "unknown_layer"),
    ],
)
def test_for_the_public_there_is_no_such_layer(survey: Layer, path: str, code: str) -> None:
    factories.zoning(survey.perimeter)
    stranger = signed_in(factories.published_perimeter(slug="other", ref_prefix="OTH"), Role.ADMINISTRATOR)
    for client in (Client(), stranger):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/valley/style.json",
        "/tiles/valley/style.json?scheme=dark",
        "/api/v1/perimeters/",
        PUBLIC,
        f"{PUBLIC}layers/",
        f"{PUBLIC}locate/?lon=7.25&lat=44.0",
        f"{PUBLIC}statistics/",
        "/p/valley/",
    ],
)
def test_nothing_public_names_it(survey: Layer, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert b"survey" not in answer.content.lower()


def test_once_it_is_public_it_is_told(survey: Layer) -> None:
    Layer.objects.filter(pk=survey.pk).update(rights=Layer.Rights.PUBLIC)
    for path in ("/tiles/valley/style.json", PUBLIC, f"{PUBLIC}layers/"):
        assert b"survey" in Client().get(path).content
    for path in (f"/tiles/valley/survey/{XYZ}.webp", "/tiles/valley/survey.json"):
        assert Client().get(path).status_code == 200
    told = Client().get(f"{PUBLIC}layers/survey/value/?lon=7.25&lat=44.0").json()
    assert (told["inside"], told["color"]) == (True, "#ff0000")
