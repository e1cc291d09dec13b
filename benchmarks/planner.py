"""The planner's page in Chromium: time to its first pins and numbers with many contributions, beside a hundred.

Two perimeters alike but for their contributions, one server of production's kind, a signed-in planner. Each visit is a
window of its own, so nothing of the browser's is kept; the two take turns. The built front end (`npm run build`) and
Chromium are needed, and a database of no other use.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.planner --rows 100000
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
# Playwright's own loop runs in this thread; the database is used between its calls, never within one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.statistics import prepared  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Contribution  # noqa: E402

FEW = 100
CHROMIUM = "/usr/bin/chromium"
# Milliseconds since the navigation began, when the first pin or cluster is drawn and when the numbers stand.
PINS = """() => new Promise((done) => {
  const look = () => {
    const page = document.querySelector('agorama-planner')?.shadowRoot;
    const map = page?.querySelector('planner-map')?.engine?.map;
    const layers = ['agorama-pins', 'agorama-clusters'].filter((id) => map?.getLayer(id));
    if (layers.length && map.queryRenderedFeatures({layers}).length) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""
NUMBERS = """() => new Promise((done) => {
  const look = () => {
    const page = document.querySelector('agorama-planner')?.shadowRoot;
    if (page?.querySelector('[data-testid=contributions]')) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


def there(slug: str, rows: int) -> None:
    """See that the perimeter with so many contributions is there, folded."""
    perimeter = prepared(rows, slug)
    check_counts(perimeter_id=perimeter.pk, repair=True)
    found = Contribution.objects.filter(perimeter=perimeter).count()
    assert found == rows, f"{slug} has {found} contributions: take an empty database"


def signed_in() -> str:
    """Return the session key of a planner."""
    user, _made = User.objects.get_or_create(username="planner@bench", is_staff=True, is_superuser=True)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


@contextmanager
def serving() -> Iterator[str]:
    """Run a server as production does; yield its address."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listen = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *listen, "--log-level", "error", "mapserver.wsgi:application"]
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _second in range(60):
            time.sleep(1)
            try:
                urlopen(f"{address}/healthz").close()
                break
            except URLError:
                continue
        yield address
    finally:
        server.terminate()
        server.wait(30)


def visit(browser: Browser, address: str, slug: str, session: str) -> tuple[float, float]:
    """Return the milliseconds until the first pins and until the numbers."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/planner/{slug}/", wait_until="commit")
    pins, numbers = page.evaluate(f"() => Promise.all([({PINS})(), ({NUMBERS})()])")
    context.close()
    return pins, numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    sizes = {"few": FEW, "many": options.rows}
    for slug, rows in sizes.items():
        there(slug, rows)
    session = signed_in()
    taken: dict[str, list[tuple[float, float]]] = {slug: [] for slug in sizes}
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        for turn in range(options.rounds + 1):
            for slug in sizes:
                found = visit(browser, address, slug, session)
                if turn:  # the first wakes the server
                    taken[slug].append(found)
        browser.close()
    for number, what in enumerate(("first pins", "numbers")):
        few, many = (statistics.median(one[number] for one in taken[slug]) for slug in sizes)
        print(f"{what}: {FEW} in {few:.0f} ms, {options.rows} in {many:.0f} ms: {many / few:.2f} times", flush=True)


if __name__ == "__main__":
    main()
