"""The map in a town's own page, on another origin, where storage throws."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from participation.models import Contribution, Proposal, Vote
from perimeter_data.models import Perimeter
from tests.journeys.conftest import CHROMIUM
from tests.journeys.test_placing import go_to, thanked
from tests.journeys.visitor import Visitor, picture

Visit = Callable[..., Visitor]

TOWN = """<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Comune</title>
<style>html { font-size: 62.5% } * { --ink: red; letter-spacing: 9px !important; text-transform: uppercase !important }
button { background: red !important } h2 { color: red } div, section, button { display: none }
agorama-map { height: 640px; --agorama-accent: #00468c; --agorama-radius: 2px }</style></head>
<body><h1>Comune di Esempio</h1>
<agorama-map perimeter="valley" lang="it"></agorama-map>
<agorama-map perimeter="valley" lang="fr"></agorama-map>
<script type="module" src="SERVER/embed/agorama.js"></script></body></html>"""

THROWING_STORAGE = """for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}
window.told = [];
for (const name of ['agorama-ready', 'agorama-contribution-submitted', 'agorama-vote-cast']) {
  document.addEventListener(name, (event) => window.told.push([name, event.detail]));
}"""


LOOK = """(button) => { const look = getComputedStyle(button); return [look.backgroundColor, look.color,
  look.letterSpacing, look.textTransform, look.fontSize, look.borderTopLeftRadius]; }"""
STORAGE = "() => { try { return localStorage.length } catch (error) { return error.name } }"


# A phone's page: what comes before the map leaves half of it below the window.
NARROW = """<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Mairie</title>
<style>body { margin: 0 10px } header { height: 250px } agorama-map { height: 600px }</style>
<header>Mairie</header><agorama-map perimeter="valley" lang="fr"></agorama-map><footer>Mairie</footer>
<script type="module" src="SERVER/embed/agorama.js"></script></html>"""

HOST_PAGE = """<!doctype html><html lang="it"><title>Comune</title>
<script>window.heard = []; addEventListener('message', ({data}) => window.heard.push(data));</script>
<iframe title="Carta" src="SERVER/embed/valley/?lang=it&view=10/44/7.3&mode=contribute" SANDBOX
  width="360" height="740"></iframe></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *_parts: object) -> None:
        return


@pytest.fixture
def town(tmp_path: Path, live_server: LiveServer) -> Iterator[str]:
    """A page of the town, served from another origin."""
    (tmp_path / "index.html").write_text(TOWN.replace("SERVER", live_server.url), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_two_maps_on_another_origin_without_storage(territory: Perimeter, visit: Visit, town: str) -> None:
    visitor = visit(1100, 1500)
    visitor.own_hosts.add(town.removeprefix("http://"))
    visitor.may_see("favicon")
    visitor.page.add_init_script(THROWING_STORAGE)
    page = visitor.page
    page.goto(town)
    first, second = page.locator("agorama-map").first, page.locator("agorama-map").last
    expect(first.get_by_test_id("add")).to_contain_text("Un’idea, un problema?")
    expect(second.get_by_test_id("add")).to_contain_text("Une idée, un problème")
    visitor.see_map()
    # The town's styles stay outside, but for what it may set.
    look = first.get_by_test_id("add").evaluate(LOOK)
    assert look == ["rgb(0, 70, 140)", "rgb(255, 255, 255)", "normal", "none", "17px", "2px"]
    page.add_style_tag(content="agorama-map { all: unset !important }")
    assert first.locator(".app").bounding_box()["height"] >= 320  # type: ignore[index]

    idea = Contribution.objects.get(title="Un banc à l’ombre")
    support = first.locator(f'[data-ref="{idea.ref}"]').get_by_role("button")
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    assert Vote.objects.filter(contribution=idea).count() == 1

    second.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    second.get_by_role("button", name="C’est ici").click()
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="economy").check()
    second.get_by_role("button", name="Continuer").click()
    page.get_by_label("Votre idée").fill("Depuis le site du village")
    second.get_by_role("button", name="Envoyer").click()
    ref = thanked(page)
    assert Contribution.objects.get(ref=ref).title == "Depuis le site du village"
    link = second.get_by_test_id("follow-link").input_value()
    assert link.startswith(f"{visitor.server}/f/")
    told = page.evaluate("() => window.told")
    assert link not in str(told)
    assert [name for name, _detail in told].count("agorama-ready") == 2
    sent = {"perimeter": "valley", "ref": ref, "id": Contribution.objects.get(ref=ref).pk, "kind": "idea"}
    assert ["agorama-contribution-submitted", sent] in told
    assert any(name == "agorama-vote-cast" and detail["ref"] == idea.ref for name, detail in told)


def around(folder: Path, server: str, sandbox: str = "") -> None:
    """Write the page of the town that has the map in a frame, and keeps what it hears from it."""
    page = HOST_PAGE.replace("SERVER", server).replace("SANDBOX", sandbox)
    (folder / "frame.html").write_text(page, encoding="utf-8")


def test_each_step_shows_the_button_that_leads_on(
    territory: Perimeter, visit: Visit, town: str, tmp_path: Path
) -> None:
    visitor = visit(360, 740, has_touch=True)
    visitor.own_hosts.add(town.removeprefix("http://"))
    visitor.may_see("favicon")
    (tmp_path / "narrow.html").write_text(NARROW.replace("SERVER", visitor.server), encoding="utf-8")
    page = visitor.page
    page.goto(f"{town}/narrow.html")
    page.get_by_test_id("add").tap()
    expect(page.get_by_role("heading", name="C’est où")).to_be_in_viewport(ratio=1)
    expect(visitor.button("C’est ici")).to_be_in_viewport(ratio=1)
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").tap()
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").tap()
    expect(page.get_by_role("heading", name="Dites-le")).to_be_in_viewport(ratio=1)
    expect(visitor.button("Envoyer")).to_be_in_viewport(ratio=1)
    picture(page, "embedded-say")


