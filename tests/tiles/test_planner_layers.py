"""What staff sees of layers that are not public, and nobody else."""

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import MultiPolygon
from rest_framework.test import APIClient

from accounts.models import Role
from core.geometry import tile_at
from layers.models import BaseMap, Layer, LayerKind, PlanZone
from perimeter_data.models import Perimeter
from tests import factories

API = "/api/v1/planner/valley/"
TILE = tile_at(factories.INSIDE.x, factories.INSIDE.y, 14)
DRAWN = f"/planner/valley/tiles/draft/{TILE.z}/{TILE.x}/{TILE.y}"


def signed_in(perimeter: Perimeter, role: str = Role.VIEWER) -> APIClient:
    client = APIClient()
    client.force_login(factories.MembershipFactory(perimeter=perimeter, role=role).user)
    return client


@pytest.fixture
def draft(perimeter: Perimeter) -> Layer:
    layer = Layer.objects.create(
        perimeter=perimeter, slug="draft", name=factories.i18n("Draft"), kind=LayerKind.PLAN, rights="staff"
    )
    area = MultiPolygon(factories.square(7.2, 43.9, 7.4, 44.1), srid=4326)
    shape = area.transform(3857, clone=True)
    PlanZone.objects.create(
        layer=layer, geom=area, display_3857=shape, label_point=area.centroid, libelle="UA", typezone="U"
    )
    return layer


def test_staff_has_the_layers_with_their_looks(perimeter: Perimeter, draft: Layer) -> None:
    Layer.objects.create(perimeter=perimeter, slug="open", name=factories.i18n("Open"), kind=LayerKind.VECTOR)
    BaseMap.objects.create(
        perimeter=perimeter, slug="far", name=factories.i18n("x"), attribution="x", url="https://t.invalid/{z}/{x}/{y}"
    )
    answer = signed_in(perimeter).get(f"{API}layers/", {"scheme": "dark"})
    assert answer["Cache-Control"] == "no-store"
    told = {layer["slug"]: layer for layer in answer.json()["layers"]}
    assert {slug: (one["kind"], one["rights"]) for slug, one in told.items()} == {
        "draft": ("plan", "staff"),
        "open": ("vector", "public"),
        "far": ("basemap", "public"),
    }
    assert told["draft"]["tiles"] == "/planner/valley/tiles/draft/{z}/{x}/{y}.mvt"
    assert told["draft"]["source"]["tiles"] == ["http://testserver/planner/valley/tiles/draft/{z}/{x}/{y}.mvt"]
    assert told["open"]["tilejson"] == "/tiles/valley/open.json"
    assert {one["source"] for one in told["draft"]["style"]} == {"layer-draft"}
    assert "invalid" not in answer.content.decode()
    assert [one["slug"] for one in APIClient().get("/api/v1/perimeters/valley/layers/").json()["layers"]] == ["open"]


def test_tiles_of_staff_are_for_the_perimeters_staff_alone(perimeter: Perimeter, draft: Layer) -> None:
    answer = signed_in(perimeter).get(f"{DRAWN}.mvt")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    zones = mapbox_vector_tile.decode(answer.content)["draft"]["features"]
    assert {zone["properties"]["libelle"] for zone in zones} == {"UA"}
    other = factories.published_perimeter(slug="other")
    for client in (APIClient(), signed_in(other, Role.ADMINISTRATOR)):
        for ending in ("mvt", "webp", "png"):
            refused = client.get(f"{DRAWN}.{ending}")
            assert (refused.status_code, refused.json()["code"]) == (404, "unknown_layer")
            assert refused["Cache-Control"] == "no-store"
    assert signed_in(perimeter, Role.AGENT).get(f"{DRAWN}.webp").status_code == 404
    assert APIClient().get(f"/tiles/valley/draft/{TILE.z}/{TILE.x}/{TILE.y}.mvt").status_code == 404


def test_staff_counts_by_a_layer_that_is_not_public(perimeter: Perimeter, draft: Layer) -> None:
    factories.contribution(perimeter)
    answer = signed_in(perimeter).get(f"{API}statistics/", {"zoning": "layer:draft"})
    assert [(row["name"], row["contributions"]) for row in answer.json()["zones"]] == [("UA", 1), (None, 0)]
    public = APIClient().get("/api/v1/perimeters/valley/statistics/", {"zoning": "layer:draft"})
    assert public.json()["code"] == "unknown_zoning"
    assert APIClient().get(f"{API}statistics/").status_code == 401
