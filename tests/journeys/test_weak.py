"""Weak phones and networks: the picture before the map, WebGL lost, a network cut when it matters, none at all."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from participation.models import Contribution, Phase
from perimeter_data.models import Perimeter
from tests.journeys.test_placing import go_to, say, thanked
from tests.journeys.visitor import Visitor, asked_for, picture

Visit = Callable[..., Visitor]
PHONE: dict[str, Any] = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
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
# A loop of its own: wait_for_function takes the promise of an async condition for its answer.
UNTIL_KEPT = """async () => {
  const api = '/api/v1/perimeters/valley/';
  const needed = ['/p/valley/', api, `${api}proposals/`, `${api}contributions/`, '/tiles/valley/poster.svg'];
  const loaded = performance.getEntriesByType('resource').map(({name}) => name);
  const files = loaded.filter((name) => name.includes('/static/'));
  const begun = performance.now();
  for (;;) {
    const urls = [];
    for (const name of await caches.keys())
      urls.push(...(await (await caches.open(name)).keys()).map(({url}) => url));
    const paths = urls.map((url) => new URL(url).pathname);
    const lists = urls.filter((url) => url.includes(`${api}contributions/`));
    if (needed.every((one) => paths.includes(one)) && files.every((one) => urls.includes(one)) && lists.length === 2)
      return;
    if (performance.now() - begun > 30000) throw new Error(`kept are only ${paths.join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""


def test_the_picture_stands_until_a_touch_and_takes_over_when_webgl_is_lost(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)
    page = visitor.open()
    brought = page.locator("agorama-map > .ahead img")
    expect(brought).to_be_visible()
    expect(page.get_by_role("img", name="Carte : ")).to_have_count(1)
    assert page.evaluate(SHIFT) < 0.1
    assert not asked_for(visitor, "maplibre")
    assert not asked_for(visitor, "composer")
    page.get_by_test_id("wake-map").tap()
    visitor.see_map()
    expect(brought).not_to_be_visible()
    assert visitor.pins()
    page.evaluate(LOSE_WEBGL)
    expect(visitor.status()).to_contain_text("La carte s’est arrêtée")
    expect(page.get_by_text("La liste contient tout").first).to_be_visible()
    picture(page, "weak-lost")
    visitor.button("Réessayer la carte").first.tap()
    visitor.see_map()
    assert visitor.pins()


def test_who_saves_data_places_a_pin_without_the_map(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE, saving=True)
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
    visitor = visit(**PHONE, saving=True)
    visitor.may_see("ERR_FAILED", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION")
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
    say(visitor, "Envoyé dans le tunnel. Il pleut.")
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    assert Contribution.objects.filter(title="Envoyé dans le tunnel").count() == 1
    picture(page, "weak-waiting")
    page.unroute("**/perimeters/valley/contributions/**")
    page.reload()
    page.get_by_test_id("add").tap()
    visitor.button("Envoyer").click()
    ref = thanked(page)
    assert Contribution.objects.get(title="Envoyé dans le tunnel").ref == ref


def test_where_the_device_says_nothing_or_something_wrong(territory: Perimeter, visit: Visit) -> None:
    """Denied, off by kilometres, outside the territory: each is said at once, and none ends the visit."""
    visitor = visit(**PHONE, saving=True)
    context = visitor.context
    context.grant_permissions([])
    page = visitor.open()
    page.get_by_test_id("add").tap()
    visitor.button("Ma position").tap()
    expect(page.get_by_role("alert")).to_contain_text("ne donne pas sa position")
    picture(page, "weak-gps-denied")
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 46.5, "longitude": 7.3, "accuracy": 20})
    visitor.button("Ma position").tap()
    expect(page.get_by_test_id("outside")).to_contain_text("hors du territoire")
    picture(page, "weak-gps-outside")
    visitor.button("Y aller").tap()
    expect(page.get_by_test_id("outside")).to_have_count(0)
    context.set_geolocation({"latitude": 44.2, "longitude": 7.3, "accuracy": 4000})
    visitor.button("Ma position").tap()
    expect(page.get_by_test_id("rough")).to_contain_text("à 4 km près")
    expect(visitor.button("Oui, c’est bien ici")).to_be_visible()
    picture(page, "weak-gps-rough")
    go_to(visitor, "44.0, 7.3")
    expect(page.get_by_test_id("rough")).to_have_count(0)
    visitor.button("C’est ici").tap()
    say(visitor, "Là où je voulais")
    thanked(page)
    made = Contribution.objects.get(title="Là où je voulais")
    assert (made.position.x, made.position.y, made.position_source) == (7.3, 44.0, "coordinates")


def test_a_draft_outlives_its_phase(territory: Perimeter, visit: Visit) -> None:
    """The phase ends while somebody writes: a kind sentence, the words stay, and go out once it is open again."""
    visitor = visit(**PHONE, saving=True)
    visitor.may_see("409")
    page = visitor.open()
    page.get_by_test_id("add").tap()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").tap()
    phase = Phase.objects.filter(consultation__perimeter=territory)
    phase.update(ends_at=timezone.now() - timedelta(minutes=1))
    say(visitor, "Écrit trop tard. Mais bien écrit.")
    expect(page.get_by_test_id("refusal")).to_be_visible()
    expect(page.get_by_test_id("copy-draft")).to_be_visible()
    expect(page.get_by_label("Votre idée")).to_have_value("Écrit trop tard. Mais bien écrit.")
    picture(page, "weak-late-refused")
    page.reload()
    stranded = page.get_by_test_id("stranded")
    expect(stranded).to_contain_text("Votre texte d’avant est toujours là")
    expect(stranded).to_contain_text("Mais bien écrit.")
    expect(page.get_by_test_id("add")).to_contain_text("Signaler un problème")
    picture(page, "weak-late-stranded")
    territory.permanent_reports = False
    territory.save()
    page.reload()
    expect(stranded).to_contain_text("Mais bien écrit.")
    expect(page.get_by_test_id("add")).to_have_count(0)
    phase.update(ends_at=timezone.now() + timedelta(days=1))
    page.reload()
    page.get_by_test_id("add").tap()
    visitor.button("C’est ici").tap()
    visitor.button("Continuer").tap()
    expect(page.get_by_label("Votre idée")).to_have_value("Écrit trop tard. Mais bien écrit.")
    visitor.button("Envoyer").tap()
    thanked(page)
    assert Contribution.objects.filter(title="Écrit trop tard", text="Mais bien écrit.").count() == 1


def test_without_a_network_the_page_shows_what_was_loaded(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)
    visitor.may_see("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    page = visitor.open()
    page.evaluate(UNTIL_KEPT)
    visitor.context.set_offline(True)
    expect(page.get_by_test_id("away")).to_contain_text("Pas de réseau")
    page.reload()
    expect(visitor.row().first).to_be_visible()
    expect(page.get_by_test_id("away")).to_contain_text("Voici ce qui était là")
    picture(page, "weak-offline")
    visitor.context.set_offline(False)
    expect(page.get_by_test_id("away")).to_be_empty()

    answer = page.request.get(f"{visitor.server}/p/valley/worker.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert "worker-allowed" not in str(answer.headers)
    assert page.request.get(f"{visitor.server}/embed/valley/").text().count("agorama-offline") == 0


def test_what_was_on_its_way_when_the_worker_came_is_kept_too(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(**PHONE)

    def late(route: Route) -> None:
        time.sleep(3)
        route.continue_()

    visitor.page.route("**/poster.svg*", late)
    visitor.open().evaluate(UNTIL_KEPT)


@pytest.mark.parametrize("path", ["/p/nowhere/worker.js"])
def test_no_worker_where_nothing_is_public(territory: Perimeter, client: Any, path: str) -> None:
    assert client.get(path).status_code == 404
