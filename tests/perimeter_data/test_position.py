"""What lies at a position: inside or where next, which zones, which place is near."""

import random

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection

from participation.models import ZoneAssignment
from perimeter_data.models import Perimeter, Place, Zoning
from perimeter_data.selectors import (
    UnknownPerimeter,
    get_public_perimeter,
    is_inside,
    near_place,
    nearest_inside,
    public_perimeters,
    published_version,
    zones_at,
)
from perimeter_data.selectors.position import NEAR_PLACE
from tests import factories


def test_a_perimeter_is_public_once_published(perimeter: Perimeter) -> None:
    hidden = factories.PerimeterFactory()
    assert list(public_perimeters()) == [perimeter]
    with pytest.raises(UnknownPerimeter):
        get_public_perimeter(hidden.slug)
    with pytest.raises(UnknownPerimeter):
        published_version(hidden)


@pytest.mark.parametrize(
    "asked",
    [
        Point(8.5, 44.0, srid=4326),
        Point(8.1, 44.6, srid=4326),  # off a corner
        Point(7.65, 43.95, srid=4326),  # in the hole
        Point(8.0 + 1e-9, 44.0, srid=4326),  # a hair outside
        Point(-150.0, -90.0, srid=4326),
        Point(7.0, 90.0, srid=4326),
    ],
)
def test_nearest_inside_is_accepted(perimeter: Perimeter, asked: Point) -> None:
    assert not is_inside(perimeter, asked)
    nearest = nearest_inside(perimeter, asked)
    factories.contribution(perimeter, nearest)  # the database would refuse it outside
    edge = (
        asked.transform(3857, clone=True).distance(published_version(perimeter).boundary_3857)
        if abs(asked.y) < 85
        else None
    )
    if edge is not None:
        assert asked.transform(3857, clone=True).distance(nearest.transform(3857, clone=True)) <= edge + 2


def test_a_position_inside_stays(perimeter: Perimeter) -> None:
    assert nearest_inside(perimeter, factories.INSIDE) == factories.INSIDE


@pytest.mark.django_db
def test_nearest_inside_of_a_needle() -> None:
    spike = Polygon(((7.0, 44.0), (7.5, 44.0), (7.0, 44.000002), (7.0, 44.0)))
    perimeter = factories.published_perimeter(MultiPolygon(spike, srid=4326))
    factories.contribution(perimeter, nearest_inside(perimeter, Point(7.6, 44.0, srid=4326)))


def test_zones_at_agrees_with_what_assignments_say(perimeter: Perimeter, communes: Zoning) -> None:
    communes.versions.get().zones.filter(code="E").update(geom=MultiPolygon(factories.square(7.5005, 43.5, 7.9, 44.5)))
    expected = {7.2: "W", 7.5: "W", 7.5003: "E", 7.50001: "W", 7.8: "E", 7.9019: "E", 7.95: None}
    for lon, code in expected.items():
        point = Point(lon, 44.2, srid=4326)
        made = factories.contribution(perimeter, point)
        assigned = ZoneAssignment.objects.get(contribution=made).zone
        zone = zones_at(perimeter, point)["communes"]
        assert zone == assigned
        assert (zone.code if zone else None) == code


def test_zones_at_counts_its_queries(perimeter: Perimeter, communes: Zoning, django_assert_num_queries: object) -> None:
    factories.zoning(perimeter, "quarters")
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = zones_at(perimeter, factories.INSIDE)
    assert list(found) == ["communes", "quarters"]


def test_near_place_says_how_far_and_where(perimeter: Perimeter) -> None:
    assert near_place(perimeter, factories.INSIDE) is None
    tende = factories.PlaceFactory(perimeter=perimeter, name="Tende", position=Point(7.25, 43.9, srid=4326))
    factories.PlaceFactory(perimeter=perimeter, name="Roya", kind="river", position=factories.INSIDE)
    factories.PlaceFactory(perimeter=perimeter, name="Sospel", position=Point(7.45, 43.88, srid=4326))
    found = near_place(perimeter, Point(7.25, 44.0, srid=4326))
    assert found is not None
    place, distance_m, direction = found
    assert (place, direction) == (tende, "n")
    assert distance_m == pytest.approx(11_111, abs=10)


@pytest.mark.parametrize(
    ("lon", "lat", "direction"),
    [(7.3, 44.05, "ne"), (7.3, 44.0, "e"), (7.2, 43.95, "sw"), (7.2, 44.04, "nw"), (7.25, 44.0, "n")],
)
def test_direction(perimeter: Perimeter, lon: float, lat: float, direction: str) -> None:
    factories.PlaceFactory(perimeter=perimeter, position=Point(7.25, 44.0, srid=4326))
    found = near_place(perimeter, Point(lon, lat, srid=4326))
    assert found is not None
    assert found[2] == direction


def test_the_nearest_of_many_is_the_one_that_comparing_all_finds(perimeter: Perimeter) -> None:
    chance = random.Random(3)
    rows = [
        Place(perimeter=perimeter, name=f"P{n}", search_text="p", kind="hamlet", position=_somewhere(chance))
        for n in range(400)
    ]
    Place.objects.bulk_create(rows)
    for _n in range(60):
        asked = _somewhere(chance)
        found = near_place(perimeter, asked)
        assert found is not None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, ST_Distance(position::geography, %s::geography) AS d FROM perimeter_data_place "
                "ORDER BY d, id LIMIT 1",
                [asked.ewkt],
            )
            pk, distance_m = cursor.fetchone()
        assert (found[0].pk, found[1]) == (pk, pytest.approx(distance_m))


def _somewhere(chance: random.Random) -> Point:
    return Point(chance.uniform(7, 8), chance.uniform(43.5, 44.5), srid=4326)


def test_of_two_as_near_the_more_important_one(perimeter: Perimeter) -> None:
    for name, lon, rank in (("Minor", 7.2, 5), ("Major", 7.4, 2), ("Other", 7.4, 2)):
        factories.PlaceFactory(perimeter=perimeter, name=name, rank=rank, position=Point(lon, 44.0, srid=4326))
    found = near_place(perimeter, Point(7.3, 44.0, srid=4326))
    assert found is not None
    assert (found[0].name, found[2]) == ("Major", "w")


def test_another_perimeter_s_places_are_not_near(perimeter: Perimeter) -> None:
    other = factories.published_perimeter(slug="other")
    factories.PlaceFactory(perimeter=other, position=factories.INSIDE)
    assert near_place(perimeter, factories.INSIDE) is None


def test_the_nearest_place_comes_from_an_index(perimeter: Perimeter) -> None:
    Place.objects.bulk_create(
        Place(perimeter=perimeter, name="P", search_text="p", position=Point(7 + n / 5000, 44, srid=4326))
        for n in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE perimeter_data_place")
        cursor.execute(f"EXPLAIN {NEAR_PLACE}", {"lon": 7.3, "lat": 44.0, "perimeter": perimeter.pk})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("using place_near") == 2
    assert "Seq Scan on perimeter_data_place" not in plan
