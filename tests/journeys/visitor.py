"""A visitor with a browser window, and what they may be sure of: no error, no foreign host."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

WAIT_MS = 15_000
expect.set_options(timeout=WAIT_MS)

# Chromium tells of software drawing; that is the test machine's doing.
HARMLESS = ("GPU stall", "WebGL", "swiftshader", "SwiftShader")
PINS = """() => {
  const view = document.querySelector('agorama-map').shadowRoot.querySelector('agorama-map-view');
  const layers = ['agorama-pins', 'agorama-proposals', 'agorama-clusters'];
  return view.engine.map.queryRenderedFeatures({layers}).map((feature) => feature.id ?? null);
}"""


class Visitor:
    """One browser context with one page."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        context.set_default_timeout(WAIT_MS)
        self.context = context
        self.server = server
        self.page: Page = context.new_page()
        self.hosts: set[str] = set()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.expected: tuple[str, ...] = ()
        self.own_hosts = {urlsplit(server).netloc}
        self.page.on("request", self._asked)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, path: str = "/p/valley/?lang=fr") -> Page:
        """Go there and wait until the list stands, or the card that the address opens: on phones it covers the list."""
        self.page.goto(self.server + path)
        if "ref=" in path:
            expect(self.page.get_by_test_id("ref")).to_be_visible()
            expect(self.row().first).to_be_attached()
        else:
            expect(self.row().first).to_be_visible()
        return self.page

    def see_map(self) -> None:
        """Ask for the map where its picture stands for it; wait until it is drawn and still."""
        wake = self.page.get_by_test_id("wake-map")
        if wake.count():
            wake.click()
        canvas = self.page.locator("agorama-map canvas").first
        # Drawn by software, beside whatever else runs on this machine.
        expect(canvas).to_be_visible(timeout=3 * WAIT_MS)
        self.page.wait_for_function(
            """() => {
              const view = document.querySelector('agorama-map').shadowRoot.querySelector('agorama-map-view');
              return view?.engine?.map.loaded() && !view.engine.map.isMoving();
            }"""
        )

    def pins(self) -> list[int | None]:
        """Return the ids of the pins drawn now; a cluster is None."""
        return self.page.evaluate(PINS)

    def row(self, ref: str | None = None) -> Locator:
        return self.page.locator(f'[data-testid=row][data-ref="{ref}"]' if ref else "[data-testid=row]")

    def button(self, name: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def status(self) -> Locator:
        return self.page.get_by_test_id("status")

    def may_see(self, *parts: str) -> None:
        """Say which messages of the browser belong to this journey (a refused request is one)."""
        self.expected = (*self.expected, *parts)

    def leave(self) -> None:
        """Close the window; raise for anything that went wrong in it."""
        self.context.close()
        troubles = [one for one in self.troubles if not any(part in one for part in self.expected)]
        assert not troubles, troubles
        assert self.hosts <= self.own_hosts, f"asked a foreign host: {self.hosts - self.own_hosts}"

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(parts.netloc)
            self.requests.append(f"{request.method} {parts.path}?{parts.query}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in HARMLESS):
            self.troubles.append(f"{message.text} {message.location.get('url', '')}")


def asked_for(visitor: Visitor, part: str) -> list[str]:
    """Return the requests whose address holds this."""
    return [request for request in visitor.requests if part in request]


def picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("AGORAMA_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=full_page)


def focused(page: Page) -> dict[str, Any]:
    """Return tag, name and id of what has the keyboard's focus, through shadow roots."""
    return page.evaluate(
        """() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return {tag: active?.tagName ?? '', id: active?.id ?? '', testid: active?.dataset?.testid ?? '',
                  text: (active?.getAttribute('aria-label') || active?.textContent || '').trim(),
                  cls: active?.className?.toString() ?? ''};
        }"""
    )


def words(lang: str) -> dict[str, str]:
    """Return what the front end says in a language, by key; plurals are left out."""
    source = (settings.BASE_DIR / "frontend_embed" / "src" / "strings" / f"{lang}.ts").read_text(encoding="utf-8")
    return dict(re.findall(r"^  '([^']+)':\s+'([^']*)',$", source, re.MULTILINE))
