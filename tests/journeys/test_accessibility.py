"""axe-core finds nothing serious, whatever is open; and what axe cannot see."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from perimeter_data.models import Perimeter
from tests.journeys.test_placing import go_to
from tests.journeys.visitor import Visitor, focused

Visit = Callable[..., Visitor]
AXE = Path(settings.BASE_DIR) / "frontend_embed" / "node_modules" / "axe-core" / "axe.min.js"
# Structure changes with the size, contrast with the scheme.
SIGHTS = [
    pytest.param(320, 640, "light", id="320"),
    pytest.param(360, 740, "dark", id="phone"),
    pytest.param(1440, 900, "light", id="desk"),
    pytest.param(1440, 900, "dark", id="desk-dark"),
]


def serious(page: Page) -> list[str]:
    """Return what axe calls serious or critical, as `rule: where`."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations', 'passes']})")
    inside = [node["target"] for rule in found["passes"] if rule["id"] == "button-name" for node in rule["nodes"]]
    assert any(isinstance(target[0], list) for target in inside), "axe did not look inside the component"
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def headings(page: Page) -> list[str]:
    """Return what is wrong with the headings that can be reached: one says whose page it is, none is jumped over."""
    found = page.get_by_role("heading").evaluate_all(
        """(all) => all.filter((one) => !one.closest('[inert]'))
          .map((one) => [Number(one.tagName[1]), one.textContent.trim()])"""
    )
    levels = [level for level, _text in found]
    wrong = [f"{levels.count(1)} of the first level: {found}"] if levels.count(1) != 1 else []
    jumps = [found[at + 1] for at in range(len(levels) - 1) if levels[at + 1] > levels[at] + 1]
    return wrong + [f"jumps to {one}" for one in jumps]


@pytest.mark.parametrize(("width", "height", "scheme"), SIGHTS)
def test_nothing_serious(territory: Perimeter, visit: Visit, width: int, height: int, scheme: str) -> None:
    visitor = visit(width, height, color_scheme=scheme)
    page = visitor.open()
    if width > 340:
        visitor.see_map()
    assert serious(page) == [] == headings(page)
    visitor.row().first.get_by_role("link").click()
    expect(page.get_by_test_id("ref")).to_be_visible()
    assert serious(page) == [] == headings(page)
    page.keyboard.press("Escape")
    page.get_by_role("combobox").first.fill("airo")
    expect(page.get_by_role("option").first).to_be_visible()
    assert serious(page) == [] == headings(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 8.05")
    expect(page.get_by_test_id("outside")).to_be_visible()
    assert serious(page) == [] == headings(page)
    go_to_again(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    visitor.button("Continuer").click()
    expect(page.get_by_text("Choisissez d’abord")).to_be_visible()
    assert serious(page) == [] == headings(page)
    page.get_by_role("radio", name="Une idée").check()
    visitor.button("Continuer").click()
    expect(page.get_by_text("Choisissez ce que ça touche")).to_be_visible()
    assert serious(page) == [] == headings(page)
    page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").click()
    visitor.button("Envoyer").click()
    expect(page.get_by_text("Quelques mots suffisent")).to_be_visible()
    assert serious(page) == [] == headings(page)
    page.get_by_label("Votre idée").fill("Accessible")
    visitor.button("Envoyer").click()
    expect(page.get_by_test_id("sent-ref")).to_be_visible()
    assert serious(page) == [] == headings(page)


def go_to_again(visitor: Visitor, typed: str) -> None:
    """The field is open already."""
    visitor.page.get_by_label("Latitude, longitude").fill(typed)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_test_id("outside")).to_have_count(0)


def test_the_layers_and_the_legend(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    visitor.button("Couches et légende").click()
    expect(page.get_by_role("heading", name="Couches et légende")).to_be_focused()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(visitor.button("Couches et légende")).to_be_focused()


def test_nothing_is_wider_than_320_px(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(320, 640)
    page = visitor.open()
    wide = """() => {
      const root = document.querySelector('agorama-map').shadowRoot.querySelector('.app');
      return [document.documentElement.scrollWidth, root.scrollWidth];
    }"""
    assert page.evaluate(wide) == [320, 320]
    visitor.button("Carte").click()
    visitor.see_map()
    expect(page.locator("agorama-map canvas")).to_be_visible()
    visitor.button("Liste").click()
    page.get_by_test_id("add").click()
    assert page.evaluate(wide) == [320, 320]


def test_tab_goes_through_and_leaves(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    seen: list[str] = []
    for _step in range(80):
        page.keyboard.press("Tab")
        at = focused(page)
        if at["tag"] in {"BODY", "HTML"}:
            break
        seen.append(at["testid"] or at["id"] or at["cls"] or at["tag"])
    else:
        raise AssertionError(f"Tab never left the page: {seen[-5:]}")
    order = [seen.index("skip"), seen.index("chip"), seen.index("row-main"), seen.index("add")]
    assert order == sorted(order)
    assert any("maplibregl-canvas" in one for one in seen)


def test_reduced_motion_jumps(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open()
    visitor.see_map()
    page.evaluate(
        """() => {
          const view = document.querySelector('agorama-map').shadowRoot.querySelector('agorama-map-view');
          const {map} = view.engine;
          window.between = new Set();
          map.on('zoom', () => window.between.add(map.getZoom()));
        }"""
    )
    visitor.row().first.get_by_role("link").click()
    page.wait_for_function("() => window.between.size > 0")
    page.wait_for_timeout(400)  # longer than any flight
    assert page.evaluate("() => window.between.size") == 1
