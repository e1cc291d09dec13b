"""What the public is told of layers, and what it is not."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from layers.models import Layer, RasterFile
from layers.plan_types import plan_legend
from layers.selectors import UnknownLayer, get_public_layer, public_layers
from perimeter_data.models import Perimeter
from tests import factories


def make(perimeter: Perimeter, slug: str, **fields: Any) -> Layer:
    values = {"kind": "vector", "name": factories.i18n(slug), **fields}
    return Layer.objects.create(perimeter=perimeter, slug=slug, **values)


@pytest.fixture
def stocked(perimeter: Perimeter) -> Perimeter:
    """Two public layers and one for staff; another perimeter has its own."""
    make(perimeter, "plan", kind="plan", position=2, attribution="Town", legend=plan_legend({"U", "Nh"}), opacity=0.8)
    photo = make(perimeter, "photo", kind="raster", position=1, visible=True, minzoom=8, maxzoom=19)
    box = factories.square(7.0, 43.5, 8.0, 44.5)
    RasterFile.objects.create(layer=photo, path="valley/layers/photo.tif", bounds=box, bands=3, dtype="uint8")
    make(perimeter, "secret", rights=Layer.Rights.STAFF, name={"fr": "Secret"})
    make(factories.published_perimeter(), "elsewhere")
    return perimeter


def test_layers_are_told_in_order_with_their_legend(api: APIClient, stocked: Perimeter) -> None:
    answer = api.get(f"/api/v1/perimeters/{stocked.slug}/layers/", {"lang": "it"})
    assert answer.status_code == 200
    body = answer.json()
    assert [layer["slug"] for layer in body["layers"]] == ["photo", "plan"]
    assert body["numberReturned"] == 2
    photo, plan = body["layers"]
    assert photo["tiles"] == f"/tiles/{stocked.slug}/photo/{{z}}/{{x}}/{{y}}.webp"
    assert (photo["visible"], photo["minzoom"], photo["maxzoom"], photo["legend"]) == (True, 8, 19, [])
    assert plan == {
        "slug": "plan",
        "name": "plan (it)",
        "name_i18n": factories.i18n("plan"),
        "kind": "plan",
        "role": "overlay",
        "visible": False,
        "opacity": 0.8,
        "attribution": "Town",
        "minzoom": 0,
        "maxzoom": 22,
        "tiles": f"/tiles/{stocked.slug}/plan/{{z}}/{{x}}/{{y}}.mvt",
        "legend": [
            {
                "code": "U",
                "label": "Zona urbana",
                "fill": "#e60000",
                "line": "#343434",
                "hatch": "grid",
                "group": "zone",
            },
            {
                "code": "Nh",
                "label": "Zona naturale o forestale (Nh)",
                "fill": "#56aa02",
                "line": "#343434",
                "hatch": "plain",
                "group": "zone",
            },
        ],
        "plan": {"idurba": "", "approved_on": None, "in_force": True, "version_of": None},
    }


def test_the_number_of_queries_does_not_grow_with_layers(
    api: APIClient, stocked: Perimeter, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        make(stocked, f"more-{number}")
    with django_assert_num_queries(2):
        assert api.get(f"/api/v1/perimeters/{stocked.slug}/layers/").json()["numberReturned"] == 22


def test_what_is_for_staff_leaves_through_no_door(api: APIClient, page: Any, stocked: Perimeter) -> None:
    root = f"/tiles/{stocked.slug}"
    for path in (
        f"/api/v1/perimeters/{stocked.slug}/layers/",
        f"/api/v1/perimeters/{stocked.slug}/",
        f"{root}/style.json",
    ):
        answer = api.get(path)
        assert answer.status_code == 200, path
        assert b"ecret" not in answer.content, path
    for path in (f"{root}/secret.json", f"{root}/secret/9/266/186.mvt", f"{root}/secret/9/266/186.webp"):
        assert page.get(path).status_code == 404, path
    assert "secret" not in {layer.slug for layer in public_layers(stocked)}
    with pytest.raises(UnknownLayer):
        get_public_layer(stocked, "secret")


@pytest.mark.parametrize(("query", "status"), [({"page": "2"}, 400), ({"lang": "it"}, 200)])
def test_parameters_are_strict(api: APIClient, stocked: Perimeter, query: dict[str, str], status: int) -> None:
    assert api.get(f"/api/v1/perimeters/{stocked.slug}/layers/", query).status_code == status


@pytest.mark.django_db
def test_an_unpublished_perimeter_has_no_layers(api: APIClient) -> None:
    make(draft := factories.PerimeterFactory(), "plan")
    answer = api.get(f"/api/v1/perimeters/{draft.slug}/layers/")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_perimeter")


def test_pictures_leave_as_tiles_only(page: Any, stocked: Perimeter, media: Path) -> None:
    """A tile is cut at the perimeter; the file behind it is not, so no address serves it."""
    path = RasterFile.objects.get().path
    (media / path).parent.mkdir(parents=True)
    (media / path).write_bytes(b"II*")
    for address in (f"/{path}", f"/media/{path}", f"/static/{path}"):
        assert page.get(address).status_code == 404, address
