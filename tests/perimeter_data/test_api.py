"""The territory by REST: what is published, in the caller's language, in few queries, not sent twice."""

from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Point
from rest_framework.test import APIClient

from perimeter_data.models import Perimeter, Zoning
from perimeter_data.names import fold, search_text
from tests import factories

BASE = "/api/v1/perimeters/"
VALLEY = f"{BASE}valley/"
NAMES = [
    ("Saint-Étienne-de-Tinée", {"it": "Santo Stefano di Tinea"}, []),
    ("Nice", {"fr": "Nice", "it": "Nizza"}, ["Nissa"]),
    ("Sospel", {"it": "Sospello"}, []),
    ("L'Escarène", {}, []),
    ("La Brigue", {"it": "Briga Marittima"}, []),
    ("Vallée de la Roya", {}, []),
]


@pytest.fixture
def places(perimeter: Perimeter) -> Perimeter:
    for index, (name, names, aliases) in enumerate(NAMES):
        position = Point(7.1 + index / 100, 44.1, srid=4326)
        factories.PlaceFactory(perimeter=perimeter, name=name, names=names, aliases=aliases, position=position)
    return perimeter


def test_the_list_has_what_is_published(api: APIClient, perimeter: Perimeter, django_assert_num_queries: Any) -> None:
    factories.PerimeterFactory(slug="draft")
    factories.published_perimeter(slug="other")
    with django_assert_num_queries(1):
        answer = api.get(BASE)
    body = answer.json()
    assert [feature["properties"]["slug"] for feature in body["features"]] == ["other", "valley"]
    valley = body["features"][1]
    assert (valley["geometry"], valley["bbox"]) == (None, [7.0, 43.5, 8.0, 44.5])
    assert valley["properties"]["languages"] == ["fr", "it", "en"]
    assert body["numberReturned"] == body["numberMatched"] == 2


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_names_in_the_caller_s_language(api: APIClient, perimeter: Perimeter, language: str) -> None:
    feature = api.get(BASE, {"lang": language}).json()["features"][0]
    assert feature["properties"]["name"] == f"valley ({language})"


def test_boundary(api: APIClient, perimeter: Perimeter, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        body = api.get(f"{VALLEY}boundary/").json()
    shape = shapely.geometry.shape(body["geometry"])
    assert shape.equals(shapely.from_wkb(bytes(factories.BOUNDARY.wkb)))
    assert (body["type"], body["properties"]["version"]) == ("Feature", 1)


@pytest.mark.django_db
def test_a_simplified_boundary_stays_valid_and_near(api: APIClient) -> None:
    around = Point(7.5, 44, srid=4326).buffer(0.4, quadsegs=500)
    hole = Point(7.5, 44, srid=4326).buffer(0.399, quadsegs=500)  # a ring 80 m to 110 m wide
    factories.published_perimeter(factories.MultiPolygon(around.difference(hole), srid=4326), slug="valley")
    full, coarse = (api.get(f"{VALLEY}boundary/", {"tolerance_m": metres}).json() for metres in (0, 500))
    first, second = (shapely.geometry.shape(body["geometry"]) for body in (full, coarse))
    assert shapely.get_num_coordinates(second) < shapely.get_num_coordinates(first) / 5
    assert second.is_valid
    assert len(second.geoms[0].interiors) == 1
    assert second.hausdorff_distance(first) < 500 / 78_000  # the shortest degree here is some 80 km


@pytest.mark.parametrize("value", ["-1", "x", "nan", "1e9", "inf"])
def test_boundary_tolerance_must_be_sensible(api: APIClient, perimeter: Perimeter, value: str) -> None:
    answer = api.get(f"{VALLEY}boundary/", {"tolerance_m": value})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("saint etienne", "Saint-Étienne-de-Tinée"),
        ("St-Étienne", "Saint-Étienne-de-Tinée"),
        ("santo stef", "Saint-Étienne-de-Tinée"),
        ("NIZZA", "Nice"),
        ("nissa", "Nice"),
        ("escarene", "L'Escarène"),
        ("sospell", "Sospel"),
        ("sosple", "Sospel"),  # a slip of the finger
        ("roya", "Vallée de la Roya"),
    ],
)
def test_places_are_found_as_people_type(api: APIClient, places: Perimeter, asked: str, found: str) -> None:
    features = api.get(f"{VALLEY}places/", {"q": asked}).json()["features"]
    assert features[0]["properties"]["local_name"] == found


