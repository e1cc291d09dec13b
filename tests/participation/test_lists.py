"""Lists: pages, orders, filters, and how many queries they take."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Point
from django.utils import timezone
from rest_framework.test import APIClient

from core.pagination import write_cursor
from perimeter_data.models import Perimeter, Zoning
from tests import factories

NEAR = "7.5,44.2,50000"
URL = "/api/v1/perimeters/valley/contributions/"


def refs(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [feature["properties"]["ref"] for feature in response.json()["features"]]


@pytest.fixture
def five(perimeter: Perimeter, communes: Zoning) -> list[Any]:
    """Five contributions a day apart from west to east, the third with two votes for, the fourth with one."""
    now = timezone.now()
    made = [
        factories.contribution(
            perimeter,
            Point(7.1 + n / 5, 44.2, srid=4326),
            created_at=now - timedelta(days=n),
            kind="report" if n % 2 else "idea",
            theme=factories.THEMES[n % 4],
            title=("Éclairage", "Panchina", "Passage piéton", "Scuola", "Marché du soir")[n],
            language=("fr", "it", "fr", "it", "fr")[n],
        )
        for n in range(5)
    ]
    for target in (made[2], made[2], made[3]):
        factories.vote(target)
    return made


def test_a_shuffled_list_is_the_participants_own_and_pages_through_everything_once(
    api: APIClient, author: APIClient, perimeter: Perimeter
) -> None:
    made = {factories.contribution(perimeter).ref for _n in range(7)}

    def walk(client: APIClient, seed: str = "") -> list[str]:
        url: str | None = f"{URL}?order=shuffled&limit=3{seed}"
        seen: list[str] = []
        while url:
            page = client.get(url).json()
            seen += [feature["properties"]["ref"] for feature in page["features"]]
            url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        return seen

    first = walk(author)
    assert walk(author) == first
    assert len(first) == 7 and set(first) == made
    begun = {tuple(walk(api, f"&seed={seed}")) for seed in range(0, 2**32, 2**29)}
    assert len(begun) > 1
    assert {frozenset(one) for one in begun} == {frozenset(made)}
    assert {len(walk(api)) for _n in range(3)} == {7}


@pytest.mark.parametrize("seed", ["-1", "4294967296", "x", "nan", ""])
def test_a_seed_that_is_none_is_refused(api: APIClient, perimeter: Perimeter, seed: str) -> None:
    assert api.get(f"{URL}?order=shuffled&seed={seed}").status_code == 400


@pytest.mark.parametrize(
    ("order", "expected"), [("newest", [0, 1, 2, 3, 4]), ("supported", [2, 3, 4, 1, 0]), ("nearest", [4, 3, 2, 1, 0])]
)
def test_every_order_pages_through_everything_once(
    api: APIClient, five: list[Any], order: str, expected: list[int]
) -> None:
    url: str | None = f"{URL}?order={order}&limit=2" + ("&near=7.9,44.2,200000" if order == "nearest" else "")
    seen: list[str] = []
    while url:
        page = api.get(url).json()
        assert page["numberMatched"] == 5
        assert page["numberReturned"] == len(page["features"])
        seen += [feature["properties"]["ref"] for feature in page["features"]]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == [five[n].ref for n in expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=report", [1, 3]),
        ("kind=idea,report", [0, 1, 2, 3, 4]),
        ("theme=economy", [1]),
        ("theme=economy,health", [1, 2]),
        ("language=it", [1, 3]),
        ("state=received", [0, 1, 2, 3, 4]),
        ("state=done", []),
        ("zone=communes:W", [0, 1]),
        ("zone=communes:W,communes:E", [0, 1, 2, 3, 4]),
        ("q=eclairages", [0]),
        ("q=pietons", [2]),
        ("q=scuole", [3]),
        ("bbox=7.2,44.1,7.6,44.3", [1, 2]),
        ("near=7.1,44.2,100", [0]),
        ("near=7.1,44.2,20000", [0, 1]),
    ],
)
def test_filters(api: APIClient, five: list[Any], query: str, expected: list[int]) -> None:
    response = api.get(f"{URL}?{query}")
    assert refs(response) == [five[n].ref for n in expected]
    assert response.json()["numberMatched"] == len(expected)
    assert api.get(f"{URL}?{query}&count=only").json() == {"numberMatched": len(expected)}


def test_since_is_inclusive_and_until_exclusive(api: APIClient, five: list[Any]) -> None:
    from_second = {"since": five[2].created_at.isoformat(), "until": five[1].created_at.isoformat()}
    assert refs(api.get(URL, from_second)) == [five[2].ref]


def test_a_ref_finds_its_contribution(api: APIClient, five: list[Any]) -> None:
    assert refs(api.get(URL, {"q": five[3].ref.lower()})) == [five[3].ref]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("kind=rant", "invalid_parameter"),
        ("kind=", "invalid_parameter"),
        ("state=pending", "invalid_parameter"),
        ("theme=astrology", "unknown_theme"),
        ("zone=communes:nowhere", "unknown_zone"),
        ("zone=W", "invalid_parameter"),
        ("consultation=never", "unknown_consultation"),
        ("bbox=1,2,3", "invalid_parameter"),
        ("bbox=nan,0,1,1", "invalid_parameter"),
        ("bbox=8,44,7,45", "invalid_parameter"),
        ("near=7,44", "invalid_parameter"),
        ("near=7,44,1e9", "invalid_parameter"),
        ("since=yesterday", "invalid_parameter"),
        ("since=2026-02-30", "invalid_parameter"),
        ("limit=0", "invalid_parameter"),
        ("limit=٣", "invalid_parameter"),
        ("cursor=xyz", "invalid_parameter"),
        ("cursor=WzEsMl0", "invalid_parameter"),
        ("order=loudest", "invalid_parameter"),
        ("order=nearest", "nearest_needs_near"),
        ("mine=maybe", "invalid_parameter"),
        ("q=%00", "control_characters"),
        ("kind=idea&kind=report", "invalid_parameter"),
        ("sort=asc", "unknown_parameter"),
    ],
)
def test_bad_parameters_are_named(
    api: APIClient, perimeter: Perimeter, communes: Zoning, query: str, code: str
) -> None:
    response = api.get(f"{URL}?{query}")
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_mine_shows_the_authors_own_in_any_state(author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
    own = factories.contribution(perimeter, participant=author.participant, state="pending")
    factories.contribution(perimeter)
    assert refs(author.get(f"{URL}?mine=true")) == [own.ref]
    assert api.get(f"{URL}?mine=true").status_code == 401


def test_voted_shows_what_one_has_a_vote_on(author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
    proposals = "/api/v1/perimeters/valley/proposals/"
    liked, hidden = factories.contribution(perimeter), factories.contribution(perimeter, state="hidden")
    disliked, set_aside = factories.proposal(perimeter), factories.proposal(perimeter)
    for target in (liked, hidden):
        factories.vote(target, participant=author.participant)
    factories.vote(disliked, "against", participant=author.participant)
    factories.vote(set_aside)
    factories.vote(factories.contribution(perimeter))
    assert refs(author.get(f"{URL}?voted=true")) == [liked.ref]
    assert author.get(f"{URL}?voted=true&count=only").json() == {"numberMatched": 1}
    assert refs(author.get(f"{proposals}?voted=true")) == [disliked.ref]
    assert refs(author.get(f"{URL}?mine=true&voted=true")) == []
    for url in (URL, proposals):
        assert api.get(f"{url}?voted=true").status_code == 401
    assert author.get(f"{proposals}?mine=true").json()["code"] == "mine_on_lists_only"


def test_a_page_takes_the_same_queries_however_long_it_is(
    api: APIClient, five: list[Any], django_assert_num_queries: Any
) -> None:
    for limit in (1, 5):
        with django_assert_num_queries(8):  # perimeter, count, page, votes, zones, comments, projects, photos
            assert api.get(f"{URL}?limit={limit}").status_code == 200
    factories.proposal(five[0].perimeter)
    with django_assert_num_queries(8):
        assert api.get("/api/v1/perimeters/valley/proposals/").status_code == 200


def test_a_proposal_carries_its_shape_as_geojson(api: APIClient, perimeter: Perimeter) -> None:
    line = LineString((7.2, 44.0), (7.3, 44.1), srid=4326)
    made = factories.proposal(perimeter, shape=line)
    answer = api.get(f"/api/v1/proposals/{made.pk}/").json()
    assert answer["properties"]["shape"] == {"type": "LineString", "coordinates": [[7.2, 44.0], [7.3, 44.1]]}


HUGE = (2**31, 2**32, 2**63 - 1, 2**63, 2**64, 10**30, 10**4000)
FORGED: dict[str, list[list[Any]]] = {
    "newest": [
        *(["2026-01-01T00:00:00+00:00", n] for n in HUGE),
        *([moment, 1] for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")),
        *([moment, 1] for moment in ("2026-01-01T00:00:00", "2026-01-01", "now", "\0", "\ud800")),
        ["2026-01-01T00:00:00+00:00", True],
    ],
    "supported": [*([n, 1] for n in HUGE), *([1, n] for n in HUGE), [True, 1], [None, 1], [1.5, 1]],
    "nearest": [
        *([1.0, n] for n in HUGE),
        *([n, 1] for n in (math.nan, math.inf, -math.inf, 1e308, -1e308)),
    ],
    "shuffled": [*([n, 0, 1] for n in HUGE), *([0, n, 1] for n in HUGE), *([0, 1, n] for n in HUGE), [2, 2, 2]],
}
PLACES = {
    "contributions/": FORGED,
    "proposals/": FORGED,
    "contributions/{pk}/comments/": {"": [[n] for n in (*HUGE, True, None)]},
}


def test_a_forged_cursor_is_refused_or_leads_nowhere(five: list[Any], api: APIClient) -> None:
    for place, orders in PLACES.items():
        start = "/api/v1/" if "{pk}" in place else "/api/v1/perimeters/valley/"
        for order, cursors in orders.items():
            for values in [*cursors, *([-n if type(n) is int else n for n in one] for one in cursors)]:
                query = {"cursor": write_cursor(values)} | ({"order": order, "near": NEAR} if order else {})
                response = api.get(start + place.format(pk=five[0].pk), query)
                assert response.status_code in (200, 400), (place, order, str(values)[:80])
                if response.status_code == 400:
                    assert response.json()["code"] == "invalid_parameter", response.content
