"""Places by name as people type them: articles, accents, saints, other languages, slips of the finger."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from rest_framework.test import APIClient

from perimeter_data.models import Perimeter, Place, PlaceKey
from perimeter_data.names import asked_keys, keys
from perimeter_data.selectors import find_places
from perimeter_data.services.place_keys import write_keys
from tests import factories

PLACES = "/api/v1/perimeters/valley/places/"
NAMES: list[dict[str, Any]] = [
    {"name": "Ventimiglia", "names": {"fr": "Vintimille", "it": "Ventimiglia"}, "rank": 1},
    {"name": "Cuneo", "names": {"fr": "Coni", "it": "Cuneo"}, "rank": 1, "population": 55_000},
    {"name": "Conio", "rank": 6},
    {"name": "Saint-Martin-Vésubie", "names": {"fr": "Saint-Martin-Vésubie"}, "aliases": ["San Martino Lantosca"]},
    {"name": "San Remo", "aliases": ["Sanremo"], "rank": 2},
    {"name": "La Brigue", "names": {"fr": "La Brigue", "it": "Briga Marittima"}},
    {"name": "L'Escarène", "names": {"fr": "L’Escarène"}},
    {"name": "Breil-sur-Roya", "names": {"fr": "Breil-sur-Roya", "it": "Breglio"}, "rank": 2},
    {"name": "Vallée de la Roya", "kind": "river"},
    {"name": "Sainte-Agnès"},
    {"name": "Villefranche-sur-Mer"},
    {"name": "Isola 2000"},
]


@pytest.fixture
def places(perimeter: Perimeter) -> Perimeter:
    for facts in NAMES:
        factories.PlaceFactory(perimeter=perimeter, **{"rank": 3, **facts})
    return perimeter


def found(perimeter: Perimeter, typed: str, **more: Any) -> list[str]:
    return [row.place.name for row in find_places(perimeter, typed, 5, **more)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Vintimille", "Ventimiglia"),
        ("Coni", "Cuneo"),  # a whole name before the beginning of another
        ("coni", "Cuneo"),
        ("St Martin Vesubie", "Saint-Martin-Vésubie"),
        ("st. martin", "Saint-Martin-Vésubie"),
        ("S. Martino", "Saint-Martin-Vésubie"),
        ("san martino", "Saint-Martin-Vésubie"),
        ("saint vesubie", "Saint-Martin-Vésubie"),  # a word left out
        ("vesubie", "Saint-Martin-Vésubie"),
        ("sanremo", "San Remo"),
        ("san rem", "San Remo"),
        ("brigue", "La Brigue"),
        ("la brigue", "La Brigue"),
        ("LA BRIG", "La Brigue"),
        ("labrigue", "La Brigue"),
        ("escarene", "L'Escarène"),
        ("l’escarene", "L'Escarène"),
        ("lescarene", "L'Escarène"),
        ("breil roya", "Breil-sur-Roya"),
        ("breil s", "Breil-sur-Roya"),
        ("roya", "Breil-sur-Roya"),  # a word in two names: the more important one
        ("vallee roya", "Vallée de la Roya"),
        ("ste agnes", "Sainte-Agnès"),
        ("santa agnes", "Sainte-Agnès"),
        ("franche", "Villefranche-sur-Mer"),  # anywhere
        ("2000", "Isola 2000"),
        ("Vintimile", "Ventimiglia"),
        ("ventimilgia", "Ventimiglia"),
        ("vintimm", "Ventimiglia"),  # a slip, and not yet typed to its end
        ("cuno", "Cuneo"),
        ("cunoe", "Cuneo"),
        ("sant martn vesubie", "Saint-Martin-Vésubie"),
        ("brail sur roia", "Breil-sur-Roya"),
        ("b", "Breil-sur-Roya"),
        ("la", "La Brigue"),
        ("st", "San Remo"),  # of the saints the most important
    ],
)
def test_the_first_answer(places: Perimeter, typed: str, first: str) -> None:
    assert found(places, typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "%", "_", "%%", "b%", "b_eil", "\\", "'", "''; DROP TABLE perimeter_data_place; --", "%(perimeter)s",
        "{inside}", "^", "^breil^", "1' OR '1'='1", "…", "漢字", "a" * 5000, "saint " * 800, "-" * 3000,
    ],
)  # fmt: skip
def test_nothing_typed_does_harm(api: APIClient, places: Perimeter, typed: str) -> None:
    answer = api.get(PLACES, {"q": typed})
    assert answer.status_code == 200
    assert answer.json()["numberReturned"] <= 3
    assert Place.objects.count() == len(NAMES)


def test_wildcards_are_letters_nobody_types(places: Perimeter) -> None:
    assert found(places, "%") == found(places, "_") == []
    assert found(places, "b%") == found(places, "b")


@pytest.mark.parametrize(
    ("typed", "language", "name", "matched"),
    [
        ("vintimille", "it", "Ventimiglia", "Vintimille"),
        ("vintimille", "fr", "Vintimille", None),
        ("vent", "fr", "Vintimille", "Ventimiglia"),
        ("san martino", "fr", "Saint-Martin-Vésubie", "San Martino Lantosca"),
        ("sanremo", "it", "San Remo", None),  # its own name, in one word
        ("vintimlile", "it", "Ventimiglia", "Vintimille"),
        ("coni", "en", "Cuneo", "Coni"),
    ],
)
def test_the_answer_says_which_name_it_was(
    api: APIClient, places: Perimeter, typed: str, language: str, name: str, matched: str | None
) -> None:
    properties = api.get(PLACES, {"q": typed, "lang": language}).json()["features"][0]["properties"]
    assert (properties["name"], properties["matched"]) == (name, matched)


def test_equal_names_inside_then_important_then_near(perimeter: Perimeter) -> None:
    spots = {"out": (8.5, 44.0, 1), "minor": (7.2, 44.0, 6), "west": (7.1, 44.0, 3), "east": (7.4, 44.0, 3)}
    for kind, (lon, lat, rank) in spots.items():
        factories.PlaceFactory(
            perimeter=perimeter, name="Saint-Pierre", aliases=[kind], rank=rank, position=Point(lon, lat, srid=4326)
        )
    by_near = {
        side: [row.place.aliases[0] for row in find_places(perimeter, "saint-pierre", 5, Point(lon, 44.0, srid=4326))]
        for side, lon in (("west", 7.0), ("east", 7.5))
    }
    assert by_near == {"west": ["west", "east", "minor", "out"], "east": ["east", "west", "minor", "out"]}
    Place.objects.filter(aliases=["west"]).update(population=10)
    write_keys(Place.objects.all())
    assert [row.place.aliases[0] for row in find_places(perimeter, "saint-pierre", 1)] == ["west"]


def test_the_station_next_door_before_the_town_afar(perimeter: Perimeter) -> None:
    for name, lon, rank in (("Garessio", 7.9, 2), ("Gare de Breil", 7.1, 4)):
        factories.PlaceFactory(perimeter=perimeter, name=name, rank=rank, position=Point(lon, 44.0, srid=4326))
    here, nowhere = Point(7.09, 44.0, srid=4326), None
    first = [find_places(perimeter, "gare", 5, near)[0].place.name for near in (here, nowhere)]
    assert first == ["Gare de Breil", "Garessio"]


def test_near_is_asked_in_the_address(api: APIClient, places: Perimeter) -> None:
    assert api.get(PLACES, {"q": "b", "near": "7.2,44"}).status_code == 200
    for near in ("7.2", "7.2,95", "a,b", "nan,44", "7.2,44,100"):
        answer = api.get(PLACES, {"q": "b", "near": near})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_places_of_other_perimeters_stay_there(places: Perimeter) -> None:
    other = factories.published_perimeter(slug="other")
    factories.PlaceFactory(perimeter=other, name="Vernante")
    for typed in ("vernante", "vernatne", "ernant"):
        assert "Vernante" in found(other, typed)
        assert "Vernante" not in found(places, typed)


def test_keys_follow_the_names(perimeter: Perimeter) -> None:
    place = factories.PlaceFactory(perimeter=perimeter, name="Tende", aliases=["Tenda"])
    place.name = "Tende-la-Neuve"
    place.save()
    assert set(PlaceKey.objects.values_list("words", flat=True)) == keys(["Tende-la-Neuve", "Tenda"])
    place.delete()
    assert not PlaceKey.objects.exists()


def test_keys_and_what_is_asked() -> None:
    assert keys(["La Brigue"]) == {"^la brigue", "brigue", "^brigue", "^labrigue"}
    assert keys(["L'"]) == {"^l"}
    assert asked_keys("Ste-Agnès") == ["sainte agnes", "saint agnes", "sainteagnes"]
    assert asked_keys("la st") == ["la st", "st", "saint", "last"]
    assert asked_keys("-") == []


def test_beginnings_come_from_an_index(perimeter: Perimeter) -> None:
    rows = Place.objects.bulk_create(
        Place(perimeter=perimeter, name=f"Borgo {n:x}{n:x}", search_text=f"borgo {n:x}{n:x}", position=factories.INSIDE)
        for n in range(3000)
    )
    write_keys(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT place_id FROM perimeter_data_placekey WHERE perimeter_id = %s AND words LIKE %s "
            "ORDER BY weight, place_id LIMIT 80",
            [perimeter.pk, "^borgo a1%"],
        )
        assert "place_key_words" in str(cursor.fetchall())
