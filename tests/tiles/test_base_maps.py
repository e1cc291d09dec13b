"""Base maps through our own addresses: tiles, TileJSON, style, and what is said where they fail."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from core.geometry import tile_at
from layers.basemaps import remote
from layers.basemaps.refusals import AddressRefused, SourceAway
from layers.basemaps.tiles import CLEAR
from layers.models import BaseMap
from layers.services.media import full_path
from perimeter_data.models import Perimeter
from tests import factories
from tests.layers import base_maps
from tests.tiles.conftest import decoded
from tests.tiles.ground import ground, plan
from tests.tiles.test_documents import checked, style
from tiles.style.tokens import DARK, LIGHT

TILE = tile_at(*base_maps.MIDDLE, 14)
XYZ = f"{TILE.z}/{TILE.x}/{TILE.y}"
SECRET_URL = "https://tiles.example/secret-key/{z}/{x}/{y}.png"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path


@pytest.fixture
def vector(perimeter: Perimeter, tmp_path: Path) -> BaseMap:
    return base_maps.base_map(perimeter, base_maps.vector_file(tmp_path / "v.pmtiles"), "streets")


@pytest.fixture
def raster(perimeter: Perimeter, tmp_path: Path) -> BaseMap:
    return base_maps.base_map(perimeter, base_maps.raster_file(tmp_path / "r.pmtiles"), "photo", position=1)


@pytest.fixture
def foreign(perimeter: Perimeter) -> BaseMap:
    return BaseMap.objects.create(
        perimeter=perimeter, slug="foreign", name=factories.i18n("foreign"), attribution="X", url=SECRET_URL
    )


def test_a_vector_tile(page: Client, vector: BaseMap) -> None:
    response = page.get(f"/tiles/valley/basemap/streets/{XYZ}.mvt")
    assert (response.status_code, response["Content-Type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert {feature["properties"]["class"] for feature in decoded(response.content)["transportation"]} == {
        "primary", "minor", "path",
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_picture_is_called_what_it_is(page: Client, raster: BaseMap, ending: str) -> None:
    response = page.get(f"/tiles/valley/basemap/photo/{XYZ}.{ending}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response.content == base_maps.picture(XYZ)


def test_it_may_be_kept_for_an_hour_and_is_then_asked_about(page: Client, raster: BaseMap) -> None:
    response = page.get(f"/tiles/valley/basemap/photo/{XYZ}.png")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["X-Accel-Expires"] == "3600"
    again = page.get(f"/tiles/valley/basemap/photo/{XYZ}.png", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_where_there_is_nothing_it_is_empty_or_clear(page: Client, vector: BaseMap, raster: BaseMap) -> None:
    for at in ("14/0/0", "3/1/1", "20/0/0"):
        assert page.get(f"/tiles/valley/basemap/streets/{at}.mvt").content == b""
        assert page.get(f"/tiles/valley/basemap/photo/{at}.png").content == CLEAR


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"streets/{XYZ}.png", 404), (f"photo/{XYZ}.mvt", 404), (f"nowhere/{XYZ}.png", 404), (f"photo/{XYZ}.gif", 404),
        ("photo/14/99999/0.png", 404), ("photo/a/b/c.png", 404), (f"photo/{XYZ}.png?kind=idea", 400),
        ("nowhere.json", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(page: Client, vector: BaseMap, raster: BaseMap, path: str, status: int) -> None:
    response = page.get(f"/tiles/valley/basemap/{path}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_base_maps_of_a_perimeter_are_not_anothers(page: Client, vector: BaseMap) -> None:
    factories.published_perimeter(slug="other")
    assert page.get(f"/tiles/other/basemap/streets/{XYZ}.mvt").status_code == 404


@pytest.mark.parametrize("damage", ["gone", "cut", "noise", "html"])
def test_a_file_that_was_damaged_is_a_404(page: Client, raster: BaseMap, damage: str) -> None:
    path = full_path(raster.file)
    raw = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        html = raw.replace(base_maps.picture(XYZ), b"<html>".ljust(len(base_maps.picture(XYZ))))
        path.write_bytes({"cut": raw[:200], "noise": raw[:127] + bytes(len(raw) - 127), "html": html}[damage])
    response = page.get(f"/tiles/valley/basemap/photo/{XYZ}.png")
    assert (response.status_code, response.json()["code"]) == (404, "broken_tile")


@pytest.mark.parametrize("error", [SourceAway(retry_after_s=7), AddressRefused()])
def test_a_source_that_is_away_is_a_503(
    page: Client, foreign: BaseMap, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fetch(*args: Any) -> Any:
        raise error

    monkeypatch.setattr(remote, "fetch", fetch)
    response = page.get(f"/tiles/valley/basemap/foreign/{XYZ}.png")
    assert response.status_code == 503
    assert int(response["Retry-After"]) in (7, 10)
    assert "no-store" in response["Cache-Control"]
    assert b"tiles.example" not in response.content


def test_nothing_says_where_a_foreign_base_map_comes_from(page: Client, foreign: BaseMap) -> None:
    for address in ("/tiles/valley/style.json", "/tiles/valley/basemap/foreign.json", "/api/v1/perimeters/valley/"):
        response = page.get(address)
        assert b"foreign" in response.content
        assert b"tiles.example" not in response.content
        assert b"secret-key" not in response.content


def test_its_tilejson(page: Client, vector: BaseMap) -> None:
    document = page.get("/tiles/valley/basemap/streets.json").json()
    assert document["tiles"] == ["http://testserver/tiles/valley/basemap/streets/{z}/{x}/{y}.mvt"]
    assert (document["minzoom"], document["maxzoom"], document["bounds"]) == (11, 14, [7.0, 43.5, 8.0, 44.5])
    assert document["attribution"] == "© &lt;b&gt;Institute&lt;/b&gt;"
    assert [layer["id"] for layer in document["vector_layers"]] == list(base_maps.VILLAGE)


def test_the_perimeter_lists_them(page: Client, vector: BaseMap, raster: BaseMap) -> None:
    listed = page.get("/api/v1/perimeters/valley/?lang=it").json()["base_maps"]
    assert [(one["slug"], one["kind"], one["name"]) for one in listed] == [
        ("streets", "vector", "streets (it)"),
        ("photo", "raster", "photo (it)"),
    ]
    assert listed[0]["bbox"] == [7.0, 43.5, 8.0, 44.5]
    assert listed[0]["tiles"] == "/tiles/valley/basemap/streets/{z}/{x}/{y}.mvt"


class TestStyle:
    @pytest.fixture(autouse=True)
    def everything(self, perimeter: Perimeter, communes: Any, vector: BaseMap, raster: BaseMap) -> None:
        ground(perimeter)
        plan(perimeter)

    def test_sources_are_clipped_and_owed(self, page: Client) -> None:
        sources = style(page)["sources"]
        for name in ("basemap-streets", "basemap-photo"):
            assert sources[name]["bounds"] == [7.0, 43.5, 8.0, 44.5]
            assert (sources[name]["minzoom"], sources[name]["maxzoom"]) == (11, 14)
            assert sources[name]["attribution"] == "© &lt;b&gt;Institute&lt;/b&gt;"
        path = sources["basemap-photo"]["tiles"][0].removeprefix("http://testserver")
        assert page.get(path.format(z=TILE.z, x=TILE.x, y=TILE.y)).content == base_maps.picture(XYZ)

    def test_they_lie_over_the_ground_and_under_everything_of_ours(self, page: Client) -> None:
        ids = [layer["id"] for layer in style(page)["layers"]]
        wanted = [
            "land", "ground-ground-sea", "ground-ground-road", "basemap-streets-land", "basemap-streets-water-water",
            "basemap-streets-minor-case-transportation", "basemap-streets-major-transportation",
            "basemap-streets-building-building", "basemap-photo", "layer-plan-fill", "communes", "ground-ground-border",
            "outside", "perimeter-line", "basemap-streets-streets-transportation_name", "names-towns", "pins-zones",
        ]  # fmt: skip
        assert [name for name in ids if name in wanted] == wanted

    def test_only_the_first_is_shown(self, page: Client) -> None:
        shown = {
            layer["id"].split("-")[1]: layer["layout"]["visibility"]
            for layer in style(page)["layers"]
            if layer["id"].startswith("basemap-")
        }
        assert shown == {"streets": "visible", "photo": "none"}

    def test_only_layers_the_file_lists_are_drawn(self, page: Client) -> None:
        drawn = {layer.get("source-layer") for layer in style(page)["layers"] if layer["id"].startswith("basemap-str")}
        assert drawn - {None} <= set(base_maps.VILLAGE)

    @pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
    def test_it_is_drawn_in_the_tokens(self, page: Client, scheme: str, tokens: dict[str, str]) -> None:
        document = style(page, f"?scheme={scheme}")
        for layer in document["layers"]:
            if layer["id"].startswith("basemap-"):
                colors = [value for value in layer["paint"].values() if str(value).startswith("#")]
                assert set(colors) <= set(tokens.values())
        photo = next(layer for layer in document["layers"] if layer["id"] == "basemap-photo")
        assert ("raster-brightness-max" in photo["paint"]) == (scheme == "dark")

    def test_names_no_letters_of_others(self, page: Client) -> None:
        document = style(page)
        assert "glyphs" not in document
        assert "fonts" not in json.dumps(document["sources"])

    def test_the_validator_finds_nothing(self, page: Client, tmp_path: Path, vector: BaseMap) -> None:
        checked(page, tmp_path)
        vector.vector_layers = []  # a file that does not say: every schema's layers
        vector.save()
        checked(page, tmp_path)
