"""One make at a time installs into this tree."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .options import ROOT
from .say import step


@contextmanager
def tree_locked() -> Iterator[None]:
    """Hold the tree (.venv, node_modules, dist, .mo files); another make waits here."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step("Waiting for another make in this folder to finish installing")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
