"""What the plan says where a contribution is placed: kept with it, told with it, and by `locate`."""

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Role
from layers.models import Layer, LayerKind, PlanDocument, PlanRule, PlanZone
from participation.models import Contribution, PlanHere
from participation.services.corrections import place
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.house.back_office import staff
from tests.participation.test_submitting import URL, body

DETAIL = "/api/v1/contributions/{}/"
LOCATE = "/api/v1/perimeters/valley/locate/?lon={}&lat={}&lang={}"


@pytest.fixture(autouse=True)
def consultation(perimeter: Perimeter) -> object:
    return factories.open_consultation(perimeter)


def plan(perimeter: Perimeter, slug: str = "plu", idurba: str = "06088_PLU_20191025", **fields: Any) -> Layer:
    """Return a plan: N around the place of `body`, a woodland in its north."""
    layer = Layer.objects.create(
        perimeter=perimeter, slug=slug, kind=LayerKind.PLAN, name={"fr": "PLU de Nice", "it": "PLU di Nizza"}, **fields
    )
    PlanDocument.objects.create(layer=layer, idurba=idurba, approved_on="2019-10-25", urlreg="https://a.example/r.pdf")
    square = factories.square(7.2, 43.9, 7.3, 44.1)
    PlanZone.objects.create(layer=layer, geom=MultiPolygon(square, srid=4326), libelle="Nf", typezone="N")
    wood = factories.square(7.2, 44.0, 7.3, 44.1)
    PlanRule.objects.create(layer=layer, kind="prescription", geom=wood, code="01", key="P01", label="EBC")
    return layer


def sent(author: APIClient, **properties: Any) -> int:
    answer = author.post(URL, body(**properties), format="json")
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def test_the_rule_is_kept_with_the_plans_version(author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
    layer = plan(perimeter)
    pk = sent(author, lat=44.05)
    layer.plan_zones.update(libelle="Ub", typezone="U")
    PlanDocument.objects.update(idurba="06088_PLU_20300101", approved_on="2030-01-01")
    kept = api.get(DETAIL.format(pk) + "?lang=fr").json()["properties"]["plan"]
    (zone,) = kept["plan_zones"]
    assert (zone["libelle"], zone["typezone"], zone["idurba"]) == ("Nf", "N", "06088_PLU_20191025")
    assert (zone["layer_name"], zone["approved_on"]) == ("PLU de Nice", "2019-10-25")
    assert zone["url"] == "https://a.example/r.pdf"
    assert "construire" in zone["meaning"]
    (wood,) = kept["prescriptions"]
    assert (wood["code"], wood["label"], wood["libelle"]) == ("01", "Espace boisé classé", "EBC")
    now = api.get(LOCATE.format(7.25, 44.05, "it")).json()
    assert (now["plan_zones"][0]["libelle"], now["plan_zones"][0]["layer_name"]) == ("Ub", "PLU di Nizza")
    assert now["prescriptions"][0]["code"] == "01" and now["informations"] == []


def test_where_no_plan_says_anything_nothing_is_kept(
    author: APIClient, api: APIClient, perimeter: Perimeter, communes: Zoning
) -> None:
    plan(perimeter)
    away, anchored = sent(author, lon=7.5, lat=44.2), sent(author, anchor="zone")
    assert not PlanHere.objects.exists()
    for pk in (away, anchored):
        assert api.get(DETAIL.format(pk)).json()["properties"]["plan"] is None


def test_what_is_moved_has_the_rule_of_its_new_place(author: APIClient, perimeter: Perimeter) -> None:
    plan(perimeter)
    made = Contribution.objects.get(pk=sent(author, lat=44.05))
    assert len(PlanHere.objects.get().rules) == 1
    place(made, Point(7.25, 43.95, srid=4326))
    assert PlanHere.objects.get().rules == []
    place(made, Point(7.5, 44.2, srid=4326))
    assert not PlanHere.objects.exists()


def test_plans_for_staff_are_told_to_staff_alone(author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
    plan(perimeter)
    plan(perimeter, "draft", "06088_PLU_20300101", rights=Layer.Rights.STAFF)
    pk = sent(author)
    where = LOCATE.format(7.25, 44.0, "en")
    assert [zone["layer"] for zone in api.get(where).json()["plan_zones"]] == ["plu"]
    viewer = staff(perimeter, Role.VIEWER).get(where)
    assert [zone["layer"] for zone in viewer.json()["plan_zones"]] == ["draft", "plu"]
    assert viewer["Cache-Control"] == "private, no-store"
    stranger = staff(factories.published_perimeter(slug="other"), Role.ADMINISTRATOR).get(where)
    assert len(stranger.json()["plan_zones"]) == 1
    assert len(Client().get(where).json()["plan_zones"]) == 1
    assert len(PlanHere.objects.get().zones) == 1
    Layer.objects.update(rights=Layer.Rights.STAFF)
    assert api.get(DETAIL.format(pk)).json()["properties"]["plan"] is None
    Layer.objects.all().delete()
    assert api.get(DETAIL.format(pk)).json()["properties"]["plan"]["plan_zones"][0]["libelle"] == "Nf"
