"""Foreign sources, as real servers on loopback: good ones, slow ones, liars, and those that point inside."""

import gzip
import io
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.geometry import Tile
from layers.basemaps import addresses, cache, fetching, lanes, templates
from layers.basemaps.refusals import AddressRefused, NotATile, SourceAway
from layers.basemaps.remote import HOUR, asked, remote_tile

TILE = Tile(9, 266, 186)


def picture(kind: str = "png", side: int = 256) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "#88aa88").save(out, kind)
    return out.getvalue()


PNG = picture()


@dataclass
class Source:
    """What the server does by path, and what it was asked."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    body: bytes = PNG
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_s: float = 0
    drip: bool = False
    open_now: int = 0
    most: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/{{z}}/{{x}}/{{y}}.png"


@pytest.fixture
def source() -> Iterator[Source]:
    facts = Source()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            facts.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            facts.open_now += 1
            facts.most = max(facts.most, facts.open_now)
            try:
                over.wait(facts.hang_s)
                self._answer()
            except OSError:
                pass  # the other side has given up: that is what is tested
            finally:
                facts.open_now -= 1

        def _answer(self) -> None:
            if facts.drip:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not over.wait(0.1):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                return
            matched = facts.headers.get("ETag", "none") == self.headers.get("If-None-Match")
            self.send_response(304 if matched else facts.status)
            for name, value in facts.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not matched:
                self.wfile.write(facts.body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    facts.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    yield facts
    over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def allowed(settings: Any, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    settings.ALLOWED_HOSTS = ["map.town.example"]
    settings.AGORAMA_BASEMAP_ALLOWED_PRIVATE_HOSTS = [f"localhost:{source.port}"]
    monkeypatch.setattr(fetching, "TIMEOUT_S", 0.6)


class TestWhereItMayGo:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "localhost", "[::1]", "[::]",
            "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]",
            "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
            "240.0.0.1", "[fe80::1]", "[fd00::1]", "[ff02::1]", "192.0.0.8", "198.18.0.1",
        ],
    )  # fmt: skip
    def test_not_inside(self, host: str) -> None:
        with pytest.raises(AddressRefused):
            addresses.destination(f"http://{host}/1/2/3.png")

    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd", "ftp://93.184.216.34/", "gopher://93.184.216.34/", "//93.184.216.34/", "http:///x",
            "http://user:secret@93.184.216.34/", "http://93.184.216.34:99999/", "http://[::1/", "",
        ],
    )  # fmt: skip
    def test_not_otherwise(self, url: str) -> None:
        with pytest.raises(AddressRefused):
            addresses.destination(url)

    def test_out_into_the_world(self) -> None:
        found = addresses.destination("https://93.184.216.34/a/b?c=d")
        assert (found.address, found.port, found.target) == ("93.184.216.34", 443, "/a/b?c=d")

    def test_one_inner_address_among_public_ones_is_enough_to_refuse(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(addresses, "_resolved", lambda host, port: ["93.184.216.34", "10.0.0.1"])
        with pytest.raises(AddressRefused):
            addresses.destination("http://tiles.example/1/2/3.png")

    def test_the_name_is_asked_once_and_the_checked_address_connected(
        self, monkeypatch: pytest.MonkeyPatch, source: Source
    ) -> None:
        """A name that says something else the second time (rebinding) is not asked a second time."""
        answers = iter([["93.184.216.34"], ["127.0.0.1"]])
        monkeypatch.setattr(addresses, "_resolved", lambda host, port: next(answers))
        called: list[Any] = []

        def connect(address: Any, timeout: Any) -> Any:
            called.append(address)
            raise OSError

        monkeypatch.setattr(fetching.socket, "create_connection", connect)
        with pytest.raises(SourceAway):
            fetching.fetch(f"http://tiles.example:{source.port}/1/2/3.png")
        assert called == [("93.184.216.34", source.port)]

    @pytest.mark.parametrize("port", ["", ":1"])
    def test_a_host_with_its_port_is_allowed_for_that_port_only(self, port: str) -> None:
        with pytest.raises(AddressRefused):
            addresses.destination(f"http://localhost{port}/")

    @pytest.mark.parametrize(
        "to", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[::1]/"]
    )
    def test_redirects_are_checked(self, source: Source, to: str) -> None:
        source.status, source.headers = 302, {"Location": to}
        with pytest.raises(AddressRefused):
            asked(templates.address(source.url, TILE))
        with pytest.raises(SourceAway):
            remote_tile(source.url, TILE)

    def test_redirects_end(self, source: Source) -> None:
        source.status, source.headers = 301, {"Location": "/round"}
        with pytest.raises(AddressRefused):
            asked(templates.address(source.url, TILE))
        assert len(source.asked) == 3


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "path"),
        [
            ("https://t.example/{z}/{x}/{y}.png", "/9/266/186.png"),
            ("https://t.example/{z}/{x}/{-y}.png", "/9/266/325.png"),
            ("https://t.example/wmts/1.0/a/{TileMatrix}/{TileRow}/{TileCol}.jpg", "/wmts/1.0/a/9/186/266.jpg"),
            ("https://t.example/wmts?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}",
             "/wmts?TILEMATRIX=9&TILEROW=186&TILECOL=266"),
        ],
    )  # fmt: skip
    def test_gaps_are_filled(self, template: str, path: str) -> None:
        templates.check(template)
        assert templates.address(template, TILE) == f"https://t.example{path}"

    @pytest.mark.parametrize(
        "template",
        [
            "https://t.example/{z}/{x}.png", "https://t.example/{z}/{x}/{y}/{s}.png", "https://{z}.example/{x}/{y}/{z}",
            "https://t.example?{x}{y}{z}", "https://t.example/{z}/{x}/{y}/{y}", "file:///{z}/{x}/{y}", "{z}/{x}/{y}",
            "https://t.example/{z}/{x}/{y} \r\nHost: x", "https://t.example/{{z}}/{x}/{y}", "https://t.example/{z}/{x}/{y}/{-y}",
        ],
    )  # fmt: skip
    def test_what_is_no_template_is_refused(self, template: str) -> None:
        with pytest.raises(AddressRefused):
            templates.check(template)


class TestWhatComesBack:
    @pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
    def test_pictures_are_told_by_their_bytes(self, source: Source, kind: str) -> None:
        source.body, source.headers = picture(kind), {"Content-Type": "text/html"}
        assert remote_tile(source.url, TILE) == (kind, source.body)

    def test_vector_tiles_lose_their_gzip(self, source: Source) -> None:
        tile = bytes([0x1A, 2, 0x78, 2])
        source.body = gzip.compress(tile)
        assert remote_tile(source.url, TILE) == ("mvt", tile)

    @pytest.mark.parametrize(
        "body",
        [
            b"<html><script>alert(1)</script></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\x89PNG\r\n\x1a\nno",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", b"{}", b"\x1a\xff\xff\xff\xff\x0f",
            gzip.compress(b"<html>", mtime=0),
            PNG[:40],
        ],
    )  # fmt: skip
    def test_lies_are_nothing_and_not_asked_for_again(self, source: Source, body: bytes) -> None:
        source.body, source.headers = body, {"Content-Type": "image/png"}
        for _again in range(3):
            assert remote_tile(source.url, TILE) == ("", b"")
        assert len(source.asked) == 1

    def test_a_picture_of_absurd_size_is_nothing(self, source: Source) -> None:
        source.body = picture(side=4000)
        assert remote_tile(source.url, TILE) == ("", b"")

    @pytest.mark.parametrize("announced", [True, False])
    def test_a_hundred_megabytes_are_not_read(self, source: Source, announced: bool) -> None:
        source.body = b"\0" * 100_000_000
        source.headers = {"Content-Length": "100000000"} if announced else {}
        with pytest.raises(NotATile):
            fetching.fetch(templates.address(source.url, TILE))
        assert remote_tile(source.url, TILE) == ("", b"")

    def test_less_than_was_announced_is_no_tile(self, source: Source) -> None:
        source.headers = {"Content-Length": str(len(PNG) + 10)}
        with pytest.raises(SourceAway):
            remote_tile(source.url, TILE)

    @pytest.mark.parametrize("status", [400, 404, 410])
    def test_what_is_missing_is_remembered(self, source: Source, status: int) -> None:
        source.status = status
        assert [remote_tile(source.url, TILE) for _again in range(3)] == [("", b"")] * 3
        assert len(source.asked) == 1


class TestTimeAndPlace:
    @pytest.mark.parametrize("how", ["hang_s", "drip"])
    def test_a_slow_source_is_away_in_time_and_then_left_alone(self, source: Source, how: str) -> None:
        setattr(source, how, 30)
        begun = time.monotonic()
        with pytest.raises(SourceAway):
            remote_tile(source.url, TILE)
        assert time.monotonic() - begun < 15  # half of what it would hang
        for x in range(20):
            with pytest.raises(SourceAway) as error:
                remote_tile(source.url, Tile(9, x, 0))
            assert 0 < error.value.extra["retry_after_s"] <= lanes.REST_S
        assert len(source.asked) == 1

    def test_it_is_asked_again_after_its_rest(self, source: Source, tmp_path: Path) -> None:
        source.status = 503
        with pytest.raises(SourceAway):
            remote_tile(source.url, TILE)
        (away,) = tmp_path.rglob("away")
        os.utime(away, (1, 1))
        source.status = 200
        assert remote_tile(source.url, TILE) == ("png", PNG)

    def test_a_tile_is_asked_for_once(self, source: Source) -> None:
        assert [remote_tile(source.url, TILE) for _again in range(3)] == [("png", PNG)] * 3
        ((path, headers),) = source.asked
        assert path == "/9/266/186.png"
        assert headers["user-agent"] == "Agorama base maps (map.town.example)"
        assert headers["host"] == f"localhost:{source.port}"
        assert not {"cookie", "referer", "x-forwarded-for", "accept-language"} & set(headers)

    def test_an_old_tile_is_asked_about_by_its_etag(self, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        source.headers = {"ETag": '"a"', "Cache-Control": "max-age=7200"}
        remote_tile(source.url, TILE)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 7300)
        assert remote_tile(source.url, TILE) == ("png", PNG)
        assert source.asked[1][1]["if-none-match"] == '"a"'
        assert remote_tile(source.url, TILE) == ("png", PNG)
        assert len(source.asked) == 2

    def test_an_old_tile_is_better_than_none(self, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        remote_tile(source.url, TILE)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 40 * 24 * HOUR)
        source.status = 500
        assert remote_tile(source.url, TILE) == ("png", PNG)

    @pytest.mark.parametrize(
        ("headers", "hours"),
        [
            ({"Cache-Control": "max-age=7200"}, 2),
            ({"Cache-Control": "public, max-age=10"}, 1),
            ({"Cache-Control": "max-age=999999999"}, 30 * 24),
            ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 1),
            ({"Expires": "0"}, 24),
            ({}, 24),
        ],
    )
    def test_expiry_is_the_sources_within_limits(self, source: Source, headers: dict[str, str], hours: float) -> None:
        source.headers = headers
        kept = asked(templates.address(source.url, TILE))
        assert kept.fresh_until - time.time() == pytest.approx(hours * HOUR, abs=5)

    @pytest.mark.parametrize("said", ["no-store", "private, max-age=60"])
    def test_what_may_not_be_kept_is_not(self, source: Source, said: str, tmp_path: Path) -> None:
        source.headers = {"Cache-Control": said}
        remote_tile(source.url, TILE)
        remote_tile(source.url, TILE)
        assert len(source.asked) == 2

    def test_no_more_at_a_time_than_the_setting_says(self, source: Source, settings: Any) -> None:
        settings.AGORAMA_BASEMAP_CONCURRENCY = 2
        source.hang_s = 0.05
        threads = [threading.Thread(target=remote_tile, args=(source.url, Tile(9, x, 0))) for x in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(source.asked) == 12
        assert source.most <= 2

    @pytest.mark.slow
    def test_the_disk_does_not_fill(self, source: Source, settings: Any, tmp_path: Path) -> None:
        settings.AGORAMA_BASEMAP_CACHE_BYTES = 100 * cache.BLOCK
        for number in range(400):
            cache.store(f"s/{number:032x}", cache.Kept("png", 1, "", "", b"x"))
            files = [path for path in (tmp_path / "basemaps").rglob("*") if path.is_file()]
            assert len(files) <= 106
        assert cache.load(f"s/{399:032x}") is not None
        assert cache.load(f"s/{0:032x}") is None

    def test_a_broken_file_of_the_cache_is_asked_for_again(self, source: Source, tmp_path: Path) -> None:
        remote_tile(source.url, TILE)
        (kept,) = [path for path in (tmp_path / "basemaps").rglob("*") if len(path.name) == 32]
        kept.write_bytes(b"half a li")
        assert remote_tile(source.url, TILE) == ("png", PNG)
