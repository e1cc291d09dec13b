"""One instance: its folder (VAR), the lock on it, its keys, and the file that tells manage.py where it is."""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .say import Problem


class Instance:
    """The folder of one instance. `sockets` is short, since a unix socket's path ends at 107 bytes."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.run = var / "run"
        self.log = var / "log"
        self.keys = var / "keys"
        self.sockets = Path("/tmp") / f"agorama-{hashlib.sha256(bytes(var)).hexdigest()[:12]}"

    def create(self) -> None:
        """Make the folders; those with secrets are the owner's alone."""
        try:
            self.log.mkdir(parents=True, exist_ok=True)
            for folder in (self.run, self.keys):
                folder.mkdir(mode=0o700, exist_ok=True)
            (self.run / "lock").touch()
        except OSError as error:
            raise Problem(f"{self.var} cannot be written ({error.strerror}): give another folder, VAR=.") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the instance; the kernel lets go of it when we end, however we end."""
        self.create()
        with (self.run / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Problem(
                    f"An instance already runs on {self.var} (process {lock.read().strip() or 'unknown'}): "
                    "stop it with Ctrl-C, or give another VAR= and PORT=."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    @contextmanager
    def socket_folder(self, owner: int) -> Iterator[Path]:
        """Make the folder of the unix sockets anew, for one user alone, and remove it at the end.

        PostgreSQL would believe a lock file left there, whatever process has its number by now.
        """
        there = self.sockets.is_symlink() or self.sockets.exists()
        if there and self.sockets.lstat().st_uid not in (os.geteuid(), owner):
            raise Problem(f"{self.sockets} belongs to somebody else: remove it, or give another VAR=.")
        if there:
            shutil.rmtree(self.sockets)
        self.sockets.mkdir(mode=0o700)
        if owner != os.geteuid():
            os.chown(self.sockets, owner, -1)
        try:
            yield self.sockets
        finally:
            shutil.rmtree(self.sockets)

    def key(self, name: str, n_bytes: int, *, given: str | None = None) -> str:
        """Return a secret of this instance: the given one, else the one of the first call, kept in `keys`."""
        path = self.keys / name
        if not path.is_file():
            _write_private(path, given or secrets.token_urlsafe(n_bytes))
        return given or path.read_text(encoding="utf-8").strip()

    def write_env(self, env: Mapping[str, str]) -> None:
        """Write `run/env`, which lets `AGORAMA_VAR=… manage.py COMMAND` work on this instance."""
        _write_private(self.run / "env", "".join(f"{key}={value}\n" for key, value in env.items()))


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
