"""The picture of a territory: it counts what the list counts, shows nobody what is not public, and stands alone."""

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from PIL import Image
from shapely.geometry import Point as Spot

from participation.folds.pins import fold_pins
from participation.models import Contribution
from participation.selectors import public_contributions, public_proposals
from participation.services.recheck import recheck_positions
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.participation.test_recheck_job import publish
from tests.tiles.ground import ground
from tests.tiles.test_sums import PIN
from tiles.poster.boxes import Box, Room, around
from tiles.poster.document import content, poster
from tiles.poster.features import Feature
from tiles.poster.frame import SIZES, fitted
from tiles.poster.marks import joined, marks
from tiles.poster.picture import png
from tiles.poster.signs import short, spans
from tiles.poster.svg import width_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    "</svg><img src=x onerror=alert(1)>",
    "\"quoted\" & 'more' ]]>",
    "مدينة\u202eevil",
    "&lt;already&gt;",
    "x" * 500,
]


def texts(svg: bytes | str) -> list[str]:
    """Return all words of a picture; it must be well-formed XML."""
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def asked(page: Client, query: str = "", ending: str = "svg", **headers: str) -> Any:
    return page.get(f"/tiles/valley/poster.{ending}{query}", headers=headers)


class TestSums(TestCase):
    perimeter: Perimeter

    @classmethod
    def setUpTestData(cls) -> None:
        cls.perimeter = factories.published_perimeter(slug="valley")
        zones = {"W": factories.square(7.0, 43.5, 7.5, 44.5), "X": factories.square(8.0, 43.5, 8.2, 44.5)}
        factories.zoning(cls.perimeter, zones=zones)

    @settings(max_examples=25, deadline=None)
    @given(
        pins=st.lists(PIN, max_size=12),
        projects=st.integers(0, 3),
        size=st.sampled_from(sorted(SIZES)),
        folded=st.integers(0, 12),
    )
    def test_what_is_drawn_adds_up_to_the_list(
        self, pins: list[dict[str, Any]], projects: int, size: str, folded: int
    ) -> None:
        for number, pin in enumerate(pins):
            if number == folded:
                fold_pins()
            factories.contribution(self.perimeter, **pin)
        for _number in range(projects):
            factories.proposal(self.perimeter)
        found = content(self.perimeter, size).marks
        assert found.contributions == public_contributions(self.perimeter).count()
        assert found.projects == public_proposals(self.perimeter).count()


@pytest.fixture
def territory(perimeter: Perimeter, communes: Zoning) -> Perimeter:
    ground(perimeter)
    factories.PlaceFactory(perimeter=perimeter, rank=1, kind="town", name="Coni", names={"it": "Cuneo"})
    factories.contribution(perimeter)
    return perimeter


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_size_as_svg_and_png(page: Client, territory: Perimeter, size: str, scheme: str) -> None:
    query = f"?size={size}&scheme={scheme}"
    response = asked(page, query)
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    wide, high = SIZES[size].width, SIZES[size].height
    assert (root.get("width"), root.get("height"), root.get("role")) == (str(wide), str(high), "img")
    assert root.find(f"{SVG}title") is not None
    assert "1 contribution" in (root.findtext(f"{SVG}desc") or "")
    answer = asked(page, query, ending="png")
    assert answer["Content-Type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (wide, high))
    assert len(image.convert("RGB").getcolors(wide * high) or []) > 100


def test_the_picture_needs_nothing_from_elsewhere(page: Client, territory: Perimeter) -> None:
    svg = asked(page).content.decode()
    assert "href" not in svg
    assert "url(" not in svg
    assert svg.count("http") == 1  # the name of the format


def test_words_are_in_the_readers_language(page: Client, territory: Perimeter) -> None:
    factories.contribution(territory, position=Point(7.1, 43.7, srid=4326))
    french, italian = (asked(page, **{"Accept-Language": language}) for language in ("fr", "it"))
    assert {"2 contributions", "idée"} <= set(texts(french.content))
    assert {"2 contributi", "segnalazione", "Cuneo"} <= set(texts(italian.content))
    assert "Accept-Language" in french["Vary"]
    assert asked(page, "?lang=it").content == italian.content


def test_it_is_asked_about_like_a_tile(page: Client, territory: Perimeter) -> None:
    for ending in ("svg", "png"):
        first = asked(page, ending=ending)
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert asked(page, ending=ending, **{"If-None-Match": first["ETag"]}).status_code == 304
        factories.contribution(territory, position=Point(7.2, 43.8, srid=4326))
        assert asked(page, ending=ending, **{"If-None-Match": first["ETag"]}).status_code == 200


def test_what_is_not_public_is_not_in_it(page: Client, territory: Perimeter) -> None:
    before = asked(page).content
    for state in ("pending", "hidden", "rejected", "withdrawn"):
        factories.contribution(territory, state=state)
    assert Contribution.objects.count() == 5
    assert asked(page).content == before


def test_what_a_moved_boundary_left_outside_is_drawn(perimeter: Perimeter) -> None:
    far = Point(7.95, 43.55, srid=4326)
    factories.contribution(perimeter, Point(7.1, 44.4, srid=4326))
    factories.contribution(perimeter, far)
    factories.proposal(perimeter, far)
    publish(perimeter, 2, 7.0, 44.3, 7.2, 44.5)
    recheck_positions(perimeter_id=perimeter.pk, progress=lambda done, total: None)
    assert public_contributions(perimeter).filter(outside_version__isnull=False).count() == 1
    perimeter.refresh_from_db()
    for size in SIZES:
        found = content(perimeter, size).marks
        assert (found.contributions, found.projects) == (2, 1)


def test_a_territory_with_nothing_in_it_is_drawn(page: Client, perimeter: Perimeter) -> None:
    assert "0 contributions" in texts(asked(page, "?lang=en").content)
    assert asked(page, ending="png").status_code == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_words_and_nothing_else(page: Client, territory: Perimeter, name: str) -> None:
    Perimeter.objects.filter(pk=territory.pk).update(name={"fr": name})
    factories.PlaceFactory(
        perimeter=territory, rank=1, kind="town", name=name[:60], position=Point(7.8, 44.4, srid=4326)
    )
    response = asked(page, "?lang=fr&size=phone")
    root = ElementTree.fromstring(response.content)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "path", "circle", "text",
    }  # fmt: skip
    shown = (root.findtext(f"{SVG}title") or "").removesuffix("…")
    assert name.replace("\u202e", "").startswith(shown)
    assert asked(page, "?lang=fr", ending="png").status_code == 200