def contribute(inside: FrameLocator, title: str) -> str:
    """Place by coordinates, choose, say and send; return the number given."""
    inside.get_by_role("button", name="Coordinate GPS", exact=True).click()
    inside.get_by_label("Latitudine, longitudine").fill("44.1, 7.3")  # beside the project
    inside.get_by_label("Latitudine, longitudine").press("Enter")
    inside.get_by_role("button", name="È qui").click()
    inside.get_by_role("radio", name="Un’idea").check()
    inside.get_by_role("radio", name="economy").check()
    inside.get_by_role("button", name="Avanti").click()
    inside.get_by_label("La vostra idea").fill(title)
    inside.get_by_role("button", name="Invia").click()
    expect(inside.get_by_role("heading", name="Inviato, grazie!")).to_be_visible()
    return inside.get_by_test_id("sent-ref").inner_text()


def test_a_whole_visit_in_a_sandboxed_frame(territory: Perimeter, visit: Visit, town: str, tmp_path: Path) -> None:
    visitor = visit(1000, 900)
    visitor.own_hosts.add(town.removeprefix("http://"))
    visitor.may_see("favicon")
    page = visitor.page
    around(tmp_path, visitor.server, sandbox='sandbox="allow-scripts allow-popups allow-forms"')
    page.goto(f"{town}/frame.html")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Dov’è")).to_be_visible()
    assert page.frames[1].evaluate(STORAGE) == "SecurityError"
    # Opened by the page around, it leaves the focus where it is.
    assert page.evaluate("() => document.activeElement.tagName") == "BODY"
    ref = contribute(inside, "Dal riquadro del comune")
    made = Contribution.objects.get(title="Dal riquadro del comune")
    assert (made.ref, made.theme.slug) == (ref, "economy")

    link = inside.get_by_test_id("follow-link").input_value()
    assert inside.get_by_role("link", name="La vostra pagina di riscontro").get_attribute("href") == link
    elsewhere = visit(360, 740)
    elsewhere.page.goto(link)
    expect(elsewhere.page.get_by_role("main")).to_contain_text("Dal riquadro del comune")
    expect(elsewhere.page.get_by_role("main")).to_contain_text(ref)

    # The token made for sending, kept in memory, is that of the vote.
    project = Proposal.objects.get()
    inside.get_by_role("button", name="Vedi sulla mappa").click()
    page.keyboard.press("Escape")
    inside.locator(f'[data-ref="{project.ref}"]').get_by_role("link").click()
    opinion = inside.get_by_role("group", name="Il vostro voto")
    opinion.get_by_role("button", name="A favore").click()
    expect(opinion.get_by_role("button", name="A favore, preso nota")).to_have_attribute("aria-pressed", "true")
    assert Vote.objects.get(proposal=project).participant == made.participant
    heard = page.evaluate("() => window.heard")
    sent = {"perimeter": "valley", "ref": ref, "id": made.pk, "kind": "idea"}
    assert [message["type"] for message in heard] == [
        "agorama-ready",
        "agorama-contribution-submitted",
        "agorama-vote-cast",
    ]
    assert heard[1]["detail"] == sent
    assert heard[2]["detail"]["ref"] == project.ref
    assert link not in str(heard)


def test_sending_from_a_frame_whose_storage_the_browser_blocks(
    territory: Perimeter, driver: Playwright, live_server: LiveServer, town: str, tmp_path: Path
) -> None:
    """Not the page throws here: Chromium itself, for another site's frame (127.0.0.1 is another than localhost)."""
    around(tmp_path, live_server.url)
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    blocking = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocking), encoding="utf-8")
    context = driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=str(CHROMIUM),
        args=["--no-sandbox", "--enable-unsafe-swiftshader"],
        viewport={"width": 400, "height": 800},
    )
    visitor = Visitor(context, live_server.url)
    other_site = town.replace("localhost", "127.0.0.1")
    visitor.own_hosts.add(other_site.removeprefix("http://"))
    visitor.may_see("favicon")
    page = visitor.page
    page.goto(f"{other_site}/frame.html")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Dov’è")).to_be_visible()
    assert page.frames[1].evaluate(STORAGE) == "SecurityError"
    ref = contribute(inside, "Senza deposito")
    assert Contribution.objects.get(ref=ref).title == "Senza deposito"
    assert inside.get_by_test_id("follow-link").input_value().startswith(f"{live_server.url}/f/")
    assert context.cookies() == []
    visitor.leave()


def test_in_an_iframe(territory: Perimeter, visit: Visit, town: str, tmp_path: Path) -> None:
    visitor = visit(1100, 800)
    visitor.own_hosts.add(town.removeprefix("http://"))
    visitor.may_see("favicon")
    frame = f'<iframe title="Carte" src="{visitor.server}/embed/valley/?lang=fr" width="900" height="640"></iframe>'
    (tmp_path / "frame.html").write_text(f"<!doctype html><title>Comune</title>{frame}", encoding="utf-8")
    visitor.page.goto(f"{town}/frame.html")
    inside = visitor.page.frame_locator("iframe")
    expect(inside.get_by_test_id("row")).to_have_count(3)
    expect(inside.locator("agorama-map canvas")).to_be_visible()
    expect(inside.get_by_role("link", name="Ouvrir en pleine page")).to_be_visible()
