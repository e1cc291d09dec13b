"""Finding, reading, filtering, voting."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, expect

from participation.models import Contribution, Proposal, Vote
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.visitor import PINS, Visitor, asked_for

Visit = Callable[..., Visitor]
VIEW = """() => {
  const view = document.querySelector('agorama-map').shadowRoot.querySelector('agorama-map-view').engine.view();
  return [...view.center, view.zoom].map((number) => Number(number.toFixed(3)));
}"""


def test_support_and_withdraw_in_the_list(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(360, 740)
    visitor.open()
    support = visitor.row(idea.ref).get_by_role("button")
    expect(support).to_have_attribute("aria-pressed", "false")
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    expect(support).to_contain_text("1")
    expect(visitor.status()).to_contain_text("1 soutien")
    assert Vote.objects.filter(contribution=idea, choice="for").count() == 1
    support.click()
    expect(support).to_have_attribute("aria-pressed", "false")
    assert Vote.objects.filter(contribution=idea).count() == 0


@pytest.mark.parametrize(("width", "height"), [(360, 740), (768, 1024), (1440, 900)])
def test_vote_on_a_project(territory: Perimeter, visit: Visit, width: int, height: int) -> None:
    project = Proposal.objects.get()
    visitor = visit(width, height)
    page = visitor.open()
    visitor.row(project.ref).get_by_role("link").click()
    expect(page.get_by_role("heading", name="A shuttle (fr)")).to_be_focused()
    opinion = page.get_by_role("group", name="Votre vote")
    opinion.get_by_role("button", name="Pour").click()
    expect(opinion.get_by_role("button", name="Pour, c’est noté")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("votes")).to_contain_text("1 pour")
    opinion.get_by_role("button", name="Contre").click()
    expect(opinion.get_by_role("button", name="Contre, c’est noté")).to_be_visible()
    assert list(Vote.objects.filter(proposal=project).values_list("choice", flat=True)) == ["against"]
    opinion.get_by_role("button", name="Contre, c’est noté").click()
    expect(visitor.status()).to_contain_text("retiré")
    assert not Vote.objects.filter(proposal=project).exists()
    page.keyboard.press("Escape")
    expect(visitor.row(project.ref).get_by_role("link")).to_be_focused()


def test_the_vote_is_still_mine_after_a_reload(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit()
    visitor.open()
    visitor.row(idea.ref).get_by_role("button").click()
    expect(visitor.row(idea.ref).get_by_role("button")).to_have_attribute("aria-pressed", "true")
    visitor.open()
    expect(visitor.row(idea.ref).get_by_role("button")).to_have_attribute("aria-pressed", "true")


def test_one_filter_for_list_and_map(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.see_map()
    visitor.button("health (fr)").click()
    expect(visitor.row()).to_have_count(1)
    expect(visitor.row()).to_contain_text("Una fontana")
    visitor.see_map()
    fountain = Contribution.objects.get(title="Una fontana")
    visitor.page.wait_for_function(f"() => JSON.stringify(({PINS})()) === '[{fountain.pk}]'")
    assert any("theme=health" in request for request in asked_for(visitor, ".mvt"))
    assert "theme=health" in visitor.page.url
    visitor.button("Tout montrer").click()
    expect(visitor.row()).to_have_count(3)


def test_a_deep_link_opens_one_and_back_closes_it(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit()
    page = visitor.open(f"/p/valley/?lang=fr&ref={idea.ref}")
    expect(page.get_by_role("heading", name="Un banc à l’ombre")).to_be_visible()
    expect(page.get_by_test_id("ref")).to_have_text(idea.ref)
    visitor.button("Fermer").click()
    expect(page.get_by_test_id("ref")).to_have_count(0)
    assert "ref=" not in page.url
    page.go_back()
    expect(page.get_by_test_id("ref")).to_have_text(idea.ref)


def test_the_search_finds_places_numbers_and_words(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    search = page.get_by_role("combobox").first
    search.fill("airo")
    expect(page.get_by_role("option", name="Airole", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", "search-options-0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Autour d’Airole")).to_be_visible()
    search.fill(idea.ref.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ref")).to_have_text(idea.ref)
    visitor.button("Fermer").click()
    search.fill("TST-9999")
    page.keyboard.press("Enter")
    expect(visitor.status()).to_contain_text("TST-9999")


def test_more_of_a_long_list(territory: Perimeter, visit: Visit) -> None:
    for number in range(30):
        factories.contribution(territory, title=f"Idée {number}")
    visitor = visit()
    visitor.open()
    more = visitor.button("Voir l", exact=False)
    while (before := visitor.row().count()) < 33:
        more.click()
        expect(visitor.row().nth(before)).to_be_attached()
    expect(more).to_have_count(0)
    beside = visitor.page.locator("agorama-map .scroll")
    beside.evaluate("list => list.scrollTo(0, 1000)")
    visitor.button("Projets").click()
    expect(visitor.row()).to_have_count(1)
    assert beside.evaluate("list => list.scrollTop") == 0


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1440, 900)])
def test_whoever_closes_what_was_read_is_where_they_were(
    territory: Perimeter, visit: Visit, width: int, height: int
) -> None:
    for number in range(30):
        factories.contribution(territory, title=f"Idée {number}")
    visitor = visit(width, height)
    page = visitor.open("/p/valley/?lang=fr#map=10/44.05/7.35")
    visitor.see_map()
    page.wait_for_timeout(600)  # the list has followed the map
    visitor.button("Voir les", exact=False).click()
    expect(visitor.row().nth(20)).to_be_attached()
    page.wait_for_timeout(300)
    last, shown = visitor.row().nth(20), page.evaluate(VIEW)
    asked = len(asked_for(visitor, "/contributions/?"))
    last.get_by_role("link").click()
    expect(page.get_by_test_id("ref")).to_be_visible()
    page.wait_for_function(f"() => ({VIEW})()[2] >= 14")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("ref")).to_have_count(0)
    expect(last.get_by_role("link")).to_be_focused()
    page.wait_for_function(f"shown => JSON.stringify(({VIEW})()) === JSON.stringify(shown)", arg=shown)
    page.wait_for_timeout(600)  # a list that followed the map would have asked by now
    assert len(asked_for(visitor, "/contributions/?")) == asked
    expect(last.get_by_role("link")).to_be_in_viewport()


def test_all_of_the_territory_again_lists_all_of_it(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/p/valley/?lang=fr#map=13/44.2/7.4")
    visitor.see_map()
    expect(visitor.row()).to_have_count(1)
    canvas = page.locator("agorama-map canvas").first
    canvas.hover()
    for _turn in range(8):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(150)
    expect(visitor.row()).to_have_count(3)


def test_the_first_chunk_comes_before_the_map(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.see_map()
    first_list = next(i for i, request in enumerate(visitor.requests) if "/contributions/" in request)
    first_map = next(i for i, request in enumerate(visitor.requests) if "maplibre" in request)
    assert first_list < first_map


def test_the_sheet_is_dragged_and_pressed(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    page = visitor.open()
    sheet = page.locator("section.sheet")
    head = page.get_by_role("heading", name="À voir sur la carte")

    def at_rest() -> FloatRect:
        """Where the heading stands once the sheet has stopped gliding: it is taken hold of there."""
        box = None
        for _ in range(50):
            before, box = box, head.bounding_box()
            if box and box == before:
                return box
            page.wait_for_timeout(100)
        raise AssertionError("the sheet never comes to rest")

    def drag(dy: int) -> None:
        box = at_rest()
        x, y = box["x"] + 20, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + dy, steps=20)
        page.wait_for_timeout(600)  # slowly: no flick
        page.mouse.up()

    expect(sheet).to_have_attribute("data-sheet", "half")
    drag(-280)
    expect(sheet).to_have_attribute("data-sheet", "full")
    visitor.button("Réduire la liste").click()
    expect(sheet).to_have_attribute("data-sheet", "half")
    drag(300)
    expect(sheet).to_have_attribute("data-sheet", "closed")
    expect(page.get_by_test_id("counts")).to_be_visible()
    visitor.button("Agrandir la liste").press("Enter")
    expect(sheet).to_have_attribute("data-sheet", "full")


def test_without_a_style_the_list_works_alone(territory: Perimeter, visit: Visit) -> None:
    idea = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(360, 740)
    visitor.may_see("503")
    visitor.page.route("**/style.json?**", lambda route: route.fulfill(status=503, body="{}"))
    page = visitor.open()
    expect(page.get_by_text("La carte ne peut pas s’afficher ici").first).to_be_visible()
    visitor.row(idea.ref).get_by_role("link").click()
    expect(page.get_by_test_id("ref")).to_have_text(idea.ref)


def test_a_server_out_of_reach_is_said_and_tried_again(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 480)  # the list below the sentence is longer than the window
    visitor.may_see("ERR_FAILED")
    visitor.page.route("**/api/v1/**", lambda route: route.abort())
    page = visitor.page
    page.goto(visitor.server + "/p/valley/?lang=fr")
    expect(page.get_by_role("alert")).to_contain_text("La carte ne répond pas")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    page.unroute("**/api/v1/**")
    visitor.button("Réessayer").click()
    expect(visitor.row()).to_have_count(3)


def test_words_are_sought_everywhere_and_said(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(320, 740)
    page = visitor.open("/p/valley/?lang=fr#map=14/44.0/7.25")
    expect(visitor.row()).to_have_count(1)  # of there at once, before there is a map
    assert not [one for one in asked_for(visitor, "/contributions/?") if "bbox" not in one]
    search = page.get_by_role("combobox").first
    search.fill("fontana")
    page.keyboard.press("Enter")
    expect(visitor.row()).to_have_count(1)
    expect(visitor.row()).to_contain_text("Una fontana")
    said = visitor.button("« fontana » : tout montrer")
    assert said.bounding_box()["width"] > 150
    said.click()
    expect(visitor.row()).to_have_count(3)
    visitor.button("Carte").click()
    page.get_by_test_id("add").click()  # also where the list is not
    visitor.button("Chercher").click()
    page.get_by_role("combobox").last.fill("zzz")
    expect(page.get_by_test_id("no-place")).to_contain_text("Aucun lieu")
