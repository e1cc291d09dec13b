"""While workers serve and clients write: is every write in the next tile, and does the rest stay kept?

Starts granian with four workers, and nginx before it where there is one, on the database of DATABASE_URL, which gets a
perimeter `fresh` of its own. Twenty clients submit contributions; after each 201 the tile of z14 is asked for through
a new connection to the workers and through nginx, and has to hold the new id. Besides, tiles that nobody touches are
asked for all the time.

    AGORAMA_VAR=$(mktemp -d) DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.freshness
"""

import argparse
import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django

os.environ["AGORAMA_RATE_CONTRIBUTIONS"] = "off"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

import mapbox_vector_tile  # noqa: E402
from django.conf import settings  # noqa: E402

from core.geometry import tile_at  # noqa: E402
from perimeter_data.models import Perimeter  # noqa: E402
from tests import factories  # noqa: E402
from tests.house.front import free_port, front  # noqa: E402

LAYERS = "contributions,proposals"
READERS = 4


def asked(port: int, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, bytes]:
    """One request on a connection of its own: any worker may get it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def ids(data: bytes) -> set[int]:
    return {
        pin.get("id", 0) for pin in mapbox_vector_tile.decode(data).get("contributions", {"features": []})["features"]
    }


def counts(port: int) -> dict[str, float]:
    """Return agorama_tiles_total by way, of all workers."""
    text = asked(port, "GET", "/metrics")[1].decode()
    return {way: float(n) for way, n in re.findall(r'^agorama_tiles_total\{way="(\w+)"\} ([0-9.e+]+)$', text, re.M)}


class Run:
    """The clients and what they saw."""

    def __init__(self, ports: list[int], token: str) -> None:
        self.ports, self.token, self.stale, self.failed = ports, token, 0, 0
        self.took: list[float] = []

    def write(self, number: int) -> None:
        """Submit one, then look for it through every port."""
        dice = random.Random(number)
        lon, lat = dice.uniform(7.0, 7.3), dice.uniform(43.5, 44.5)
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"kind": "idea", "theme": "economy", "title": f"Number {number}"},
        }
        begun = time.perf_counter()
        status, body = asked(self.ports[-1], "POST", "/api/v1/perimeters/fresh/contributions/", feature, self.token)
        self.took.append(time.perf_counter() - begun)
        if status != 201:
            self.failed += 1
            return
        made = json.loads(body)["id"]
        tile = tile_at(lon, lat, 14)
        for port in self.ports:
            _status, data = asked(port, "GET", f"/tiles/fresh/{LAYERS}/{tile.z}/{tile.x}/{tile.y}.mvt")
            self.stale += made not in ids(data)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--workers", type=int, default=4)
    given = parser.parse_args()
    perimeter = Perimeter.objects.filter(slug="fresh").first() or factories.published_perimeter(slug="fresh")
    if not perimeter.consultations.exists():
        factories.open_consultation(perimeter)
        for n in range(40):  # what nobody touches
            factories.contribution(perimeter, factories.Point(7.75 + n / 200, 43.6, srid=4326))
    _participant, token = factories.participant_with_token(perimeter)
    port = free_port()
    args = ["--interface", "wsgi", "--port", str(port), "--workers", str(given.workers), "--blocking-threads", "4"]
    log = Path(settings.VAR_DIR) / "granian.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", *args, "mapserver.wsgi:application"], stdout=out, stderr=out
        )
    try:
        _wait(port)
        with front(Path(settings.VAR_DIR), f"127.0.0.1:{port}") as door:
            _measure(given, Run([port, int(door.url.rsplit(":", 1)[1])], token))
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _n in range(300):
        try:
            if asked(port, "GET", "/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("granian does not answer")


def _measure(given: argparse.Namespace, run: Run) -> None:
    quiet = [tile_at(7.75 + n / 200, 43.6, z) for n in range(40) for z in (13, 14, 15)]
    paths = sorted({f"/tiles/fresh/contributions/{t.z}/{t.x}/{t.y}.mvt" for t in quiet})
    for _round in range(3 * given.workers):
        for path in paths:
            asked(run.ports[0], "GET", path)
    reads, stop = [0], threading.Event()

    def read() -> None:
        while not stop.is_set():
            asked(run.ports[0], "GET", paths[reads[0] % len(paths)])
            reads[0] += 1

    readers = [threading.Thread(target=read) for _n in range(READERS)]
    before, begun = counts(run.ports[0]), time.perf_counter()
    for reader in readers:
        reader.start()
    with ThreadPoolExecutor(given.clients) as pool:
        list(pool.map(run.write, range(given.writes)))
    seconds = time.perf_counter() - begun
    stop.set()
    for reader in readers:
        reader.join()
    after = counts(run.ports[0])
    made = {way: after.get(way, 0) - before.get(way, 0) for way in after}
    # Each write's own tile is made once; what is made beyond that are quiet tiles that were lost.
    lost = max(0, made.get("made", 0) - given.writes)
    took = sorted(run.took)
    print(f"{given.writes} writes by {given.clients} clients in {seconds:.1f} s, {given.workers} workers and nginx")
    print(f"refused: {run.failed}; not in the next tile: {run.stale} of {2 * (given.writes - run.failed)} looks")
    print(f"a write: median {took[len(took) // 2] * 1e3:.0f} ms, 99 % {took[int(len(took) * 0.99)] * 1e3:.0f} ms")
    print(f"quiet tiles: {reads[0]} requests, at most {lost:.0f} made anew; ways {made}")
    print(f"hit rate of quiet tiles: at least {100 * (1 - lost / max(reads[0], 1)):.1f} %")


if __name__ == "__main__":
    main()
