"""How each server is started, as its own documentation says, with two processes and nothing cached unless it says so.

All draw `peers.pins` and `peers.parcels` from the same database, and leave out what exceeds 10,000 features a tile.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.place import Workplace, free_port
from benchmarks.peers.rows import SLUG, Place
from scripts.agorama import supervise
from scripts.agorama.instance import Instance

LAYERS = ("pins", "parcels")
MOST = 10_000
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    """A running server: how it calls a tile of each layer, and how it forgets what it has cached."""

    name: str
    port: int
    address: str  # with {layer}, {z}, {x}, {y}
    layers: dict[str, str]
    forget: Callable[[], None] = lambda: None

    def path(self, layer: str, tile: Place) -> str:
        z, x, y = tile
        return self.address.format(layer=self.layers[layer], z=z, x=x, y=y)


Start = Callable[[Workplace], AbstractContextManager[Server]]


@contextmanager
def agorama(at: Workplace) -> Iterator[Server]:
    """As `make demo` and the containers run it: granian with two workers."""
    instance = Instance(at.agorama)
    instance.create()
    env = {**at.env, "AGORAMA_VAR": str(instance.var)}
    port = free_port()
    with ExitStack() as stack:

        def start() -> None:
            stack.enter_context(supervise.web(instance, env, port)).wait_until(lambda: supervise.ready(port), 60)

        def forget() -> None:
            stack.close()
            shutil.rmtree(instance.var / "tiles", ignore_errors=True)
            start()

        start()
        layers = {"pins": "contributions", "parcels": "zones-parcels"}
        yield Server("Agorama", port, f"/tiles/{SLUG}/{{layer}}/{{z}}/{{x}}/{{y}}.mvt", layers, forget)


def _martin(at: Workplace, name: str, cache: Any) -> AbstractContextManager[Server]:
    program, port = at.program("martin/bin/martin", "martin"), free_port()
    tables = {
        layer: {
            "schema": "peers",
            "table": layer,
            "srid": 3857,
            "geometry_column": "geom",
            "id_column": "id",
            "geometry_type": kind,
            "properties": dict.fromkeys(columns.split(), "text"),
        }
        for layer, kind, columns in (
            ("pins", "POINT", "kind theme state votes_for votes_against"),
            ("parcels", "MULTIPOLYGON", "code name"),
        )
    }
    conf = at.folder / f"{name}.json"  # JSON is YAML
    database = {
        "connection_string": at.database_url,
        "max_feature_count": MOST,
        "tables": tables,
        "auto_publish": False,
    }
    settings = {"listen_addresses": f"127.0.0.1:{port}", "worker_processes": 2, "cache": cache}
    conf.write_text(json.dumps({**settings, "postgres": database}))

    @contextmanager
    def running() -> Iterator[Server]:
        with at.running(name, [program, "--config", conf], port, {"RUST_LOG": "warn"}):
            yield Server("martin", port, "/{layer}/{z}/{x}/{y}", dict(zip(LAYERS, LAYERS, strict=True)))

    return running()


def martin(at: Workplace) -> AbstractContextManager[Server]:
    return _martin(at, "martin", "disable")


def martin_caching(at: Workplace) -> AbstractContextManager[Server]:
    """With the cache in memory that it has by default."""
    return _martin(at, "martin-cache", {"size_mb": 512})


@contextmanager
def tipg(at: Workplace) -> Iterator[Server]:
    port = free_port()
    listen = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-access-log"]
    env = {"TIPG_DB_SCHEMAS": '["peers"]', "TIPG_CATALOG_TTL": "0", "TIPG_MAX_FEATURES_PER_TILE": str(MOST)}
    args = [at.program("tipg/bin/uvicorn"), "tipg.main:app", *listen, "--loop", "uvloop", "--http", "httptools"]
    with at.running("tipg", args, port, env):
        address = "/collections/peers.{layer}/tiles/WebMercatorQuad/{z}/{x}/{y}"
        yield Server("tipg", port, address, dict(zip(LAYERS, LAYERS, strict=True)))


@contextmanager
def vectortiles(at: Workplace) -> Iterator[Server]:
    """A project with django-vectortiles and nothing else (vectortiles_project.py), under the granian that runs ours."""
    port = free_port()
    args = [at.program("dvt/bin/granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    env = {"PYTHONPATH": str(HERE), "BENCH_DATABASE": json.dumps(at.database()), "BENCH_MOST": str(MOST)}
    with at.running("django-vectortiles", [*args, "--workers", "2", "vectortiles_project:application"], port, env):
        yield Server("django-vectortiles", port, "/{layer}/{z}/{x}/{y}", dict(zip(LAYERS, LAYERS, strict=True)))


@contextmanager
def mapserver(at: Workplace) -> Iterator[Server]:
    """Two FastCGI processes behind nginx."""
    program, nginx = at.program("mapserv"), at.program("nginx")
    port, behind = free_port(), free_port()
    named = {"host": "host", "port": "port", "user": "user", "password": "password", "dbname": "dbname"}
    database = " ".join(f"{name}={value}" for name, value in at.database().items() if value and name in named)
    text = (HERE / "mapserver.map").read_text().replace("@DATABASE@", database).replace("@MOST@", str(MOST))
    (at.folder / "bench.map").write_text(text)
    (at.folder / "mapserver.conf").write_text('CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n')
    env = {"MAPSERVER_CONFIG_FILE": str(at.folder / "mapserver.conf")}
    inner = f"""location / {{ fastcgi_pass 127.0.0.1:{behind}; include /etc/nginx/fastcgi_params;
      fastcgi_param MS_MAPFILE {at.folder}/bench.map; fastcgi_keep_conn on; }}"""
    spawn = [at.program("python3"), str(HERE / "fastcgi.py"), str(behind), "2", program]
    with (
        at.running("mapserver", spawn, behind, env),
        at.running("mapserver-nginx", nginx_command(at, nginx, "mapserver-nginx", port, inner), port),
    ):
        address = "/?mode=tile&tilemode=gmap&tile={x}+{y}+{z}&layers={layer}&map.imagetype=mvt"
        yield Server("MapServer", port, address, dict(zip(LAYERS, LAYERS, strict=True)))


def nginx_command(at: Workplace, program: str, name: str, port: int, inner: str, outer: str = "") -> list[str | Path]:
    """Write the configuration of an nginx with one server, and return how to run it."""
    folder = at.folder / name
    folder.mkdir(exist_ok=True)
    conf = folder / "nginx.conf"
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is of whoever runs this
    conf.write_text(f"""
{user} daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log error;
events {{ worker_connections 256; }}
http {{
  access_log off; tcp_nodelay on; keepalive_requests 1000000; {paths}
  {outer}
  server {{ listen 127.0.0.1:{port}; {inner} }}
}}
""")
    return [program, "-e", f"{folder}/error.log", "-p", folder, "-c", conf]


COLD: dict[str, Start] = {
    "agorama": agorama,
    "martin": martin,
    "tipg": tipg,
    "django-vectortiles": vectortiles,
    "mapserver": mapserver,
}
