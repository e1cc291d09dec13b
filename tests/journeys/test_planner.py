"""The planner's page in a real browser: filtered, a part chosen by pointer and by keys, the numbers as SQL has them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import connection
from playwright.sync_api import Page, expect

from layers.models import Layer, LayerKind, PlanZone
from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_back_office import fits, serious, sign_in
from tests.journeys.visitor import Visitor, picture

Visit = Callable[..., Visitor]
PAGE = "/planner/valley/"
SEEN = "('received', 'done')"
IN_PLAN = f"""
SELECT count(*), coalesce(sum((SELECT count(*) FROM participation_vote v
                                WHERE v.contribution_id = c.id AND v.choice = 'for')), 0)::int
  FROM participation_contribution c JOIN layers_planzone z ON ST_Covers(z.geom, c.position)
 WHERE z.libelle = %(zone)s AND c.theme_id = %(theme)s AND c.state IN {SEEN}"""


@pytest.fixture
def plan(territory: Perimeter) -> Layer:
    """Two plan zones, and contributions of two themes and several states in and beside them."""
    layer = Layer.objects.create(
        perimeter=territory, slug="plu", name=factories.i18n("PLU"), kind=LayerKind.PLAN, visible=True
    )
    for libelle, kind, west, east in (("UA", "U", 7.2, 7.35), ("Nh", "N", 7.35, 7.55)):
        area = MultiPolygon(factories.square(west, 43.9, east, 44.1), srid=4326)
        PlanZone.objects.create(layer=layer, geom=area, libelle=libelle, typezone=kind)
    for index in range(24):
        theme = ("economy", "health")[index % 2]
        state = ("received", "received", "done", "hidden")[index % 4]
        position = Point(7.21 + index * 0.0137, 43.92 + (index % 6) * 0.03, srid=4326)
        made = factories.contribution(territory, position, theme=theme, state=state, title=f"Banc {index}")
        for _ in range(index % 3):
            factories.vote(made)
    return layer


def in_plan(perimeter: Perimeter, zone: str, theme: str) -> tuple[int, int]:
    """Return how many public contributions and votes for them lie in a plan zone."""
    with connection.cursor() as cursor:
        cursor.execute(IN_PLAN, {"zone": zone, "theme": perimeter.themes.get(slug=theme).pk})
        return tuple(cursor.fetchone())


def open_planner(visitor: Visitor, query: str = "") -> Page:
    page = sign_in(visitor, PAGE + query)
    expect(page.get_by_test_id("contributions")).to_be_visible()
    return page


def see(page: Page, contributions: int) -> None:
    """Wait for this number; the numbers of before are marked as being counted anew until then."""
    expect(page.get_by_test_id("contributions")).to_have_text(str(contributions))
    expect(page.locator(".answers")).to_have_attribute("aria-busy", "false")


def numbers(page: Page) -> dict[str, Any]:
    return {name: page.get_by_test_id(name).inner_text() for name in ("contributions", "supports", "answered")}


def test_a_plan_zone_is_chosen_by_keys_and_shared(territory: Perimeter, plan: Layer, visit: Visit) -> None:
    visitor = visit()
    page = open_planner(visitor)
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("button", name="economy (fr)").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="economy (fr)")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Zone du plan").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Chercher une zone").fill("nh")
    page.get_by_role("checkbox", name="Nh").focus()
    page.keyboard.press("Space")
    contributions, votes = in_plan(territory, "Nh", "economy")
    assert 0 < contributions < 12
    see(page, contributions)
    expect(page.get_by_test_id("supports")).to_have_text(str(votes))
    assert serious(visitor) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label("Chercher une zone")).to_have_count(0)

    seen, address = numbers(page), page.url
    assert "theme=economy" in address and "area=zones:layer:plu:" in address
    page.goto("about:blank")
    page.goto(address)
    see(page, contributions)
    assert numbers(page) == seen
    row = page.get_by_test_id("list").get_by_role("listitem").first
    expect(row.get_by_role("link").first).to_have_attribute("href", re.compile("^/admin/participation/"))


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (360, 740)])
def test_zones_in_colour_by_night_on_a_small_screen(
    territory: Perimeter, plan: Layer, visit: Visit, width: int, height: int
) -> None:
    visitor = visit(width, height, color_scheme="dark")
    page = open_planner(visitor, "?show=zones&by=communes&measure=km2")
    if width < 900:
        page.get_by_role("button", name="Couches et filtres").click()
    expect(page.get_by_role("list", name="Légende")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    page.get_by_label("Un mot du texte").fill("rien de tel")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rien avec ces filtres")).to_be_visible()
    assert serious(visitor) == [] and fits(page)


IN_EACH = f"""
SELECT z.libelle, count(*)
  FROM layers_planzone z JOIN participation_contribution c ON ST_Covers(z.geom, c.position)
 WHERE c.kind = 'report' AND c.state IN {SEEN} GROUP BY z.libelle ORDER BY 2 DESC, 1"""


def test_the_fullest_zones_are_those_of_what_is_asked(territory: Perimeter, plan: Layer, visit: Visit) -> None:
    for lon, lat in ((7.25, 44.0), (7.3, 44.0), (7.4, 44.0), (7.9, 44.3)):
        factories.contribution(territory, Point(lon, lat, srid=4326), kind="report", theme="economy")
    factories.proposal(territory, Point(7.4, 44.02, srid=4326))
    page = open_planner(visit(), "?by=layer:plu")
    table = page.get_by_test_id("by-zone")
    expect(table.get_by_role("columnheader", name="Proj.")).to_be_visible()
    page.get_by_role("button", name="Signalements").click()
    see(page, 4)
    expect(table.get_by_role("columnheader", name="Proj.")).to_have_count(0)
    with connection.cursor() as cursor:
        cursor.execute(IN_EACH)
        expected = cursor.fetchall()
    assert expected == [("UA", 2), ("Nh", 1)]
    rows = [row.split("\t")[:3] for row in table.locator("tbody tr").all_inner_texts()]
    assert rows == [["UA", "0", "2"], ["Nh", "0", "1"], ["hors zone", "0", "1"]]
    table.evaluate("(table) => table.scrollIntoView()")  # the page's head stays where it is
    assert page.locator("agorama-planner").evaluate("(planner) => planner.scrollTop") == 0
    # Of one zone it says which; where all lie in none it says so.
    table.get_by_role("button", name="Nh").click()
    see(page, 1)
    expect(page.get_by_test_id("chosen")).to_have_text("Nh")
    page.get_by_role("button", name="Effacer la sélection").click()
    for zone in PlanZone.objects.filter(layer=plan):
        Contribution.objects.filter(kind="report", position__coveredby=zone.geom).delete()
    page.reload()
    see(page, 1)
    expect(table).to_contain_text("Tout est hors de ces zones.")
    assert fits(page)


IN_SQUARE = f"""
SELECT count(*), count(*) FILTER (WHERE kind = 'idea')
  FROM participation_contribution
 WHERE state IN {SEEN} AND ST_Covers(ST_MakePolygon(ST_GeomFromText(%s, 4326)), position)"""
CORNERS = ((7.22, 43.95), (7.45, 43.95), (7.45, 44.05), (7.22, 44.05))
READY = "() => document.querySelector('agorama-planner').shadowRoot.querySelector('planner-map').engine?.map.loaded()"
WHERE = """(corners) => {
  const map = document.querySelector('agorama-planner').shadowRoot.querySelector('planner-map').engine.map;
  const box = map.getCanvas().getBoundingClientRect();
  return corners.map((at) => { const {x, y} = map.project(at); return [x + box.x, y + box.y]; });
}"""


def test_a_click_on_a_zone_tells_how_many_lie_in_it(territory: Perimeter, plan: Layer, visit: Visit) -> None:
    visitor = visit()
    page = open_planner(visitor, "?show=zones&by=communes&at=10/44.0/7.4")
    page.wait_for_function(READY)
    expect(page.get_by_role("list", name="Légende")).to_be_visible()
    ((x, y),) = page.evaluate(WHERE, [[7.48, 44.09]])
    page.mouse.click(x, y)
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT z.name->>'fr', count(*)
              FROM perimeter_data_zone z JOIN participation_contribution c ON ST_Covers(z.geom, c.position)
             WHERE ST_Covers(z.geom, 'SRID=4326;POINT(7.48 44.09)') AND c.state IN {SEEN} GROUP BY z.id""")
        ((name, contributions),) = cursor.fetchall()
    assert contributions > 1
    here = page.get_by_test_id("zone-here")
    expect(here).to_contain_text(name)
    expect(here).to_contain_text(f"{contributions} contributions")
    picture(page, "planner-zone-here")
    assert serious(visitor) == []


