"""Web and worker in the foreground: started, watched, and stopped before the servers below them."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from .instance import Instance
from .options import ROOT
from .python_env import PYTHON
from .say import Problem, line
from .service import Service

HOST = "127.0.0.1"
READY_TIMEOUT_S = 90


def require_free_port(port: int) -> None:
    """Raise a Problem when the port cannot be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Problem(f"Port {port} is for root alone: give another, for example PORT=8000.") from None
        except OSError:
            raise Problem(f"Port {port} is in use: stop what uses it, or give another, PORT={port + 1}.") from None


@contextmanager
def web(instance: Instance, env: Mapping[str, str], port: int) -> Iterator[Service]:
    """Run granian on this port."""
    require_free_port(port)
    listen = ["--interface", "wsgi", "--host", HOST, "--port", str(port)]
    workers = ["--workers", "2", "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    args = [PYTHON, "-m", "granian", *listen, *workers, "mapserver.wsgi:application"]
    with _running(Service("web", args, log=instance.log / "web.log", env=env, cwd=ROOT, patience_s=20)) as service:
        yield service


@contextmanager
def worker(instance: Instance, env: Mapping[str, str]) -> Iterator[Service]:
    """Run Celery with its beat."""
    schedule = str(instance.run / "celerybeat-schedule")
    args = [PYTHON, "-m", "celery", "-A", "mapserver", "worker", "-B", "--schedule", schedule]
    # Forked workers need shared memory, which a bare chroot or a strict container may not give an ordinary user.
    pool = "prefork" if os.access("/dev/shm", os.W_OK) else "threads"
    args += ["--pool", pool, "--concurrency", "2", "--loglevel", "WARNING"]
    with _running(Service("worker", args, log=instance.log / "worker.log", env=env, cwd=ROOT)) as service:
        yield service


@contextmanager
def _running(service: Service) -> Iterator[Service]:
    try:
        yield service
    finally:
        service.stop()


def ready(port: int) -> bool:
    """Tell whether /readyz answers 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (ConnectionError, TimeoutError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(services: Sequence[Service]) -> None:
    """Return never: raise a Problem when a child ends by itself, Stop when asked or when our parent is gone."""
    parent = os.getppid()
    while True:
        for service in services:
            service.require_running()
        if os.getppid() != parent:
            line("The command that started this is gone; stopping.")
            signal.raise_signal(signal.SIGTERM)
        time.sleep(0.3)
