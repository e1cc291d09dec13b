"""Any layer of areas can be counted by: a plan, or a vector layer."""

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from rest_framework.test import APIClient

from core import changes, feed, jobs
from layers.models import Layer, LayerFeature, LayerKind, PlanZone
from perimeter_data.models import Perimeter, Zoning
from stats.folds.drift import check_zones
from stats.folds.folding import fold_zones
from stats.models import CountedLayer, Edition, ZoneFact
from stats.services.counting import count_layer
from tests import factories

URL = "/api/v1/perimeters/valley/statistics/"
LIST = "/api/v1/perimeters/valley/contributions/"
OVERLAP = Point(7.35, 44.0, srid=4326)


@pytest.fixture
def plan(perimeter: Perimeter, communes: Zoning) -> Layer:
    """Two zones of a plan that overlap between 7.3 and 7.4."""
    layer = Layer.objects.create(perimeter=perimeter, slug="plu", name=factories.i18n("PLU"), kind=LayerKind.PLAN)
    for libelle, kind, west, east in (("UA", "U", 7.2, 7.4), ("N", "N", 7.3, 7.5)):
        area = MultiPolygon(factories.square(west, 43.9, east, 44.1), srid=4326)
        PlanZone.objects.create(layer=layer, geom=area, libelle=libelle, typezone=kind)
    return layer


def by_name(answer: dict[str, Any]) -> dict[str | None, int]:
    return {row["name"]: row["contributions"] for row in answer["zones"]}


def test_a_plan_counts_alike_before_and_after_it_is_in_the_sums(
    api: APIClient, perimeter: Perimeter, plan: Layer
) -> None:
    idea = factories.contribution(perimeter)
    factories.vote(idea)
    factories.contribution(perimeter, OVERLAP, theme="health")
    factories.contribution(perimeter, Point(7.45, 44.0, srid=4326), kind="report")
    factories.contribution(perimeter, Point(7.9, 44.4, srid=4326))
    factories.contribution(perimeter, anchor="zone")
    factories.vote(factories.proposal(perimeter, OVERLAP), "against")
    queries = [
        {},
        {"theme": "economy"},
        {"q": "bench"},
        {"zone": "communes:W"},
        {"language": "fr", "detail": "channel,answers"},
    ]
    live = [api.get(URL, {"zoning": "layer:plu", **query}).json() for query in queries]
    assert by_name(live[0]) == {"UA": 2, "N": 1, None: 1}
    assert live[0]["left_out_zone_anchored"] == 1
    assert live[0]["total"]["contributions"] == 5
    assert (live[0]["zoning"], live[0]["version"], live[0]["zones"][1]["typezone"]) == ("layer:plu", 1, "U")
    assert live[0]["zones"][1]["proposal_votes"]["against"] == 1
    assert live[0]["by_plan_type"]["U"] == {"infrastructure": 0, "economy": 1, "health": 1, "services": 0, "none": 0}
    assert count_layer(layer_id=plan.pk)
    for fold in (int, fold_zones):
        fold()
        assert [api.get(URL, {"zoning": "layer:plu", **query}).json() for query in queries] == live
    assert ZoneFact.objects.filter(edition=plan.pk * 4 + 2).count() == 3


def test_list_and_numbers_agree_on_a_zone_of_a_plan(api: APIClient, perimeter: Perimeter, plan: Layer) -> None:
    factories.contribution(perimeter)
    factories.contribution(perimeter, OVERLAP)
    factories.contribution(perimeter, anchor="zone")
    for zone in PlanZone.objects.filter(layer=plan):
        asked = {"zone": f"layer:plu:{zone.pk}"}
        matched = api.get(LIST, {**asked, "count": "only"}).json()["numberMatched"]
        assert matched == (2 if zone.libelle == "UA" else 0)
        for count in (int, lambda: count_layer(layer_id=plan.pk)):
            count()
            answer = api.get(URL, {"zoning": "layer:plu", **asked}).json()
            assert answer["total"]["contributions"] == matched == sum(by_name(answer).values())
            assert api.get(URL, asked).json()["total"]["contributions"] == matched


def test_a_layer_is_counted_when_it_comes_and_live_until_then(
    api: APIClient, perimeter: Perimeter, plan: Layer
) -> None:
    factories.contribution(perimeter)
    count_layer(layer_id=plan.pk)
    PlanZone.objects.filter(layer=plan, libelle="UA").delete()
    Layer.objects.filter(pk=plan.pk).update(revision=2)
    assert by_name(api.get(URL, {"zoning": "layer:plu"}).json()) == {"N": 0, None: 1}
    count_layer(layer_id=plan.pk)
    assert CountedLayer.objects.get().revision == 2
    factories.contribution(perimeter, OVERLAP)
    for fold in (int, fold_zones):
        fold()
        assert by_name(api.get(URL, {"zoning": "layer:plu"}).json()) == {"N": 1, None: 1}
    edition = Edition.LAYER.of(plan.pk)
    plan.delete()
    check_zones(perimeter_id=perimeter.pk, repair=True)
    assert not ZoneFact.objects.filter(edition=edition).exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_of_a_layer_asks_for_a_count() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    layer = Layer.objects.create(perimeter=perimeter, slug="areas", name=factories.i18n("x"), kind=LayerKind.VECTOR)
    LayerFeature.objects.create(layer=layer, geom=factories.square(7.2, 43.9, 7.4, 44.1), label="Here")
    changes.append("layer.changed", perimeter_id=perimeter.pk, target_type="layer", target_id=layer.pk)
    assert feed.settle()
    assert jobs.run_waiting("count_layer")
    assert CountedLayer.objects.get().layer_id == layer.pk


@pytest.mark.parametrize(
    ("zoning", "code"),
    [("layer:nothing", "unknown_zoning"), ("layer:staff", "unknown_zoning"), ("layer:lines", "not_a_zoning")],
)
def test_what_cannot_be_counted_by(api: APIClient, perimeter: Perimeter, zoning: str, code: str) -> None:
    for slug, rights in (("staff", "staff"), ("lines", "public")):
        layer = Layer.objects.create(
            perimeter=perimeter, slug=slug, name=factories.i18n("x"), kind=LayerKind.VECTOR, rights=rights
        )
        LayerFeature.objects.create(layer=layer, geom=Point(7.2, 44.0, srid=4326))
        assert not count_layer(layer_id=layer.pk)
    response = api.get(URL, {"zoning": zoning})
    assert (response.status_code, response.json()["code"]) == (400, code)
    wrong = api.get(LIST, {"zone": f"{zoning}:1"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unknown_zone")