@pytest.mark.parametrize("size", sorted(SIZES))
def test_all_of_a_long_attribution_is_there(page: Client, territory: Perimeter, size: str) -> None:
    owed = [f"© Owner{number} of the ground" for number in range(10)]
    territory.layers.update(attribution=" · ".join(owed))
    svg = asked(page, f"?size={size}").content
    shown = " ".join(texts(svg))
    assert all(words in shown for words in owed)
    lines = [each for each in ElementTree.fromstring(svg).iter(f"{SVG}text") if "Owner" in (each.text or "")]
    assert all(float(line.get("y", "0")) < SIZES[size].height for line in lines)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?size=huge", "invalid_parameter"),
        ("?size=", "invalid_parameter"),
        ("?size=card&size=wide", "invalid_parameter"),
        ("?scheme=blue", "invalid_parameter"),
        ("?kind=idea", "unknown_parameter"),
    ],
)
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_what_cannot_be_asked_is_refused(
    page: Client, territory: Perimeter, query: str, code: str, ending: str
) -> None:
    response = asked(page, query, ending)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_territory_that_is_not_there_or_not_public(page: Client, perimeter: Perimeter, ending: str) -> None:
    factories.PerimeterFactory(slug="draft")
    for slug in ("nowhere", "draft"):
        response = page.get(f"/tiles/{slug}/poster.{ending}")
        style = page.get(f"/tiles/{slug}/style.json")
        assert (response.status_code, response.json()["code"]) == (404, style.json()["code"])


def test_letters_are_in_the_png_without_any_font_of_the_machine(territory: Perimeter) -> None:
    """The title is drawn by the font that comes with the program: without its words the picture is another one."""
    Perimeter.objects.filter(pk=territory.pk).update(name={"fr": "Vallée"})
    territory.refresh_from_db()
    svg = poster(territory, size="card", scheme="light", language="fr")
    titled = Image.open(io.BytesIO(png(svg))).convert("L").crop((20, 30, 370, 75))
    empty = Image.open(io.BytesIO(png(svg.replace(">Vallée</text>", "></text>")))).convert("L").crop((20, 30, 370, 75))
    dark = [sum(image.histogram()[:80]) for image in (titled, empty)]
    assert dark[0] > 300 > dark[1] == 0


def test_marks_that_would_cover_each_other_are_one_ring() -> None:
    spots = [(100.0, 100.0), (110.0, 100.0), (400.0, 300.0)]
    features = [_pin(*spot) for spot in spots]
    found = marks(features, []).rings
    assert sorted(mark.n for mark in found) == [1, 2]
    assert joined(found) == found


def test_the_territory_fills_its_part_of_the_picture() -> None:
    for size in SIZES.values():
        frame = fitted(size, (7.0, 43.5, 8.0, 44.5))
        tiles = list(frame.tiles())
        assert 1 <= len(tiles) <= 12
        assert frame.pixels >= 512
    far = fitted(SIZES["card"], (-180.0, -85.0, 180.0, 85.0))
    assert [tile.z for tile in far.tiles()] == [0]
    near = fitted(SIZES["card"], (7.0, 44.0, 7.00001, 44.00001))
    assert 1 <= len(list(near.tiles())) <= 4


def test_rings_and_numbers() -> None:
    assert spans({"idea": 1, "report": 0, "proposal": 0}) == {"idea": (0.0, 360.0)}
    small = spans({"idea": 1000, "report": 1, "proposal": 1})
    assert small["report"][1] - small["report"][0] == pytest.approx(20)
    assert small["proposal"][1] == pytest.approx(360)
    assert [short(n, "fr") for n in (7, 999, 1234, 45678)] == ["7", "999", "1,2\u00a0k", "45\u00a0k"]
    assert short(1234, "en") == "1.2\u00a0k"
    assert width_of("東京", 10) > width_of("ab", 10)


def test_nothing_is_laid_over_what_is_there() -> None:
    room = Room(Box(0, 0, 100, 100))
    assert room.first_free([around(50, 50, 10, 10)]) is not None
    assert room.first_free([around(55, 55, 10, 10), around(95, 95, 10, 10), around(20, 20, 5, 5)]) == around(
        20, 20, 5, 5
    )
    assert room.first_free([around(50, 50, 60, 10)]) is None


def _pin(x: float, y: float) -> Any:

    return Feature({"kind": "idea", "state": "received", "theme": "health"}, Spot(x, y))