def test_a_polygon_is_drawn_and_counted_as_sql_counts(territory: Perimeter, plan: Layer, visit: Visit) -> None:
    visitor = visit()
    page = open_planner(visitor, "?at=9.6/44.0/7.33")
    page.wait_for_function(READY)
    page.get_by_role("button", name="Dessiner").click()
    expect(page.get_by_text("Cliquez les coins")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('agorama-planner').shadowRoot.querySelector('planner-map').pen"
    )
    spots = page.evaluate(WHERE, [list(corner) for corner in CORNERS])
    for x, y in [*spots, spots[0]]:
        page.mouse.move(x, y)
        page.mouse.click(x, y)
    page.wait_for_url("**area=shape:**")
    ring = readable(page.url)
    with connection.cursor() as cursor:
        cursor.execute(IN_SQUARE, [f"LINESTRING({', '.join(ring)})"])
        contributions, ideas = cursor.fetchone()
    assert 0 < contributions < 20
    see(page, contributions)
    assert ideas == contributions
    expect(page.get_by_test_id("area")).to_be_visible()
    assert serious(visitor) == []
    seen, address = numbers(page), page.url
    page.goto("about:blank")
    page.goto(address)
    see(page, contributions)
    assert numbers(page) == seen


def readable(address: str) -> list[str]:
    """Return the corners of the drawn area in an address, the first again at the end."""
    found = re.search(r"area=shape:([^&]+)", address)
    assert found
    corners = [corner.replace(",", " ") for corner in found[1].split(";")]
    return [*corners, corners[0]]
