"""What is a tile's address, and what is said of those that are none."""

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.test import Client

from layers.models import Layer, LayerKind, RasterFile
from perimeter_data.models import Perimeter, Zoning
from tests import factories

ALL = "contributions,perimeter,places,proposals,zones-communes"


@pytest.fixture
def raster(perimeter: Perimeter) -> Layer:
    layer = Layer.objects.create(
        perimeter=perimeter, slug="relief", name=factories.i18n("relief"), kind=LayerKind.RASTER
    )
    RasterFile.objects.create(layer=layer, path="relief.tif", bounds=factories.HOLE, bands=1, dtype="uint8")
    return layer


@pytest.mark.parametrize("address", [f"{ALL}/0/0/0", f"{ALL}/22/0/4194303", "perimeter/9/266/186"])
def test_what_is_inside_the_matrix_is_a_tile(page: Client, communes: Zoning, address: str) -> None:
    response = page.get(f"/tiles/valley/{address}.mvt")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"


def test_an_empty_tile_is_an_empty_body(page: Client, perimeter: Perimeter) -> None:
    response = page.get("/tiles/valley/contributions/5/0/0.mvt")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "place",
    ["23/0/0", "99/0/0", "-1/0/0", "3/8/0", "3/0/8", "0/0/1", "3/-1/0", "3/01/0", "3/1.5/0", "a/0/0", "3/٣/0",
     "3/99999999999999999999999/0", "0/0/0%00"],
)  # fmt: skip
def test_what_is_outside_the_matrix_is_not_there(page: Client, perimeter: Perimeter, place: str) -> None:
    for ending in ("mvt", "webp", "png"):
        response = page.get(f"/tiles/valley/perimeter/{place}.{ending}")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "outside_tile_matrix"


@pytest.mark.parametrize(
    "layers",
    ["nothing", "perimeter,nothing", "perimeter,perimeter", "perimeter,", ",", "zones-nothing", "zones-", "style",
     "a%00b", "x" * 300, "per imeter", "PERIMETER"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["/3/4/2.mvt", ".json"])
def test_an_unknown_layer_is_named_so(page: Client, communes: Zoning, layers: str, rest: str) -> None:
    if layers == "style" and rest == ".json":
        return
    response = page.get(f"/tiles/valley/{layers}{rest}")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_layer")


@pytest.mark.parametrize("rest", ["perimeter/0/0/0.mvt", "perimeter.json", "style.json", "relief/0/0/0.webp"])
def test_a_perimeter_without_a_published_boundary_is_unknown(page: Client, db: None, rest: str) -> None:
    factories.PerimeterFactory(slug="draft")
    for slug in ("draft", "nowhere"):
        response = page.get(f"/tiles/{slug}/{rest}")
        assert (response.status_code, response.json()["code"]) == (404, "unknown_perimeter")


@pytest.mark.parametrize("rest", ["/7/66/46.mvt", ".json"])
def test_another_order_leads_to_the_canonical_one(page: Client, communes: Zoning, rest: str) -> None:
    query = "?lang=fr" if rest == ".json" else "?kind=idea&lang=fr"
    response = page.get(f"/tiles/valley/proposals,contributions{rest}{query}")
    assert response.status_code == 308
    assert response["Location"] == f"/tiles/valley/contributions,proposals{rest}{query}"
    assert page.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("rest", ["/7/66/46.mvt", "/7/66/46.webp", ".json"])
@pytest.mark.parametrize("layers", ["perimeter,relief", "relief,perimeter"])
def test_a_raster_stands_alone(page: Client, raster: Layer, layers: str, rest: str) -> None:
    response = page.get(f"/tiles/valley/{layers}{rest}")
    assert (response.status_code, response.json()["code"]) == (400, "raster_stands_alone")


def test_a_raster_is_no_vector_and_the_other_way_round(page: Client, raster: Layer) -> None:
    for address in ("relief/7/66/46.mvt", "perimeter/7/66/46.png"):
        assert page.get(f"/tiles/valley/{address}").json()["code"] == "unknown_layer"


def test_staff_layers_are_unknown(page: Client, perimeter: Perimeter) -> None:
    Layer.objects.create(perimeter=perimeter, slug="inside", kind=LayerKind.VECTOR, rights=Layer.Rights.STAFF)
    assert page.get("/tiles/valley/inside/7/66/46.mvt").json()["code"] == "unknown_layer"


def test_layers_of_another_perimeter_are_unknown(page: Client, perimeter: Perimeter) -> None:
    other = factories.published_perimeter(MultiPolygon(factories.square(1, 45, 2, 46), srid=4326), slug="elsewhere")
    factories.zoning(other, "quartiers", {"Q": factories.square(1, 45, 2, 46)})
    Layer.objects.create(perimeter=other, slug="theirs", kind=LayerKind.VECTOR)
    for layers in ("zones-quartiers", "theirs"):
        assert page.get(f"/tiles/valley/{layers}/7/66/46.mvt").json()["code"] == "unknown_layer"


@pytest.mark.parametrize(
    ("layers", "query", "code"),
    [
        ("contributions", "mine=true", "mine_on_lists_only"),
        ("contributions", "voted=true", "mine_on_lists_only"),
        ("contributions", "colour=red", "unknown_parameter"),
        ("contributions", "kind=dream", "invalid_parameter"),
        ("contributions", "kind=idea&kind=report", "invalid_parameter"),
        ("contributions", "near=7,44,nan", "invalid_parameter"),
        ("contributions", "theme=nothing", "unknown_theme"),
        ("contributions", "q=%00", "control_characters"),
        ("perimeter", "kind=idea", "unknown_parameter"),
        ("places,zones-communes", "q=x", "unknown_parameter"),
    ],
)
def test_a_wrong_filter_is_refused(page: Client, communes: Zoning, layers: str, query: str, code: str) -> None:
    response = page.get(f"/tiles/valley/{layers}/7/66/46.mvt?{query}")
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_a_refusal_speaks_the_callers_language(page: Client, perimeter: Perimeter) -> None:
    french = page.get("/tiles/valley/perimeter/99/0/0.mvt?lang=fr").json()["detail"]
    italian = page.get("/tiles/valley/perimeter/99/0/0.mvt", HTTP_ACCEPT_LANGUAGE="it").json()["detail"]
    assert "tuile" in french
    assert "riquadro" in italian
