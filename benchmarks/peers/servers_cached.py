"""Servers that hold what they are asked for: ours, martin's memory, and nginx as files or in front of others."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from benchmarks.peers.asking import Connection
from benchmarks.peers.place import Workplace, free_port
from benchmarks.peers.rows import Rows
from benchmarks.peers.servers import LAYERS, Server, nginx_command
from tests.house.front import command, configuration

GZIP = "Accept-Encoding: gzip\r\n"
Before = Callable[[Workplace, Server], AbstractContextManager[Server]]


@contextmanager
def files(at: Workplace, source: Server, rows: Rows) -> Iterator[Server]:
    """Nginx giving the tiles of another server as .gz files: as fast as it gets."""
    root = at.folder / "files"
    connection = Connection(source.port)
    for layer in LAYERS:
        for tile in rows.tiles:
            _status, body = connection.get(source.path(layer, tile), GZIP)
            path = root / layer / "/".join(map(str, tile[:2])) / f"{tile[2]}.mvt"
            path.parent.mkdir(parents=True, exist_ok=True)
            # Small tiles are not compressed by any server; nginx takes the plain file where there is no other.
            path.with_name(path.name + ".gz" if body[:2] == b"\x1f\x8b" else path.name).write_bytes(body)
    connection.close()
    port = free_port()
    inner = f"""root {root}; gzip_static on; open_file_cache max=20000 inactive=300s; open_file_cache_valid 300s;
      types {{ application/vnd.mapbox-vector-tile mvt; }}"""
    with at.running("nginx-files", nginx_command(at, at.program("nginx"), "nginx-files", port, inner), port):
        yield Server("nginx, files", port, "/{layer}/{z}/{x}/{y}.mvt", dict(zip(LAYERS, LAYERS, strict=True)))


@contextmanager
def our_front(at: Workplace, ours: Server) -> Iterator[Server]:
    """The nginx of the containers, with deploy/nginx.conf word for word but for addresses and folders."""
    port = free_port()
    folder = at.folder / "front"
    folder.mkdir()
    (folder / "tiles").symlink_to(at.agorama / "tiles")  # the volume that both containers share
    conf = configuration(folder, port, f"127.0.0.1:{ours.port}")
    with at.running("front", command(conf), port):
        yield replace(ours, name=f"nginx before {ours.name}", port=port)


@contextmanager
def plain_front(at: Workplace, peer: Server) -> Iterator[Server]:
    """An nginx that keeps what a peer says for an hour."""
    port = free_port()
    name = f"nginx-{peer.name}"
    outer = f"""proxy_cache_path {at.folder}/{name}/kept keys_zone=kept:20m max_size=2g inactive=1d use_temp_path=off;
  gzip on; gzip_proxied any; gzip_types application/vnd.mapbox-vector-tile application/x-protobuf;
  upstream peer {{ server 127.0.0.1:{peer.port}; keepalive 16; }}"""
    inner = """location / { proxy_pass http://peer; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_cache kept; proxy_cache_valid 200 204 1h; proxy_ignore_headers Cache-Control Expires Vary;
      proxy_set_header Accept-Encoding gzip; }"""
    with at.running(name, nginx_command(at, at.program("nginx"), name, port, inner, outer), port):
        yield replace(peer, name=f"nginx before {peer.name}", port=port)
