"""Weak phones and networks: the picture before the map, WebGL lost, a network cut when it matters, none at all."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests.journeys.test_placing import go_to, say, thanked
from tests.journeys.visitor import Visitor, asked_for

Visit = Callable[..., Visitor]
PHONE: dict[str, Any] = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
SAVING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, effectiveType: '4g'}})"
LOSE_WEBGL = """() => {
  const canvas = document.querySelector('agorama-map').shadowRoot.querySelector('.maplibregl-canvas');
  canvas.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext();
}"""
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(sum), 300);
})"""


def shot(visitor: Visitor, name: str) -> None:
    visitor.page.screenshot(path=f"/tmp/w/weak-{name}.png")


def test_the_picture_stands_until_a_touch_and_takes_over_when_webgl_is_lost(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)
    page = visitor.open()
    expect(page.get_by_role("img", name="Carte : ")).to_be_visible()
    assert page.evaluate(SHIFT) < 0.1
    assert not asked_for(visitor, "maplibre")
    assert not asked_for(visitor, "composer")
    page.get_by_test_id("wake-map").tap()
    visitor.see_map()
    assert visitor.pins()
    page.evaluate(LOSE_WEBGL)
    expect(visitor.status()).to_contain_text("La carte s’est arrêtée")
    expect(page.get_by_text("La liste contient tout").first).to_be_visible()
    shot(visitor, "lost")
    visitor.button("Réessayer la carte").first.tap()
    visitor.see_map()
    assert visitor.pins()


def test_who_saves_data_places_a_pin_without_the_map(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)
    visitor.page.add_init_script(SAVING)
    page = visitor.open()
    page.get_by_test_id("add").tap()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    say(visitor, "Sans la carte")
    thanked(page)
    assert not asked_for(visitor, "maplibre")
    assert not asked_for(visitor, ".mvt")


def test_cut_after_send_makes_one_pin(territory: Perimeter, visit: Visit) -> None:
    """The server has it, its answer is lost, and the page is reloaded in between: still one."""
    visitor = visit(**PHONE)
    visitor.may_see("ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION")
    visitor.page.add_init_script(SAVING)
    page = visitor.open()

    def swallow(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route("**/perimeters/valley/contributions/**", swallow)
    page.get_by_test_id("add").tap()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    say(visitor, "Envoyé dans le tunnel", "Il pleut.")
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    assert Contribution.objects.filter(title="Envoyé dans le tunnel").count() == 1
    shot(visitor, "waiting")
    page.unroute("**/perimeters/valley/contributions/**")
    page.reload()
    page.get_by_test_id("add").tap()
    visitor.button("Envoyer").click()
    ref = thanked(page)
    assert Contribution.objects.get(title="Envoyé dans le tunnel").ref == ref


@pytest.mark.xfail(reason="the reload without a network is not reliable yet", strict=False)
def test_without_a_network_the_page_shows_what_was_loaded(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)
    visitor.may_see("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = visitor.open()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function(
        """async () => {
          const cache = await caches.open((await caches.keys())[0]);
          const urls = (await cache.keys()).map(({url}) => new URL(url).pathname);
          const api = '/api/v1/perimeters/valley/';
          return ['/p/valley/', api, `${api}proposals/`, `${api}contributions/`].every((one) => urls.includes(one))
            && urls.filter((one) => one.startsWith('/static/embed/')).length >= 5;
        }"""
    )
    visitor.context.set_offline(True)
    expect(page.get_by_test_id("away")).to_contain_text("Pas de réseau")
    page.reload()
    expect(visitor.row().first).to_be_visible()
    expect(page.get_by_test_id("away")).to_contain_text("Voici ce qui était là")
    shot(visitor, "offline")
    visitor.context.set_offline(False)
    expect(page.get_by_test_id("away")).to_be_empty()

    answer = page.request.get(f"{visitor.server}/p/valley/worker.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert "worker-allowed" not in str(answer.headers)
    assert page.request.get(f"{visitor.server}/embed/valley/").text().count("agorama-offline") == 0


@pytest.mark.parametrize("path", ["/p/nowhere/worker.js"])
def test_no_worker_where_nothing_is_public(territory: Perimeter, client: Any, path: str) -> None:
    assert client.get(path).status_code == 404
