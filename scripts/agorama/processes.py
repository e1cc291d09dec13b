"""Processes of one instance, told apart by what the kernel knows of them, never by a remembered number alone.

Web and worker carry MARKER in their environment; PostgreSQL and Redis rewrite theirs, and stand in their data folder.
"""

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from .say import Problem, step

MARKER = "AGORAMA_SUPERVISED_VAR"
PATIENCE_S = 15
PROC = Path("/proc")


def alive(pid: int) -> bool:
    """Tell whether a process still runs; one that ended and was not collected does not."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _all() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid()]


def _holds(pid: int, fact: Callable[[Path], bool]) -> bool:
    try:
        return fact(PROC / str(pid)) and alive(pid)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False  # gone meanwhile, or another user's: not ours


def marked(var: Path) -> list[int]:
    """Return the processes whose environment carries our marker with this folder."""
    marker = f"{MARKER}={var}".encode()
    return [pid for pid in _all() if _holds(pid, lambda p: marker in (p / "environ").read_bytes().split(b"\0"))]


def servers(name: str, folder: Path) -> list[int]:
    """Return the processes of this program name whose working folder is the given data folder."""

    real = os.path.realpath(folder)

    def fits(process: Path) -> bool:
        return (process / "comm").read_text().strip() == name and os.readlink(process / "cwd") == real

    return [pid for pid in _all() if _holds(pid, fits)]


def end_leftovers(var: Path) -> None:
    """End what a killed supervisor of this folder left running: web and worker, then Redis, then PostgreSQL."""
    kinds: list[tuple[str, Callable[[], list[int]], signal.Signals]] = [
        ("web and worker", lambda: marked(var), signal.SIGTERM),
        ("Redis", lambda: servers("redis-server", var / "redis"), signal.SIGTERM),
        ("PostgreSQL", lambda: servers("postgres", var / "postgres"), signal.SIGINT),
    ]
    for name, found, number in kinds:
        if found():
            step(f"Ending {name} that an earlier start left running")
            _end(found, number)


def _end(found: Callable[[], list[int]], number: signal.Signals) -> None:
    _signal_all(found(), number)
    if not _gone(found, PATIENCE_S):
        _signal_all(found(), signal.SIGKILL)
        if not _gone(found, PATIENCE_S):
            raise Problem(f"Processes {found()} of an earlier start do not end: end them, then start again.")


def _signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue  # ended by itself


def _gone(found: Callable[[], list[int]], patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while found():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
