"""Tiles of foreign sources kept on disk below VAR: one small file each, the oldest thrown away above a size.

Every process counts what it has written; after a twentieth of the allowed size it looks at the whole and clears down to
four fifths. With n processes the folder is at most n/20 above the setting.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock

from django.conf import settings

FILL_SHARE, CLEAR_TO = 0.05, 0.8
BLOCK = 4096  # what a file costs on disk at least


@dataclass(frozen=True, slots=True)
class Kept:
    """A tile as it was found: `kind` "" is "nothing there". Times are seconds since 1970."""

    kind: str
    fresh_until: float
    etag: str
    modified: str
    body: bytes = b""

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.fresh_until


class _Written:
    """Bytes written by this process since it last looked at the whole."""

    lock = Lock()
    size = 0


def folder() -> Path:
    return Path(settings.VAR_DIR) / "basemaps"


def load(key: str) -> Kept | None:
    """Return what is kept under a key; None where nothing is, or what is there cannot be read."""
    try:
        head, _newline, body = _path(key).read_bytes().partition(b"\n")
        return Kept(**json.loads(head), body=body)
    except (OSError, ValueError, TypeError):
        return None


def store(key: str, kept: Kept) -> None:
    """Keep a tile; whole or not at all."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = asdict(replace(kept, body=b""))
    del head["body"]
    data = json.dumps(head).encode() + b"\n" + kept.body
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
    _count(max(len(data), BLOCK))


def _path(key: str) -> Path:
    """Return where a key's file is: `source/hash`, in 256 folders a source."""
    source, _slash, name = key.partition("/")
    return folder() / source / name[:2] / name


def _count(size: int) -> None:
    limit = settings.AGORAMA_BASEMAP_CACHE_BYTES
    with _Written.lock:
        _Written.size += size
        if _Written.size < limit * FILL_SHARE:
            return
        _Written.size = 0
    clear(limit)


def clear(limit: int) -> None:
    """Throw the oldest away until the folder is well below the limit, if it is above it or near."""
    files = sorted(_files())
    total = sum(size for _age, size, _path in files)
    if total <= limit * (1 - FILL_SHARE):
        return
    for _age, size, path in files:
        if total <= limit * CLEAR_TO:
            return
        Path(path).unlink(missing_ok=True)
        total -= size


def _files() -> Iterator[tuple[float, int, str]]:
    for place, _folders, names in os.walk(folder()):
        for name in names:
            path = os.path.join(place, name)
            try:
                facts = os.stat(path)
            except FileNotFoundError:  # another process clears too
                continue
            yield facts.st_mtime, max(facts.st_size, BLOCK), path
