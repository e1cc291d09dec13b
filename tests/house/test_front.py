"""deploy/nginx.conf in a real nginx: what it hands on, keeps, compresses and says itself."""

import gzip
import json
import os
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from django.utils import translation
from prometheus_client import REGISTRY

from core.errors import TooLarge, Unavailable
from core.geometry import tile_at
from tests import factories
from tests.house.front import CONF, Front, command, configuration, free_port, front

pytestmark = pytest.mark.slow

BODY = b'{"type":"FeatureCollection","features":[]}' + b" " * 400
ETAG = '"abc"'


class Upstream(ThreadingHTTPServer):
    """Stands for the application: answers by path and keeps the requests it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, Message]] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers))
        fresh = self.headers.get("If-None-Match") == ETAG
        self.send_response(304 if fresh else 200)
        self.send_header("ETag", ETAG)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Cache-Control", "no-store" if "?" in self.path else "public, max-age=0, must-revalidate")
        if self.path == "/tiles/kept":
            self.send_header("X-Accel-Expires", "@1")
        if self.path.startswith("/static/"):
            self.replace_header("Cache-Control", "public, max-age=300")
        if not fresh:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        if not fresh:
            self.wfile.write(BODY)

    def do_POST(self) -> None:
        size = len(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, self.headers))
        answer = str(size).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def replace_header(self, name: str, value: str) -> None:
        lines = [line for line in self._headers_buffer if not line.lower().startswith(name.lower().encode() + b":")]
        self._headers_buffer = lines
        self.send_header(name, value)

    def log_message(self, format: str, *args: object) -> None:
        """The requests are kept; nothing is printed."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def door(upstream: Upstream, tmp_path: Path) -> Iterator[Front]:
    with front(tmp_path, upstream.address) as running:
        yield running


