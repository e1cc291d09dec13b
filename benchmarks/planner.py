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
from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.statistics import ROWS, ZONES  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Contribution, Theme  # noqa: E402
from participation.services.zones import assign_zones  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion, Zoning, ZoningVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary, publish_zoning  # noqa: E402
from stats.folds.folding import fold_zones  # noqa: E402

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


@transaction.atomic
def _written(slug: str, rows: int) -> None:
    perimeter = Perimeter.objects.create(slug=slug, name={"fr": slug}, ref_prefix=slug[:3].upper())
    area = MultiPolygon(Polygon.from_bbox((6.1, 43.5, 8.4, 45)), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    zoning = Zoning.objects.create(perimeter=perimeter, slug="zones", name={"fr": "Zones"})
    edition = ZoningVersion.objects.create(zoning=zoning, number=1)
    themes = [
        Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", name={"fr": f"T{n}"}, color="#000000").pk
        for n in range(4)
    ]
    values = {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "rows": rows}
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.6088)")
        cursor.execute(ZONES, {"version": edition.pk})
        publish_zoning(version=edition)
        # Triggers are left out for the rows, and what they would have written is written afterwards.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(ROWS, values)
        assign_zones(perimeter_id=perimeter.pk)
        cursor.execute(
            "INSERT INTO stats_touched (contribution_id) SELECT id FROM participation_contribution"
            " WHERE perimeter_id = %s",
            [perimeter.pk],
        )
    check_counts(perimeter_id=perimeter.pk, repair=True)


def prepared(slug: str, rows: int) -> None:
    """Write the perimeter with so many contributions, folded, unless it is there."""
    if not Perimeter.objects.filter(slug=slug).exists():
        _written(slug, rows)
        fold_zones()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    there = Contribution.objects.filter(perimeter__slug=slug).count()
    assert there == rows, f"{slug} has {there} contributions: take an empty database"


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
        prepared(slug, rows)
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
