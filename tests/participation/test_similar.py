"""What was said already is found across languages, before something is sent; only what is public and open."""

import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from rest_framework.test import APIClient

from participation.models import Category
from participation.states import ContributionState
from participation.telling_words import in_common, telling, two_of
from perimeter_data.models import Perimeter
from tests import factories

URL = "/api/v1/perimeters/valley/contributions/similar/"
LAMP = {"title": "Lampione spento in via Pasteur", "text": "Davanti al 12.", "language": "it"}


@pytest.fixture
def light(perimeter: Perimeter) -> Category:
    return Category.objects.create(perimeter=perimeter, slug="light", name=factories.i18n("light"))


def lamp(perimeter: Perimeter, light: Category, lon: float = 7.2502, **fields: Any) -> Any:
    values = {"kind": "report", "category": light, "theme": "infrastructure", **LAMP, **fields}
    return factories.contribution(perimeter, Point(lon, 44.0, srid=4326), **values)


def ask(api: APIClient, **changes: Any) -> list[dict[str, Any]]:
    asked = {
        "lon": 7.25, "lat": 44.0, "kind": "report", "category": "light", "theme": "infrastructure",
        "text": "Lampadaire éteint rue Pasteur, devant le 12", "language": "fr", **changes,
    }  # fmt: skip
    answer = api.get(URL, {name: value for name, value in asked.items() if value is not None})
    assert answer.status_code == 200, answer.content
    return answer.json()["features"]


def test_the_same_lamp_in_the_other_language(api: APIClient, perimeter: Perimeter, light: Category) -> None:
    there = lamp(perimeter, light)
    factories.vote(there)
    lamp(perimeter, light, lon=7.2530, category=None, title="Buca in strada", text="")
    found = ask(api)
    assert [feature["id"] for feature in found] == [there.pk]
    properties = found[0]["properties"]
    assert properties["distance_m"] == pytest.approx(16, abs=1)
    assert (properties["votes"]["for"], properties["state"]) == (1, "received")


@pytest.mark.parametrize("state", [state for state in ContributionState if state != "merged"])
def test_only_what_is_public_and_open(api: APIClient, perimeter: Perimeter, light: Category, state: str) -> None:
    lamp(perimeter, light, state=state)
    is_open = state in ("received", "acknowledged", "under_review", "planned", "in_progress")
    assert bool(ask(api)) == is_open


def test_neither_the_other_kind_nor_another_perimeter(api: APIClient, perimeter: Perimeter, light: Category) -> None:
    lamp(perimeter, light, kind="idea")
    elsewhere = factories.published_perimeter(slug="faraway")
    lamp(elsewhere, light)
    assert ask(api) == []


def test_the_words_find_what_was_placed_farther_off(api: APIClient, perimeter: Perimeter, light: Category) -> None:
    text = "Lampadaire éteint rue Pasteur devant le 12"
    far = lamp(perimeter, light, lon=7.2650, language="fr", title=None, text=text)  # 1,200 m
    assert [feature["id"] for feature in ask(api)] == [far.pk]
    lamp(perimeter, light, lon=7.3, language="fr", title=None, text=text)  # 4 km
    assert len(ask(api)) == 1
    assert ask(api, text="") == []


def test_five_at_most_the_likeliest_first(api: APIClient, perimeter: Perimeter, light: Category) -> None:
    near = [lamp(perimeter, light, lon=7.25 + n * 0.0001) for n in range(7)]
    assert [feature["id"] for feature in ask(api)] == [one.pk for one in near[:5]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lon": None}, "invalid_parameter"),
        ({"lat": "x"}, "invalid_parameter"),
        ({"lon": "nan"}, "invalid_parameter"),
        ({"kind": "proposal"}, "invalid_parameter"),
        ({"kind": None}, "invalid_parameter"),
        ({"category": "never"}, "unknown_category"),
        ({"theme": "never"}, "unknown_theme"),
        ({"language": "de"}, "invalid_parameter"),
        ({"colour": "red"}, "unknown_parameter"),
        ({"text": "a\x00b"}, "control_characters"),
    ],
)
def test_bad_questions(api: APIClient, light: Category, changes: dict[str, Any], code: str) -> None:
    asked = {"lon": 7.25, "lat": 44.0, "kind": "report", **changes}
    answer = api.get(URL, {name: value for name, value in asked.items() if value is not None})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, code)


@pytest.mark.parametrize(
    "text", ["", "…", "or or or", '"', "-a -b", "' OR 1=1", "x" * 5000, "\\ & | ! ( ) :*", "🚲 🚲"]
)
def test_any_text_is_taken(api: APIClient, perimeter: Perimeter, light: Category, text: str) -> None:
    lamp(perimeter, light)
    assert len(ask(api, text=text)) <= 1


def test_it_takes_the_same_queries_however_many_there_are(
    api: APIClient, perimeter: Perimeter, light: Category, django_assert_num_queries: Any
) -> None:
    for n in range(4):
        lamp(perimeter, light, lon=7.25 + n * 0.0001)
        if n in (0, 3):
            with django_assert_num_queries(10):  # perimeter, theme, category, look-ups, and the six of a page
                ask(api)


def test_words_that_tell() -> None:
    assert telling("Le lampadaire est éteint, rue Pasteur 12") == {
        "lamp": 1, "etei": 1, "rue": 1, "past": 2, "12": 2,
    }  # fmt: skip
    assert in_common(telling("Lampadaire rue Pasteur 12"), telling("Lampione in via Pasteur 12")) > 0.8
    assert in_common(telling("Il lampione di tutti"), telling("La fontaine de tous")) == 0
    assert two_of("Le lampadaire de tous") == ""
    assert two_of("Lampadaire 12") == "12 lampadaire"
