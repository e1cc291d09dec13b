"""From the list to one's own page, by one kind of hand alone: a finger, a keyboard with or without the map."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests.journeys.visitor import Visitor, focused, words

Visit = Callable[..., Visitor]
PHONE: dict[str, Any] = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
TITLE = {"fr": "La fontaine ne coule plus", "it": "La fontana non getta più"}


def named(text: str) -> re.Pattern[str]:
    """Return what finds a text whatever spaces stand before its signs."""
    return re.compile("^" + re.escape(text).replace(r"\ ", r"\s"))


def swipe(page: Page, dx: int, dy: int) -> None:
    """Drag the map with a finger."""
    box = page.locator("agorama-map canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at, "y": to} for at, to in points]})

    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x + dx * step / 8, y + dy * step / 8))
        page.wait_for_timeout(30)
    touch("touchEnd")


def thanked(page: Page, lang: str) -> Contribution:
    expect(page.get_by_role("heading", name=named(words(lang)["sent.title"]))).to_be_focused()
    return Contribution.objects.get(ref=page.get_by_test_id("sent-ref").inner_text())


@contextmanager
def own_page(page: Page, open_it: Callable[[], None]) -> Iterator[Page]:
    """Follow the link that the thanks hand over."""
    with page.expect_popup() as opened:
        open_it()
    yield opened.value
    opened.value.close()


@pytest.mark.parametrize("lang", ["fr", "it"])
def test_by_touch_alone(territory: Perimeter, visit: Visit, lang: str) -> None:
    visitor, says = visit(**PHONE), words(lang)
    page = visitor.open(f"/p/valley/?lang={lang}")
    page.get_by_test_id("wake-map").tap()
    visitor.see_map()
    page.get_by_test_id("add").tap()
    expect(page.get_by_role("heading", name=named(says["where.title"]))).to_be_visible()
    visitor.button(says["where.closer"]).tap()
    expect(visitor.button(says["where.here"])).to_be_visible()
    visitor.see_map()
    before = page.get_by_test_id("where").inner_text()
    swipe(page, 60, 40)
    expect(page.get_by_test_id("where")).not_to_have_text(before)
    expect(page.get_by_test_id("where")).to_contain_text("km")
    visitor.see_map()
    visitor.button(says["where.here"]).tap()
    page.get_by_role("radio", name=named(says["what.report"])).tap()
    page.get_by_role("radio", name="economy").tap()
    visitor.button(says["what.continue"]).tap()
    page.get_by_label(says["say.more.report"]).tap()
    page.keyboard.type(TITLE[lang])
    visitor.button(says["say.send"]).tap()
    made = thanked(page, lang)
    assert (made.kind, made.title, made.language, made.position_source) == ("report", TITLE[lang], lang, "map")
    with own_page(page, lambda: page.get_by_role("link", name=says["sent.follow"]).tap()) as own:
        expect(own.get_by_role("heading", level=1)).to_be_visible()
        expect(own.get_by_role("main")).to_contain_text(TITLE[lang])
        expect(own.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(("lang", "with_map"), [("fr", True), ("it", False)])
def test_by_keyboard_alone(
    territory: Perimeter, visit: Visit, chromium_without_webgl: Browser, lang: str, with_map: bool
) -> None:
    visitor = visit(**({} if with_map else {"browser": chromium_without_webgl}))
    says = words(lang)
    page = visitor.open(f"/p/valley/?lang={lang}")
    if with_map:
        visitor.see_map()
    else:
        expect(page.get_by_text(says["map.failed"]).first).to_be_attached()

    def tab_to(reached: Callable[[dict[str, str]], bool]) -> None:
        for _step in range(60):
            page.keyboard.press("Tab")
            if reached(focused(page)):
                return
        raise AssertionError(f"not reached by Tab; now at {focused(page)}")

    tab_to(lambda at: at["text"] == says["app.skip"])
    page.keyboard.press("Enter")
    tab_to(lambda at: at["testid"] == "add")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=named(says["where.title"]))).to_be_focused()
    if with_map:
        tab_to(lambda at: at["text"] == says["where.closer"])
        page.keyboard.press("Enter")
        expect(visitor.button(says["where.here"])).to_be_visible()
        visitor.see_map()
        tab_to(lambda at: at["tag"] == "CANVAS")
        before = page.get_by_test_id("where").inner_text()
        for _press in range(12):
            page.keyboard.press("Shift+ArrowRight")
        expect(page.get_by_test_id("where")).not_to_have_text(before)
        expect(page.get_by_test_id("where")).to_contain_text("km")
        page.keyboard.press("Enter")
    else:
        tab_to(lambda at: at["text"] == says["where.coordinates"])
        page.keyboard.press("Enter")
        expect(page.get_by_label(says["where.coordinates.label"])).to_be_focused()
        page.keyboard.type("44,0 7,3")
        page.keyboard.press("Enter")
        expect(page.locator(".plate.inline")).to_contain_text("km")
        tab_to(lambda at: at["text"] == says["where.here"])
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=named(says["what.title"]))).to_be_focused()
    tab_to(lambda at: at["tag"] == "INPUT")  # the kinds: the arrow chooses
    page.keyboard.press("ArrowDown")
    tab_to(lambda at: at["tag"] == "INPUT")  # the themes
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=named(says["say.title"]))).to_be_focused()
    tab_to(lambda at: at["id"] == "say-text")
    page.keyboard.type(TITLE[lang])
    tab_to(lambda at: at["text"] == says["say.send"])
    page.keyboard.press("Enter")
    made = thanked(page, lang)
    source = "map" if with_map else "coordinates"
    assert (made.kind, made.title, made.language, made.position_source) == ("report", TITLE[lang], lang, source)
    tab_to(lambda at: at["text"] == says["sent.follow"])
    with own_page(page, lambda: page.keyboard.press("Enter")) as own:
        expect(own.get_by_role("main")).to_contain_text(TITLE[lang])
        expect(own.locator("html")).to_have_attribute("lang", lang)
