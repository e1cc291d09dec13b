"""Statistics per zone: the shape, the rule of zones, and their agreement with the list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from participation.models import Step
from participation.states import ContributionState
from perimeter_data.models import Perimeter, Zoning
from stats.folds.folding import fold_zones
from tests import factories

URL = "/api/v1/perimeters/valley/statistics/"
LIST = "/api/v1/perimeters/valley/contributions/"


def zone(answer: dict[str, Any], code: str | None) -> dict[str, Any]:
    return next(row for row in answer["zones"] if row["zone"] == code)


def test_a_pin_and_its_votes_move_the_count_of_their_zone(
    api: APIClient, perimeter: Perimeter, communes: Zoning
) -> None:
    before = api.get(URL).json()
    assert zone(before, "W")["contributions"] == 0
    made = factories.contribution(perimeter)
    factories.vote(made)
    factories.vote(factories.proposal(perimeter), "against")
    after = api.get(URL).json()
    assert (after["zoning"], after["version"], after["filter"]) == ("communes", 1, {})
    west = zone(after, "W")
    assert west == {
        "zone": "W",
        "name": "W (en)",
        "population": 1000,
        "contributions": 1,
        "by_kind": {"idea": 1, "report": 0},
        "by_theme": {"infrastructure": 0, "economy": 1, "health": 0, "services": 0, "none": 0},
        "by_state": {**dict.fromkeys(west["by_state"], 0), "received": 1},
        "contribution_votes": {"for": 1, "against": 0, "neutral": 0},
        "proposals": 1,
        "proposal_votes": {"for": 0, "against": 1, "neutral": 0},
        "per_1000": 1.0,
        "area_km2": 4455.8744,
        "per_km2": 0.0,
        "answered": 0,
        "share_answered": 0.0,
    }
    assert after["total"]["contributions"] == 1


def test_a_point_on_the_shared_edge_counts_once_in_the_lower_code(
    api: APIClient, perimeter: Perimeter, communes: Zoning
) -> None:
    factories.contribution(perimeter, Point(7.5, 44.0, srid=4326))
    answer = api.get(URL).json()
    assert (zone(answer, "E")["contributions"], zone(answer, "W")["contributions"]) == (1, 0)


def test_a_gap_counts_in_the_nearest_zone_and_a_wide_one_in_the_null_bucket(
    api: APIClient, perimeter: Perimeter
) -> None:
    made = factories.zoning(
        perimeter,
        zones={"W": factories.square(7.0, 43.5, 7.4, 44.5), "E": factories.square(7.41, 43.5, 7.8, 44.5)},
    )
    assert made.gap_width_m == 200
    factories.contribution(perimeter, Point(7.4015, 44.0, srid=4326))  # about 120 m from W, 680 m from E
    factories.contribution(perimeter, Point(7.405, 44.0, srid=4326))  # 400 m from both
    answer = api.get(URL).json()
    assert zone(answer, "W")["contributions"] == 1
    assert zone(answer, None)["contributions"] == 1
    assert answer["total"]["contributions"] == 2


def test_a_former_edition_can_still_be_read(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    factories.contribution(perimeter)
    factories.zoning(perimeter, "communes", {"N": factories.square(7.0, 44.0, 8.0, 44.5)})
    assert zone(api.get(URL, {"zoning_version": 1}).json(), "W")["contributions"] == 1
    assert api.get(URL).json()["version"] == 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("zoning=quartiers", "unknown_zoning"),
        ("zoning_version=9", "unknown_zoning"),
        ("zoning_version=-1", "invalid_parameter"),
        ("mine=true", "mine_on_lists_only"),
        ("colour=red", "unknown_parameter"),
    ],
)
def test_bad_parameters(api: APIClient, perimeter: Perimeter, communes: Zoning, query: str, code: str) -> None:
    response = api.get(f"{URL}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_the_number_of_queries_does_not_grow(
    api: APIClient, perimeter: Perimeter, communes: Zoning, django_assert_num_queries: Any
) -> None:
    api.get(URL)  # the zones of an edition are asked for once
    for _ in range(3):
        factories.vote(factories.contribution(perimeter))
        with django_assert_num_queries(6):
            api.get(URL)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["idea", "report", "idea,report"]),
        "theme": st.sampled_from([*factories.THEMES, "economy,health"]),
        "language": st.sampled_from(["fr", "it", "fr,it"]),
        "channel": st.sampled_from(["web", "paper,import"]),
        "since": st.sampled_from(["2026-11-20", "2026-11-21T12:00:00"]),
        "zone": st.sampled_from(["communes:W", "communes:E", "communes:E,communes:W"]),
        "bbox": st.sampled_from(["7.0,43.5,7.5,44.5", "7.2,43.8,7.9,44.1"]),
        "near": st.sampled_from(["7.5,44.0,10000", "7.1,43.6,60000"]),
        "state": st.sampled_from(["received", "done,declined"]),
        "q": st.sampled_from(["banc", "panchine", "ref"]),
    },
)
PIN = st.tuples(
    st.sampled_from(["idea", "report"]),
    st.sampled_from([*factories.THEMES, None]),
    st.sampled_from(ContributionState.values),
    st.sampled_from(["fr", "it"]),
    st.floats(7.0, 7.59),
    st.floats(43.5, 44.5),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pins=st.lists(PIN, max_size=8), query=FILTERS)
def test_zones_total_and_list_agree_under_any_filter(
    api: APIClient, perimeter: Perimeter, communes: Zoning, pins: list[Any], query: dict[str, str]
) -> None:
    perimeter.contributions.all().delete()
    for kind, theme, state, language, lon, lat in pins:
        if state == ContributionState.MERGED:
            continue
        factories.contribution(
            perimeter,
            Point(lon, lat, srid=4326),
            kind=kind,
            theme=theme,
            state=state,
            language=language,
            title="Un banc" if language == "fr" else "Una panchina",
        )
    answer = api.get(URL, query).json()
    matched = api.get(LIST, {**query, "count": "only"}).json()["numberMatched"]
    assert answer["total"]["contributions"] == matched
    assert sum(row["contributions"] for row in answer["zones"]) == matched
    for group in ("by_kind", "by_theme", "by_state"):
        assert sum(answer["total"][group].values()) == matched


def test_details_are_told_to_who_asks(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    day = datetime(2026, 11, 3, 22, 30, tzinfo=UTC)  # 23:30 in Paris
    for days, answer in ((0, 1), (1, 4), (1, None)):
        made = factories.contribution(perimeter, created_at=day + timedelta(days=days), channel="paper", language="it")
        if answer:
            step = Step.objects.create(contribution=made, state="planned", text={"it": "Sì"})
            Step.objects.filter(pk=step.pk).update(created_at=made.created_at + timedelta(days=answer))
    factories.contribution(perimeter, Point(7.9, 44.4, srid=4326), created_at=day)
    asked = {"detail": "channel,language,day,answers"}
    for fold in (int, fold_zones):
        fold()
        answer = api.get(URL, asked).json()
        west, east = zone(answer, "W"), zone(answer, "E")
        assert (west["by_channel"]["paper"], east["by_channel"]["paper"], east["by_channel"]["web"]) == (3, 0, 1)
        assert (west["by_language"], east["by_language"]["fr"]) == ({"fr": 0, "it": 3, "en": 0}, 1)
        assert (west["median_days_to_answer"], east["median_days_to_answer"]) == (2.5, None)
        total = answer["total"]
        assert (total["median_days_to_answer"], total["share_answered"]) == (2.5, 0.5)
        assert total["by_day"] == [["2026-11-03", 2], ["2026-11-04", 2]]
        assert sum(zone(answer, None)["by_channel"].values()) == 0
        narrowed = api.get(URL, {**asked, "zone": "communes:W", "since": "2026-11-04"}).json()["total"]
        assert (narrowed["by_day"], narrowed["by_language"]["it"]) == ([["2026-11-04", 2]], 2)
    assert "by_day" not in api.get(URL).json()["total"]
    assert api.get(URL, {"detail": "colour"}).json()["code"] == "invalid_parameter"
