"""Where a run works, and starting a server there."""

import os
import shutil
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.agorama.options import ROOT
from scripts.agorama.service import Service

READY_S = 60


class NotInstalled(Exception):
    """A peer that cannot take part, and why."""


@dataclass(frozen=True)
class Workplace:
    """`folder` goes away after the run; `installed` has what `benchmarks.peers.install` brought."""

    folder: Path
    installed: Path
    env: Mapping[str, str]

    @property
    def agorama(self) -> Path:
        """Where Agorama's instance of this run keeps its files."""
        return self.folder / "agorama"

    @property
    def database_url(self) -> str:
        return self.env["DATABASE_URL"]

    def database(self) -> dict[str, str]:
        """Return host, port, user, password and dbname of DATABASE_URL; those it does not say are empty."""
        url = urlsplit(self.database_url)
        return {
            "host": unquote(url.hostname or ""),
            "port": str(url.port or ""),
            "user": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "dbname": url.path.lstrip("/"),
        }

    def program(self, *places: str) -> str:
        """Return the first of these programs that is there: below `installed`, or on the PATH."""
        path = f"{os.environ['PATH']}:/usr/sbin"
        for place in places:
            found = self.installed / place if "/" in place else shutil.which(place, path=path)
            if found and Path(found).exists():
                return str(found)
        raise NotInstalled(f"{places[-1]} is not installed (python -m benchmarks.peers.install)")

    @contextmanager
    def running(
        self, name: str, args: Sequence[str | Path], port: int, env: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        """Run a server until it is no longer needed; it has to listen within a minute."""
        service = Service(
            name, list(args), log=self.folder / f"{name}.log", env={**self.env, **(env or {})}, cwd=self.folder
        )
        try:
            service.wait_until(lambda: listens(port), READY_S)
            yield
        finally:
            service.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def here() -> Path:
    """Return where peers are installed: AGORAMA_PEERS, else var/peers."""
    return Path(os.environ.get("AGORAMA_PEERS") or ROOT / "var" / "peers").resolve()
