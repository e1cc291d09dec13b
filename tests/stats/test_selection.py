"""What lies in an area: equal to plain SQL, for staff alone, and kind about whatever is drawn."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role
from layers.models import Layer, LayerKind, PlanZone
from participation import drawn
from participation.models import Consultation, Results, Step
from perimeter_data.models import Perimeter, Zoning
from stats.folds.folding import fold_zones
from stats.services.counting import count_layer
from tests import factories

URL = "/api/v1/planner/valley/selection/"
SQUARE = [[[7.2, 43.9], [7.3, 43.9], [7.3, 44.1], [7.2, 44.1], [7.2, 43.9]]]
SHAPE = {"type": "shape", "geometry": {"type": "Polygon", "coordinates": SQUARE}}
BOW = {"type": "Polygon", "coordinates": [[[7.2, 43.9], [7.3, 44.1], [7.3, 43.9], [7.2, 44.1], [7.2, 43.9]]]}
POINT = {"type": "Point", "coordinates": [7.25, 44.0]}
ELSEWHERE = Point(7.9, 44.4, srid=4326)
IN_SQL = """
SELECT count(*), count(*) FILTER (WHERE kind = 'report'),
       (SELECT count(*) FROM participation_vote v WHERE v.choice = 'for' AND v.contribution_id = ANY(array_agg(c.id)))
  FROM participation_contribution c
 WHERE anchor <> 'zone' AND state NOT IN ('pending', 'rejected', 'hidden', 'withdrawn', 'merged') AND """


@pytest.fixture
def planner(perimeter: Perimeter) -> APIClient:
    client = APIClient()
    client.force_login(factories.MembershipFactory(perimeter=perimeter, role=Role.VIEWER).user)
    return client


@pytest.fixture
def said(perimeter: Perimeter, communes: Zoning) -> None:
    """Nine in a row from west to east, one somewhere in the west, and what the public does not see."""
    for number in range(9):
        made = factories.contribution(
            perimeter,
            Point(7.16 + number * 0.04, 44.0, srid=4326),
            kind=["idea", "report"][number % 2],
            theme=["economy", None, "health"][number % 3],
        )
        for _vote in range(number % 3):
            factories.vote(made)
    factories.contribution(perimeter, anchor="zone")
    factories.contribution(perimeter, state="hidden")
    factories.vote(factories.proposal(perimeter), "against")
    factories.proposal(perimeter, ELSEWHERE)


def plan_of(perimeter: Perimeter, rights: str = "staff") -> Layer:
    layer = Layer.objects.create(
        perimeter=perimeter, slug="plu", name=factories.i18n("PLU"), kind=LayerKind.PLAN, rights=rights
    )
    for libelle, kind, west, east in (("UA", "U", 7.2, 7.4), ("N", "N", 7.3, 7.5)):
        area = MultiPolygon(factories.square(west, 43.9, east, 44.1), srid=4326)
        PlanZone.objects.create(layer=layer, geom=area, libelle=libelle, typezone=kind)
    return layer


def ask(client: APIClient, area: Any = None, status: int = 200, **more: Any) -> dict[str, Any]:
    answer = client.post(URL, {"area": area, **more}, format="json")
    assert answer.status_code == status, answer.content
    assert answer["Cache-Control"] == "no-store"
    return answer.json()


def plain(where: str, *params: Any) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(IN_SQL + where, params)
        return cursor.fetchone()


def told(answer: dict[str, Any]) -> tuple[int, ...]:
    assert sum(answer["by_theme"].values()) == sum(answer["by_state"].values()) == answer["contributions"]
    assert sum(count for _day, count in answer["by_day"]) == len(answer["list"]["results"]) == answer["contributions"]
    return answer["contributions"], answer["by_kind"]["report"], answer["votes"]["for"]


@pytest.mark.django_db
def test_a_shape_and_a_distance_count_what_plain_sql_counts(planner: APIClient, said: None) -> None:
    line = {"type": "LineString", "coordinates": [[7.2, 43.99], [7.35, 43.99]]}
    for fold in (int, fold_zones):
        fold()
        shape = ask(planner, SHAPE)
        assert told(shape) == plain("ST_Covers(ST_GeomFromGeoJSON(%s), position)", json.dumps(SHAPE["geometry"]))
        assert shape["contributions"] == 3
        assert shape["area"]["area_km2"] == pytest.approx(178.4, abs=0.5)
        assert shape["area"]["geometry"]["type"] == "Polygon"
        assert shape["proposals"] == {"count": 1, "votes": {"for": 0, "against": 1, "neutral": 0}}
        for geometry, distance_m in ((POINT, 4000), (line, 1300)):
            around = ask(planner, {"type": "buffer", "geometry": geometry, "distance_m": distance_m})
            near = "ST_DWithin(position::geography, ST_GeomFromGeoJSON(%s)::geography, %s)"
            assert told(around) == plain(near, json.dumps(geometry), distance_m)
            assert around["contributions"] > 0
        assert ask(planner, SHAPE, filter={"kind": "report"})["contributions"] == shape["by_kind"]["report"]
    assert shape["list"]["results"][0].keys() == {
        *("id", "ref", "kind", "theme", "state", "headline", "created_at", "votes_for", "lon", "lat"),
    }


@pytest.mark.django_db
def test_zones_count_as_the_statistics_do(planner: APIClient, api: APIClient, perimeter: Perimeter, said: None) -> None:
    plan = plan_of(perimeter)
    west = ask(planner, {"type": "zones", "zoning": "communes", "codes": ["W"]})
    public = api.get("/api/v1/perimeters/valley/statistics/?zone=communes:W").json()["total"]
    assert west["contributions"] == public["contributions"]
    assert west["contributions"] == plain("position IS NOT NULL")[0] + 1  # the one that is somewhere in it
    first, second = PlanZone.objects.order_by("pk")
    keys = [str(first.pk), str(second.pk)]
    one = ask(planner, {"type": "zones", "zoning": "layer:plu", "codes": keys[:1]})
    other = ask(planner, {"type": "zones", "zoning": "layer:plu", "codes": keys[1:]})
    both = ask(planner, {"type": "zones", "zoning": "layer:plu", "codes": keys})
    assert told(one) == plain("ST_X(position) BETWEEN 7.2 AND 7.4")
    assert told(both) == plain("ST_X(position) BETWEEN 7.2 AND 7.5")
    assert one["contributions"] + other["contributions"] == both["contributions"]  # each counts once
    assert both["cross"] == {}
    count_layer(layer_id=plan.pk)
    cross = ask(planner)["cross"]
    assert {kind: sum(row.values()) for kind, row in cross.items()} == {
        "U": one["contributions"],
        "N": other["contributions"],
    }
    assert api.get("/api/v1/perimeters/valley/statistics/?zoning=layer:plu").json()["code"] == "unknown_zoning"


@pytest.mark.django_db
def test_votes_that_are_hidden_are_not_told_but_said_to_be(planner: APIClient, perimeter: Perimeter) -> None:
    hiding = factories.open_consultation(perimeter, results=Results.HIDDEN)
    made = factories.contribution(perimeter, consultation=hiding)
    factories.vote(made)
    created_at = timezone.now() - timedelta(days=200)
    type(made).objects.filter(pk=made.pk).update(created_at=created_at)
    factories.contribution(perimeter)
    Step.objects.create(
        contribution=made, state="done", text=factories.i18n("Done"), created_at=created_at + timedelta(days=4)
    )
    Step.objects.filter(contribution=made).update(created_at=created_at + timedelta(days=4))
    answer = ask(planner)
    assert answer["area"] is None
    assert answer["votes"] == {"for": 0, "against": 0, "neutral": 0, "hidden": 1}
    assert [row["votes_for"] for row in answer["list"]["results"]] == [0, None]
    assert (answer["answered"], answer["median_days_to_answer"]) == (1, 4.0)
    assert (answer["step"], sum(count for _month, count in answer["by_month"])) == ("month", 2)
    assert Consultation.objects.count() == 1


@pytest.mark.django_db
def test_the_list_goes_on_and_asks_no_more_for_more(planner: APIClient, perimeter: Perimeter, said: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        ask(planner, SHAPE)
    for number in range(60):
        factories.contribution(perimeter, Point(7.21 + number / 1000, 44.0, srid=4326))
    with CaptureQueriesContext(connection) as many:
        first = ask(planner, SHAPE)
    assert len(many) == len(few)
    second = ask(planner, SHAPE, cursor=first["list"]["next"])
    assert set(second) == {"list"}
    ids = [row["id"] for row in first["list"]["results"] + second["list"]["results"]]
    assert (len(first["list"]["results"]), second["list"]["next"]) == (50, None)
    assert len(set(ids)) == len(ids) == first["contributions"]


@pytest.mark.django_db
def test_what_crosses_itself_is_repaired_or_refused(
    planner: APIClient, said: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mended = ask(planner, {"type": "shape", "geometry": BOW})
    assert mended["area"]["repaired"] is True
    assert mended["area"]["area_km2"] == pytest.approx(89.2, abs=0.5)
    monkeypatch.setattr(drawn, "REPAIR_S", 0)
    assert ask(planner, {"type": "shape", "geometry": BOW}, 422)["code"] == "area_not_repairable"
    flat = {"type": "Polygon", "coordinates": [[[7.2, 44.0], [7.3, 44.0], [7.25, 44.0], [7.2, 44.0]]]}
    assert ask(planner, {"type": "shape", "geometry": flat}, 422)["code"] == "area_not_repairable"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("area", "status", "code"),
    [
        ("all", 400, "invalid_area"),
        ({"type": "shape"}, 400, "invalid_area"),
        ({"type": ["shape"]}, 400, "invalid_area"),
        ({"type": "shape", "geometry": POINT}, 400, "wrong_geometry_type"),
        ({"type": "shape", "geometry": {"type": "Polygon", "coordinates": [[[7, 44], [8, 45]]]}}, 400, None),
        ({"type": "shape", "geometry": {"type": "Polygon", "coordinates": [[[7, 144]]]}}, 400, "invalid_coordinates"),
        ({"type": "shape", "geometry": {"type": "Polygon", "coordinates": [[7, 44]]}}, 400, "invalid_coordinates"),
        (
            {"type": "shape", "geometry": {"type": "Polygon", "coordinates": [[[7, 44]] * 20_001]}},
            422,
            "too_many_vertices",
        ),
        ({"type": "buffer", "geometry": POINT, "distance_m": 0}, 422, "invalid_distance"),
        ({"type": "buffer", "geometry": POINT, "distance_m": 1e9}, 422, "invalid_distance"),
        ({"type": "buffer", "geometry": POINT, "distance_m": "far"}, 422, "invalid_distance"),
        ({"type": "zones", "zoning": "nowhere", "codes": ["W"]}, 400, "unknown_zoning"),
        ({"type": "zones", "zoning": "layer:nowhere", "codes": ["1"]}, 400, "unknown_zoning"),
        ({"type": "zones", "zoning": "communes", "codes": ["W", "X"]}, 400, "unknown_zone"),
        ({"type": "zones", "zoning": "communes", "codes": ["\u0000"]}, 400, "control_characters"),
        ({"type": "zones", "zoning": "communes", "codes": []}, 400, "invalid_area"),
        ({"type": "zones", "zoning": "communes", "codes": ["W"] * 1001}, 422, "too_many_zones"),
    ],
)
def test_what_is_no_area_is_refused(planner: APIClient, communes: Zoning, area: Any, status: int, code: str) -> None:
    answer = ask(planner, area, status)
    assert code is None or answer["code"] == code


@pytest.mark.django_db
def test_other_input_is_read_strictly(planner: APIClient, perimeter: Perimeter) -> None:
    assert ask(planner, None, 400, filter={"nonsense": "1"})["code"] == "unknown_parameter"
    assert ask(planner, None, 400, filter={"mine": "true"})["code"] == "mine_on_lists_only"
    assert ask(planner, None, 400, cursor="nonsense")["code"] == "invalid_parameter"
    assert planner.post(URL, data=b" " * (4 * 1024 * 1024 + 1), content_type="application/json").status_code == 413


@pytest.mark.django_db
def test_only_staff_of_the_perimeter_may(planner: APIClient, perimeter: Perimeter) -> None:
    assert APIClient().post(URL, {}, format="json").status_code == 401
    stranger = APIClient()
    other = factories.published_perimeter(slug="other")
    stranger.force_login(factories.MembershipFactory(perimeter=other, role=Role.ADMINISTRATOR).user)
    refused = stranger.post(URL, {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_perimeter")
    careful = APIClient(enforce_csrf_checks=True)
    careful.force_login(factories.MembershipFactory(perimeter=perimeter, role=Role.PLANNER).user)
    assert careful.post(URL, {}, format="json").json()["code"] == "csrf_failed"