def ask(url: str, data: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    """Return (status, headers, body), whatever the status."""
    request = urllib.request.Request(url, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    conf = configuration(tmp_path, free_port(), "127.0.0.1:1")
    done = subprocess.run([*command(conf), "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
    assert "[emerg]" not in done.stderr


def test_callers_and_host_are_told_to_the_application(door: Front, upstream: Upstream) -> None:
    ask(f"{door.url}/p/valley/", Host="map.example:8443", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https")
    _path, headers = upstream.requests[0]
    assert headers["Host"] == "map.example:8443"
    # The last hop is the one that nginx saw itself: with AGORAMA_TRUSTED_PROXIES=1 nobody can invent another.
    assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "https"


def test_a_forged_scheme_is_not_handed_on(door: Front, upstream: Upstream) -> None:
    ask(f"{door.url}/", X_Forwarded_Proto="https, gopher")
    assert upstream.requests[0][1]["X-Forwarded-Proto"] == "http"


def test_headers_of_the_application_come_through_once(door: Front) -> None:
    _status, headers, _body = ask(f"{door.url}/api/v1/perimeters/")
    assert headers.get_all("Content-Security-Policy") == ["default-src 'self'"]
    assert headers.get_all("Cache-Control") == ["public, max-age=0, must-revalidate"]
    assert headers["Server"] == "nginx"


def test_json_is_compressed_for_who_reads_gzip(door: Front) -> None:
    _status, headers, body = ask(f"{door.url}/api/v1/perimeters/", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == BODY
    _status, headers, body = ask(f"{door.url}/api/v1/perimeters/")
    assert (headers["Content-Encoding"], body) == (None, BODY)


def kept_as(door: Front, requests: int) -> list[str]:
    """What the door's log says of each request; nginx writes a line after its answer has gone out, and is kept."""
    for _ in range(100):
        lines = (door.folder / "access.log").read_text().splitlines()
        if len(lines) >= requests:
            break
        time.sleep(0.05)
    return [line.split()[-1] for line in lines]


def test_a_tile_is_kept_but_asked_about_each_time(door: Front, upstream: Upstream) -> None:
    for number in range(3):
        status, headers, body = ask(f"{door.url}/tiles/kept")
        assert (status, body) == (200, BODY)
        assert headers["X-Accel-Expires"] is None
        kept = kept_as(door, number + 1)
    assert [headers["If-None-Match"] for _path, headers in upstream.requests] == [None, ETAG, ETAG]
    assert kept == ["MISS", "REVALIDATED", "REVALIDATED"]


def test_a_browser_that_has_the_tile_gets_304(door: Front) -> None:
    for _ in range(2):
        assert ask(f"{door.url}/tiles/kept", If_None_Match=ETAG)[0] == 304
    assert ask(f"{door.url}/tiles/kept", If_None_Match='"older"')[0] == 200


@pytest.mark.parametrize("path", ["/tiles/unmarked", "/tiles/kept?kind=idea", "/api/v1/x/"])
def test_what_is_not_marked_is_not_kept(door: Front, upstream: Upstream, path: str) -> None:
    for _ in range(2):
        assert ask(f"{door.url}{path}")[2] == BODY
    assert [headers["If-None-Match"] for _path, headers in upstream.requests] == [None, None]


def test_two_names_of_one_server_keep_apart(door: Front, upstream: Upstream) -> None:
    for host in ("one.example", "two.example"):
        ask(f"{door.url}/tiles/kept", Host=host)
    assert [headers["If-None-Match"] for _path, headers in upstream.requests] == [None, None]


def test_static_files_are_kept_as_long_as_the_application_says(door: Front, upstream: Upstream) -> None:
    for number in range(3):
        assert ask(f"{door.url}/static/embed/page.js")[0] == 200
        kept = kept_as(door, number + 1)
    assert kept == ["MISS", "HIT", "HIT"]
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("path", ["/", "/api/v1/x/", "/tiles/x"])
def test_a_body_beyond_all_measure_stops_here(door: Front, upstream: Upstream, path: str) -> None:
    status, headers, body = ask(f"{door.url}{path}", data=b"x" * (2 * 1024 * 1024 + 1), Accept_Language="it-IT,fr")
    assert status == 413
    assert upstream.requests == []
    if path == "/":
        assert body.decode() == "È troppo grande."
    else:
        assert headers["Content-Type"] == "application/problem+json"
        assert json.loads(body)["code"] == "too_large"


def test_staff_may_upload_more(door: Front) -> None:
    status, _headers, body = ask(f"{door.url}/admin/", data=b"x" * (3 * 1024 * 1024))
    assert (status, body) == (201, str(3 * 1024 * 1024).encode())


def test_metrics_stay_inside(door: Front, upstream: Upstream) -> None:
    assert ask(f"{door.url}/metrics")[0] == 404
    assert upstream.requests == []


@pytest.mark.parametrize("path", ["/p/valley/", "/api/v1/perimeters/", "/tiles/valley/style.json"])
def test_an_application_that_is_down_is_said_kindly(tmp_path: Path, path: str) -> None:
    with front(tmp_path, f"127.0.0.1:{free_port()}") as door:
        status, headers, body = ask(f"{door.url}{path}?lang=fr")
    assert (status, headers["Retry-After"]) == (503, "5")
    if path.startswith("/p/"):
        assert body.decode() == "C’est indisponible un instant. Réessayez."
    else:
        problem = json.loads(body)
        assert (problem["code"], problem["status"]) == ("unavailable", 503)
        assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_nginx_speaks_the_words_of_the_application(language: str) -> None:
    text = CONF.read_text(encoding="utf-8")
    with translation.override(language):
        for error in (TooLarge, Unavailable):
            assert f'"{error.message}"' in text


def test_no_address_is_written_down(door: Front) -> None:
    ask(f"{door.url}/p/valley/?q=somebody", X_Forwarded_For="203.0.113.9")
    ask(f"{door.url}/static/none", data=b"")
    written = "".join(path.read_text() for path in door.folder.glob("*.log"))
    assert "/p/valley/ 200" in written
    for secret in ("127.0.0.1", "203.0.113.9", "somebody"):
        assert secret not in written


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_pin_is_in_its_tile_in_the_first_request_after_its_201(live_server: Any, tmp_path: Path) -> None:
    perimeter = factories.published_perimeter(slug="valley")
    _participant, token = factories.participant_with_token(perimeter)
    factories.open_consultation(perimeter)
    lon, lat = factories.INSIDE.coords
    tile = tile_at(lon, lat, 14)
    path = f"/tiles/valley/contributions,proposals/{tile.z}/{tile.x}/{tile.y}.mvt"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"kind": "idea", "theme": "economy", "title": "A bench"},
    }
    with front(tmp_path, live_server.url.removeprefix("http://")) as door:
        seen, tags = [_pins(f"{door.url}{path}")], set()
        for _ in range(3):
            status, _headers, _body = ask(
                f"{door.url}/api/v1/perimeters/valley/contributions/",
                data=json.dumps(feature).encode(),
                Content_Type="application/json",
                Authorization=f"Bearer {token}",
            )
            assert status == 201
            before = _asked()
            seen += [_pins(f"{door.url}{path}") for _request in range(3)]
            assert _asked() == before + 1  # nginx sends the file that the first request left
            _status, headers, _body = ask(f"{door.url}{path}")
            tags.add(headers["ETag"])
            status, _headers, _body = ask(f"{door.url}{path}", If_None_Match=headers["ETag"])
            assert status == 304
    assert seen == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert len(tags) == 3


def _asked() -> float:
    """Return how many tiles the application has sent."""
    ways = ("memory", "file", "made", "stale")
    return sum(REGISTRY.get_sample_value("agorama_tiles_total", {"way": way}) or 0 for way in ways)


def test_a_filed_tile_goes_out_as_the_application_would_send_it(door: Front, upstream: Upstream) -> None:
    folder = door.folder / "tiles/public/tiles/valley/perimeter/3/4"
    folder.mkdir(parents=True)
    (folder / "2.mvt.gz").write_bytes(gzip.compress(b"tile" * 100, mtime=0))
    os.utime(folder / "2.mvt.gz", (12345, 12345))
    url = f"{door.url}/tiles/valley/perimeter/3/4/2.mvt"
    status, headers, body = ask(url, Accept_Encoding="gzip")
    assert (status, gzip.decompress(body)) == (200, b"tile" * 100)
    assert headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Last-Modified"] is None
    status, _headers, body = ask(url)
    assert (status, body) == (200, b"tile" * 100)
    assert ask(url, If_None_Match=headers["ETag"], Accept_Encoding="gzip")[0] == 304
    assert upstream.requests == []
    for other in (f"{url}?kind=idea", url.replace("/2.mvt", "/3.mvt")):
        assert ask(other)[2] == BODY
    assert [path for path, _headers in upstream.requests] == [
        "/tiles/valley/perimeter/3/4/2.mvt?kind=idea",
        "/tiles/valley/perimeter/3/4/3.mvt",
    ]


def _pins(url: str) -> int:
    status, _headers, body = ask(url)
    assert status == 200
    return len(mapbox_vector_tile.decode(body).get("contributions", {"features": []})["features"])
