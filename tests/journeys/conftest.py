"""A real browser before a live server with a small territory: the square of the factories."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from core import feed, jobs
from core.models import Job
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.visitor import Visitor

CHROMIUM = Path("/usr/bin/chromium")
SAVING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, effectiveType: '4g'}})"
# Playwright's own loop runs in this thread; the database is used between its calls, never within one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


def _missing() -> str:
    if not CHROMIUM.exists():
        return f"no {CHROMIUM}"
    if "snap" in str(CHROMIUM.resolve()) or (CHROMIUM.stat().st_size < 10_000 and "snap" in CHROMIUM.read_text()):
        return "Chromium is a snap, which no test can drive"
    return ""


class Answer:
    """What a WSGI application answers, and what is to be done at its end."""

    def __init__(self, parts: Iterable[bytes], ended: Callable[[], None]) -> None:
        self.parts, self.ended = parts, ended

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        if close := getattr(self.parts, "close", None):
            close()
        self.ended()


class ProductionServer(LiveServer):
    """The live server with static files through WhiteNoise, as in production: with CORS for embeds.

    It knows how many requests it is answering: browsers that are closed leave some behind, and no table can be emptied
    under them.
    """

    def __init__(self) -> None:
        super().__init__("localhost", start=False)
        self.open, self.changed = 0, Condition()
        self.thread.static_handler = lambda application: partial(self._counted, application)
        self.start()

    def _counted(self, application: Any, environ: dict[str, Any], start_response: Any) -> Answer:
        self._count(1)
        try:
            return Answer(application(environ, start_response), partial(self._count, -1))
        except BaseException:
            self._count(-1)
            raise

    def _count(self, step: int) -> None:
        with self.changed:
            self.open += step
            self.changed.notify_all()

    def rest(self) -> None:
        """Wait until nobody is being answered."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.open == 0, 30), f"{self.open} requests without an end"


@pytest.fixture(scope="session")
def live_server() -> Iterator[ProductionServer]:
    """One server for all journeys; each test brings its own data."""
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        server = ProductionServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    reason = _missing()
    if reason and ("snap" in reason or not os.environ.get("CI")):
        pytest.skip(reason)
    assert (settings.EMBED_DIST / ".vite" / "manifest.json").is_file(), "the front end is not built"
    with sync_playwright() as playwright:
        yield playwright


def _launched(driver: Playwright, *flags: str) -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--enable-unsafe-swiftshader", *flags]
    browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    yield from _launched(driver)


@pytest.fixture(scope="session")
def chromium_without_webgl(driver: Playwright) -> Iterator[Browser]:
    yield from _launched(driver, "--disable-3d-apis")


@pytest.fixture
def territory(live_server: LiveServer) -> Perimeter:
    """The square with its hole: two zones, three places, a consultation, a project and two ideas."""
    perimeter = factories.published_perimeter(slug="valley", ref_prefix="TST")
    factories.zoning(perimeter)
    factories.open_consultation(perimeter)
    for name, lon, lat in (("Airole", 7.25, 44.0), ("Breil", 7.5, 43.75), ("Tende", 7.75, 44.25)):
        position = factories.Point(lon, lat, srid=4326)
        factories.PlaceFactory(perimeter=perimeter, name=name, search_text=name.lower(), position=position)
    factories.proposal(perimeter, factories.Point(7.3, 44.1, srid=4326))
    factories.contribution(perimeter, title="Un banc à l’ombre", language="fr")
    factories.contribution(
        perimeter, factories.Point(7.4, 44.2, srid=4326), title="Una fontana", language="it", theme="health"
    )
    return perimeter


@pytest.fixture
def visit(chromium: Browser, live_server: ProductionServer) -> Iterator[Callable[..., Visitor]]:
    """Open a window on the server; afterwards, nothing may have gone wrong or to anybody else.

    With `saving` the reader saves data: no map comes unasked, which also saves the tests the drawing.
    """
    visitors: list[Visitor] = []

    def open_window(width: int = 1440, height: int = 900, **options: Any) -> Visitor:
        browser = options.pop("browser", chromium)
        saving = options.pop("saving", False)
        context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR", **options)
        if saving:
            context.add_init_script(SAVING)
        visitor = Visitor(context, live_server.url)
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    live_server.rest()
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """What Celery does beside the server: runs tasks, reads the feed."""
    ended = Event()

    def work() -> None:
        while not ended.wait(0.1):
            feed.read_all()
            for pk in Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True):
                jobs.run(pk)
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join(30)
