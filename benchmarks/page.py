"""The citizen page beside plain pages with the same pins, in headless Chromium with a slow network and processor.

Beside it: Leaflet with client-side clusters of one GeoJSON, Leaflet with the server's current page of pins, and a bare
MapLibre page with our own style and tiles. Peers come from npm into a folder of their own; they are no part of the
product. The workers of MapLibre pages are not slowed by the browser's own brake, in either of the two; Leaflet's pages
have no ground below their pins, ours has. Ours shows on a phone a picture with all pins in clusters, then the list; its
map moves once it is tapped: three times are told, and the peers' one beside the first two. Bytes and requests are those
up to the first sight, without what the service worker fetches for itself. Only ratios inside one run mean anything.

    npm install --prefix /tmp/peers-page leaflet leaflet.markercluster maplibre-gl
    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.page --peers /tmp/peers-page
"""

import argparse
import contextlib
import functools
import gzip
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from benchmarks.tiles import PINS  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Theme  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary  # noqa: E402

# A middling phone on a middling connection, as Lighthouse has it.
LATENCY_MS, DOWN_BYTES_S, UP_BYTES_S, CPU_SLOWER = 150, 1_638_400 / 8, 750_000 / 8, 4
PHONE = {"width": 412, "height": 823}
PATIENCE_MS = 240_000
NODE = ("leaflet/dist/leaflet.js", "leaflet/dist/leaflet.css", "leaflet/dist/images/marker-icon-2x.png",
        "leaflet/dist/images/marker-icon.png", "leaflet/dist/images/marker-shadow.png",
        "leaflet.markercluster/dist/leaflet.markercluster.js",
        "leaflet.markercluster/dist/MarkerCluster.css", "leaflet.markercluster/dist/MarkerCluster.Default.css",
        "maplibre-gl/dist/maplibre-gl.css", "maplibre-gl/dist/maplibre-gl.mjs",
        "maplibre-gl/dist/maplibre-gl-worker.mjs")  # fmt: skip
LEAFLET = """<!DOCTYPE html><meta charset=utf-8><meta name=viewport content="width=device-width">
<link rel=stylesheet href=leaflet.css><link rel=stylesheet href=MarkerCluster.css>
<link rel=stylesheet href=MarkerCluster.Default.css><style>html,body,#map{height:100%%;margin:0}</style>
<div id=map></div><script src=leaflet.js></script><script src=leaflet.markercluster.js></script>
<script>
const map = L.map('map', {maxZoom: 19}).fitBounds([[43.5, 6.1], [45, 8.4]]);
const marker = (f, at) => L.marker(at).bindPopup(() => f.properties.ref);
fetch('%(pins)s').then((r) => r.json()).then((data) => {
  const layer = L.geoJSON(data, {pointToLayer: marker});
  (%(clusters)s ? L.markerClusterGroup({chunkedLoading: true}).addLayer(layer) : layer).addTo(map);
});
</script>"""
MAPLIBRE = """<!DOCTYPE html><meta charset=utf-8><meta name=viewport content="width=device-width">
<link rel=stylesheet href=maplibre-gl.css><style>html,body,#map{height:100%%;margin:0}</style>
<div id=map></div><script type=module>
import {Map, setWorkerUrl} from './maplibre-gl.mjs';
setWorkerUrl('maplibre-gl-worker.mjs');
const map = new Map({container: 'map', style: '%(style)s', bounds: [6.1, 43.5, 8.4, 45]});
map.on('load', () => { window.drawn = true; });
</script>"""
ICON = "() => document.querySelector('.leaflet-marker-icon') !== null"
BARE = "() => window.drawn === true"
PICTURE = """() => {
  const map = document.querySelector('agorama-map');
  const picture = map?.shadowRoot?.querySelector('.standing img') ?? map?.querySelector('.ahead img');
  return picture?.complete && picture.naturalWidth > 1;
}"""
LIST = """() => document.querySelector('agorama-map')?.shadowRoot?.querySelector('agorama-list [data-ref]') != null"""
MOVING = """() => {
  const area = document.querySelector('agorama-map')?.shadowRoot?.querySelector('agorama-map-area');
  return area?.querySelector('agorama-map-view:not(.undrawn)') != null;
}"""


