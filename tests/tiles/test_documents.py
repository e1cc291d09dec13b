"""TileJSON and the style: complete, in the reader's language, and nobody else's address in them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.tiles.conftest import decoded
from tests.tiles.ground import ground, plan, vector_layer
from tiles.style.tokens import DARK, LIGHT

TYPES = {"background", "fill", "line", "symbol", "circle", "raster"}


def style(page: Client, query: str = "") -> dict[str, Any]:
    response = page.get(f"/tiles/valley/style.json{query}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def layers(perimeter: Perimeter, communes: Zoning) -> None:
    ground(perimeter)
    plan(perimeter)
    vector_layer(
        perimeter, "paths", [(factories.INSIDE.clone(), "signed")], attribution="<b>Club</b> & co", opacity=0.5
    )


def test_tilejson_says_where_tiles_are_and_what_they_hold(page: Client, layers: None) -> None:
    document = page.get("/tiles/valley/contributions,paths,zones-communes.json").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["http://testserver/tiles/valley/contributions,paths,zones-communes/{z}/{x}/{y}.mvt"]
    assert document["bounds"] == [7.0, 43.5, 8.0, 44.5]
    west, south, east, north = document["bounds"]
    lon, lat, zoom = document["center"]
    assert west < lon < east
    assert south < lat < north
    assert document["minzoom"] <= zoom <= document["maxzoom"] == 16
    assert document["attribution"] == "&lt;b&gt;Club&lt;/b&gt; &amp; co"
    assert [layer["id"] for layer in document["vector_layers"]] == ["contributions", "paths", "zones-communes"]
    assert document["vector_layers"][0]["fields"]["count_economy"] == "Number"


@pytest.mark.parametrize(
    "name", ["perimeter", "places", "contributions", "proposals", "zones-communes", "ground", "plan", "paths"]
)
def test_every_field_of_a_tile_is_in_its_tilejson(page: Client, perimeter: Perimeter, layers: None, name: str) -> None:
    factories.PlaceFactory(perimeter=perimeter, rank=1, names={"it": "x"})
    for anchor in ("exact", "exact", "zone"):
        factories.contribution(perimeter, anchor=anchor)
    factories.proposal(perimeter, shape=factories.INSIDE.buffer(0.1))
    described = page.get(f"/tiles/valley/{name}.json").json()["vector_layers"][0]["fields"]
    for tile in ("0/0/0", "9/266/186", "16/34087/23832"):
        features = decoded(page.get(f"/tiles/valley/{name}/{tile}.mvt").content).get(name, [])
        assert {field for feature in features for field in feature["properties"]} <= set(described)


def test_a_style_is_complete_in_itself(page: Client, layers: None) -> None:
    document = style(page)
    assert document["version"] == 8
    assert "glyphs" not in document
    assert "sprite" not in document
    hosts = set(re.findall(r"https?://[^/\"]+", json.dumps(document)))
    assert hosts == {"http://testserver"}
    ids = [layer["id"] for layer in document["layers"]]
    assert len(set(ids)) == len(ids)
    for layer in document["layers"]:
        assert layer["type"] in TYPES
        assert layer["type"] == "background" or layer["source"] in document["sources"]


def test_the_style_specifications_own_validator_finds_nothing(page: Client, layers: None, tmp_path: Path) -> None:
    checked(page, tmp_path)


def checked(page: Client, tmp_path: Path) -> None:
    """Let the style specification's own validator look at the style, light and dark."""
    spec = Path(django_settings.BASE_DIR) / "frontend_embed/node_modules/@maplibre/maplibre-gl-style-spec"
    node = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if node is None or not spec.is_dir():
        pytest.skip("node or the packages of frontend_embed are not here")
    for scheme in ("light", "dark"):
        path = tmp_path / "style.json"
        path.write_text(json.dumps(style(page, f"?scheme={scheme}")))
        found = subprocess.run(
            [node, str(spec / "dist/gl-style-validate.mjs"), str(path)], check=False, capture_output=True, text=True
        )
        assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_every_source_answers_at_its_canonical_address(page: Client, layers: None) -> None:
    sources = style(page)["sources"]
    assert set(sources) == {"territory", "debate", "layer-ground", "layer-plan", "layer-paths"}
    named = {}
    for name, source in sources.items():
        (address,) = source["tiles"]
        path = address.removeprefix("http://testserver").format(z=9, x=266, y=186)
        response = page.get(path)
        assert response.status_code == 200
        named[name] = path.split("/")[3]
    assert named["territory"] == "perimeter,places,zones-communes"
    assert named["debate"] == "contributions,proposals"


