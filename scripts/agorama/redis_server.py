"""The private Redis of an instance: on a unix socket only, and kept on disk between starts."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .instance import Instance
from .options import inherited_environment
from .service import Service


@contextmanager
def private_redis(instance: Instance, sockets: Path, *, throwaway: bool = False) -> Iterator[tuple[str, Service]]:
    """Run Redis in VAR/redis; yield its REDIS_URL and the service."""
    data = instance.var / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    path = sockets / "redis.sock"
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "no" if throwaway else "yes",
        "save": "",
        "daemonize": "no",
    }
    server = Service(
        "Redis",
        ["redis-server", *(part for key, value in settings.items() for part in (f"--{key}", value))],
        log=instance.log / "redis.log",
        env=inherited_environment(),
        cwd=data,
    )
    try:
        server.wait_until(lambda: answers(path), 60)
        yield f"unix://{path}", server
    finally:
        server.stop()


def answers(path: Path) -> bool:
    """Tell whether a Redis behind this socket answers and has loaded its data."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except (FileNotFoundError, ConnectionError, TimeoutError):
            return False