@transaction.atomic
def _written(slug: str, pins: int) -> Perimeter:
    perimeter = Perimeter.objects.create(slug=slug, name={"fr": slug}, ref_prefix=f"P{len(slug)}{pins % 97}")
    area = MultiPolygon(Polygon.from_bbox((6.1, 43.5, 8.4, 45)), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    themes = [Theme.objects.create(perimeter=perimeter, slug=f"theme-{n}", color="#000000").pk for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(PINS, {"perimeter": perimeter.pk, "version": version.pk, "themes": themes, "pins": pins})
    return perimeter


def prepared(pins: int) -> str:
    """Return the slug of a perimeter with so many pins, written and counted the first time."""
    slug = f"page-{pins}"
    if not Perimeter.objects.filter(slug=slug).exists():
        check_counts(perimeter_id=_written(slug, pins).pk, repair=True)
    return slug


@contextlib.contextmanager
def ours() -> Iterator[str]:
    """Run the application as production does; yield its address."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([*command, "--workers", "2", "mapserver.wsgi:application"], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _try in range(120):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=5)
                break
            time.sleep(1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


class _Packed(SimpleHTTPRequestHandler):
    """Files of a folder, compressed as any front would."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.directory) / self.path.partition("?")[0].lstrip("/")
        if not path.is_file():
            self.send_error(404)
            return
        body = path.with_name(f"{path.name}.gz").read_bytes()
        self.send_response(200)
        kind = "text/javascript" if path.suffix in {".js", ".mjs"} else self.guess_type(str(path))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nobody reads them."""


@contextlib.contextmanager
def peers(modules: Path, address: str, slugs: dict[int, str]) -> Iterator[str]:
    """Serve the plain pages; yield their address."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {Path(each).name: (modules / "node_modules" / each).read_bytes() for each in NODE}
        for pins, slug in slugs.items():
            files[f"pins-{pins}.geojson"] = _geojson(slug)
            page = f"{address}/api/v1/perimeters/{slug}/contributions/?limit=100&bbox=6.1,43.5,8.4,45"
            for kind, source, clusters in (("all", f"pins-{pins}.geojson", "true"), ("page", page, "false")):
                files[f"{kind}-{pins}.html"] = (LEAFLET % {"pins": source, "clusters": clusters}).encode()
            files[f"bare-{pins}.html"] = (MAPLIBRE % {"style": f"{address}/tiles/{slug}/style.json?lang=fr"}).encode()
        for file, body in files.items():
            path = folder / ("images" if file.endswith(".png") else "") / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(body)
            path.with_name(f"{file}.gz").write_bytes(gzip.compress(body))
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Packed, directory=name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _geojson(slug: str) -> bytes:
    """Return all pins as the field publishes them: a position and what a popup says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ST_X(position), ST_Y(position), kind, ref FROM participation_contribution"
            " WHERE perimeter_id = (SELECT id FROM perimeter_data_perimeter WHERE slug = %s)",
            [slug],
        )
        features = [
            {
                "type": "Feature",
                "id": pk,
                "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
                "properties": {"kind": kind, "ref": ref},
            }
            for pk, lon, lat, kind, ref in cursor
        ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def visit(browser: Browser, address: str, *until: str, tap: str = "") -> tuple[list[float], int, int]:
    """Open a page with nothing kept; return seconds until each condition, bytes and requests up to the first."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True, locale="fr-FR")
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    sums = [0, 0]
    cdp.on("Network.loadingFinished", lambda event: _add(sums, event["encodedDataLength"]))
    cdp.send("Network.enable")
    slow = {"latency": LATENCY_MS, "downloadThroughput": DOWN_BYTES_S, "uploadThroughput": UP_BYTES_S}
    cdp.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    begun = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    took, first = [], (0, 0)
    for number, condition in enumerate(until):
        if tap and number == len(until) - 1 > 0:
            begun = time.perf_counter()
            page.get_by_test_id(tap).tap()
        page.wait_for_function(condition, timeout=PATIENCE_MS, polling=50)
        took.append(time.perf_counter() - begun)
        first = first if number else (sums[0], sums[1])
    context.close()
    return took, *first


def _add(sums: list[int], received: float) -> None:
    sums[0] += int(received)
    sums[1] += 1


def main() -> None:
    """Measure and print, for each number of pins, each page's median, and how it stands to our first sight and list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="the folder that npm installed the peers into")
    parser.add_argument("--pins", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    slugs = {pins: prepared(pins) for pins in given.pins}
    flags = ["--no-sandbox", "--enable-unsafe-swiftshader"]
    with ours() as address, peers(given.peers, address, slugs) as plain, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for pins, slug in slugs.items():
            ways = {
                "ours": (f"{address}/p/{slug}/?lang=fr", PICTURE, LIST, MOVING),
                "leaflet, all": (f"{plain}/all-{pins}.html", ICON),
                "leaflet, a page": (f"{plain}/page-{pins}.html", ICON),
                "bare maplibre": (f"{plain}/bare-{pins}.html", BARE),
            }
            urllib.request.urlopen(f"{address}/tiles/{slug}/poster.svg?size=map&scheme=light&lang=fr").read()
            found = {
                name: [visit(browser, *way, tap="wake-map") for _ in range(given.rounds)] for name, way in ways.items()
            }
            sight, read = (statistics.median(took[n] for took, *_ in found["ours"]) for n in (0, 1))
            for name, runs in found.items():
                seconds = [statistics.median(took[n] for took, *_ in runs) for n in range(len(runs[0][0]))]
                _took, received, requests = runs[-1]
                times = " then ".join(f"{each:.1f} s" for each in seconds)
                sizes = f"{received / 1000:>8.0f} kB {requests:>3} requests"
                ratios = f"{seconds[0] / sight:>6.2f}× {seconds[0] / read:>6.2f}×"
                print(f"{pins:>7} {name:<16} {times:<26} {ratios} {sizes}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