def test_every_drawn_layer_is_in_its_source(page: Client, layers: None) -> None:
    document = style(page)
    for layer in document["layers"]:
        if layer["type"] != "background":
            names = document["sources"][layer["source"]]["tiles"][0].split("/")[5]
            assert layer["source-layer"] in names.split(",")


def test_the_order_is_that_of_the_map_language(page: Client, layers: None) -> None:
    ids = [layer["id"] for layer in style(page)["layers"]]
    wanted = [
        "land",
        "ground-ground-sea",
        "layer-plan-fill",
        "ground-ground-road",
        "communes",
        "ground-ground-border",
        "outside",
        "perimeter-line",
        "names-towns",
        "pins-zones",
        "pins-clusters",
        "pins-contributions",
        "pins-proposals",
    ]
    assert [name for name in ids if name in wanted] == wanted


def test_overlays_are_off_unless_shown_at_the_start(page: Client, layers: None) -> None:
    visibility = {
        layer["id"]: layer["layout"]["visibility"]
        for layer in style(page)["layers"]
        if layer["id"].startswith("layer-")
    }
    assert visibility["layer-plan-fill"] == "visible"
    assert visibility["layer-paths-circle"] == "none"


def test_plans_have_the_standards_colours(page: Client, layers: None) -> None:
    fill = next(layer for layer in style(page)["layers"] if layer["id"] == "layer-plan-fill")
    # Below 1:2500 colour at 40 %, from then on a band inside the outline.
    assert fill["paint"]["fill-opacity"] == ["step", ["zoom"], 0.4, 16.3, 0]
    band = next(layer for layer in style(page)["layers"] if layer["id"] == "layer-plan-band")
    assert band["paint"]["line-opacity"] == ["step", ["zoom"], 0, 16.3, 1]
    assert band["paint"]["line-color"][2:] == ["U", "#b00006", "N", "#23a600", "#808080"]
    colors = fill["paint"]["fill-color"]
    assert dict(zip(colors[2:-1:2], colors[3:-1:2], strict=True)) == {"U": "#e60000", "N": "#56aa02"}


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_the_tokens(page: Client, layers: None, scheme: str, tokens: dict[str, str]) -> None:
    document = style(page, f"?scheme={scheme}")
    assert document["layers"][0]["paint"]["background-color"] == tokens["map-land"]
    theirs = {"#343434", "#e60000", "#56aa02", "#b2b2b2", "#b00006", "#23a600", "#808080", *factories.COLORS}
    assert set(re.findall(r"#[0-9a-f]{6}", json.dumps(document))) <= {*tokens.values(), *theirs}


def test_a_perimeters_own_accent_is_made_visible(page: Client, perimeter: Perimeter) -> None:
    perimeter.accent = "#ffe0a0"
    perimeter.save()
    line = next(layer for layer in style(page)["layers"] if layer["id"] == "perimeter-line")
    assert line["paint"]["line-color"] not in {"#ffe0a0", LIGHT["accent"]}


def test_names_are_in_the_readers_language_first(page: Client, perimeter: Perimeter) -> None:
    def field(query: str, **headers: str) -> str:
        response = page.get(f"/tiles/valley/style.json{query}", **headers)
        town = next(layer for layer in response.json()["layers"] if layer["id"] == "names-towns")
        return json.dumps(town["layout"]["text-field"])

    italian = field("?lang=it")
    assert italian.index("name:it") < italian.index("name:fr")
    assert field("", HTTP_ACCEPT_LANGUAGE="it") == italian
    french = field("?lang=fr")
    assert french.index("name:fr") < french.index("name:it")
    assert "Accept-Language" in page.get("/tiles/valley/style.json")["Vary"]


@pytest.mark.parametrize("query", ["?scheme=blue", "?scheme=", "?colour=red", "?scheme=dark&scheme=light"])
def test_a_wrong_parameter_is_refused(page: Client, perimeter: Perimeter, query: str) -> None:
    assert page.get(f"/tiles/valley/style.json{query}").status_code == 400


def test_without_zoning_layers_or_themes_there_is_a_style(page: Client, perimeter: Perimeter) -> None:
    perimeter.themes.all().delete()
    document = style(page)
    assert "communes" not in [layer["id"] for layer in document["layers"]]
    assert document["sources"]["territory"]["tiles"] == [
        "http://testserver/tiles/valley/perimeter,places/{z}/{x}/{y}.mvt"
    ]


def test_the_style_asks_the_database_little(page: Client, layers: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        style(page)