def test_better_matches_come_first(api: APIClient, perimeter: Perimeter) -> None:
    for name, rank in (("Gare de Tende", 1), ("Tende", 9), ("Tendeville", 1), ("Latende", 1)):
        factories.PlaceFactory(perimeter=perimeter, name=name, rank=rank)
    features = api.get(f"{VALLEY}places/", {"q": "tende"}).json()["features"]
    assert [feature["properties"]["name"] for feature in features] == [
        "Tende",
        "Tendeville",
        "Gare de Tende",
        "Latende",
    ]
    assert len(api.get(f"{VALLEY}places/", {"q": "tende", "limit": 2}).json()["features"]) == 2


@pytest.mark.parametrize("asked", ["", "%", "_", "\\", "'; drop table x;--", "zzzzzz", "-"])
def test_nothing_is_found_without_harm(api: APIClient, places: Perimeter, asked: str) -> None:
    answer = api.get(f"{VALLEY}places/", {"q": asked})
    assert (answer.status_code, answer.json()["features"]) == (200, [])


def test_places_speak_the_caller_s_language(api: APIClient, places: Perimeter, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        body = api.get(f"{VALLEY}places/", {"q": "nice", "lang": "it"}).json()
    assert body["features"][0]["properties"]["name"] == "Nizza"
    assert api.get(f"{VALLEY}places/").json()["numberReturned"] == len(NAMES)


def test_zonings(api: APIClient, perimeter: Perimeter, communes: Zoning, django_assert_num_queries: Any) -> None:
    Zoning.objects.create(perimeter=perimeter, slug="unpublished")
    factories.zoning(perimeter, "quarters")
    with django_assert_num_queries(3):
        body = api.get(f"{VALLEY}zonings/").json()
    assert [(row["slug"], row["version"], row["zones"]) for row in body["zonings"]] == [
        ("communes", 1, 2),
        ("quarters", 1, 2),
    ]


@pytest.mark.parametrize("geometry", ["full", "clipped", "none"])
def test_zones(
    api: APIClient, perimeter: Perimeter, communes: Zoning, geometry: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        body = api.get(f"{VALLEY}zonings/communes/zones/", {"geometry": geometry}).json()
    east = body["features"][0]
    assert (east["properties"]["code"], east["properties"]["population"]) == ("E", 2000)
    assert (body["zoning"], body["version"], body["numberMatched"]) == ("communes", 1, 2)
    if geometry == "none":
        assert east["geometry"] is None
    else:  # the perimeter's hole lies in the east
        area = shapely.geometry.shape(east["geometry"]).area
        assert area == pytest.approx(0.5 if geometry == "full" else 0.49, abs=1e-5)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nowhere/boundary/", 404, "unknown_perimeter"),
        ("draft/places/", 404, "unknown_perimeter"),
        ("valley/zonings/nothing/zones/", 404, "unknown_zoning"),
        ("valley/zonings/communes/zones/?geometry=round", 400, "invalid_parameter"),
        ("valley/boundary/?simplify=1", 400, "unknown_parameter"),
        ("valley/places/?q=a%00b", 400, "control_characters"),
        ("valley/places/?limit=0", 400, "invalid_parameter"),
        ("?page=2", 400, "unknown_parameter"),
    ],
)
def test_problems(api: APIClient, communes: Zoning, path: str, status: int, code: str) -> None:
    factories.PerimeterFactory(slug="draft")
    answer = api.get(BASE + path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_an_unchanged_answer_is_not_sent_again(api: APIClient, perimeter: Perimeter) -> None:
    first = api.get(f"{VALLEY}boundary/")
    again = api.get(f"{VALLEY}boundary/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = api.get(BASE, {"lang": "it"}, headers={"If-None-Match": api.get(BASE, {"lang": "fr"})["ETag"]})
    assert other.status_code == 200


def test_geojson_is_a_media_type(api: APIClient, perimeter: Perimeter) -> None:
    answer = api.get(f"{VALLEY}boundary/", headers={"Accept": "application/geo+json"})
    assert answer["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Saint-Étienne-de-Tinée", "saint etienne de tinee"),
        ("St. Martin", "saint martin"),
        ("st", "st"),
        ("L’Œuvre d’Ærø", "l oeuvre d aero"),
        ("  ", ""),
        ("_%_", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_search_text_has_each_name_once() -> None:
    assert search_text(["Nice", "nice", "", "Nizza"]) == "nice\nnizza"
