"""An nginx of its own with deploy/nginx.conf, on a free port of this machine, for tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

CONF = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"


@dataclass(frozen=True)
class Front:
    """A running nginx: its address and its folder."""

    url: str
    folder: Path


def nginx() -> str:
    """Return the program; the bootstrap installs it for tests."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.fail("nginx is not installed: make test brings it")
    return found


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(folder: Path, port: int, upstream: str) -> Path:
    """Write deploy/nginx.conf for this machine: other addresses and folders, the rest word for word."""
    text = CONF.read_text(encoding="utf-8")
    places = {
        "listen 8080 default_server;": f"listen 127.0.0.1:{port} default_server;",
        "server web:8000;": f"server {upstream};",
        "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "error_log /dev/stderr crit;": f"error_log {folder}/error.log crit;",
        "access_log /dev/stdout plain;": f"access_log {folder}/access.log plain;",
    }
    for there, here in places.items():
        assert text.count(there) == 1, there
        text = text.replace(there, here)
    text = text.replace("/var/cache/nginx", str(folder / "cache"))
    text = text.replace("/var/lib/agorama/tiles", str(folder / "tiles"))
    (folder / "cache").mkdir()
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


def command(conf: Path) -> list[str]:
    """Return the call of nginx in the foreground; as root its workers stay root, since pytest's folders are root's."""
    user = "user root;" if os.geteuid() == 0 else ""
    return [nginx(), "-e", "stderr", "-p", str(conf.parent), "-c", str(conf), "-g", f"daemon off; {user}"]


@contextmanager
def front(folder: Path, upstream: str) -> Iterator[Front]:
    """Run nginx before `upstream` (host:port)."""
    port = free_port()
    conf = configuration(folder, port, upstream)
    process = subprocess.Popen(command(conf), stderr=subprocess.PIPE)
    try:
        _wait(port, process)
        yield Front(f"http://127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"nginx ended: {process.communicate()[1].decode()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not listen")
