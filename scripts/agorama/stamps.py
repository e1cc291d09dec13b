"""Skip work whose sources have not changed, by the hash of their content."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def content_hash(files: Iterable[Path], *facts: str) -> str:
    """Return one hash over names and contents of files, in any order, and over further facts."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{len(fact)}:{fact}".encode())
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def files_below(folder: Path, *, without: frozenset[str]) -> list[Path]:
    """Return every file below a folder, leaving out folders and files of the given names."""
    found: list[Path] = []
    for path in folder.iterdir():
        if path.name in without:
            continue
        if path.is_dir():
            found += files_below(path, without=without)
        elif path.is_file():
            found.append(path)
    return found


def is_current(stamp: Path, digest: str) -> bool:
    """Tell whether the work was last done from the same content."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def write(stamp: Path, digest: str) -> None:
    """Note from which content the work was done."""
    stamp.write_text(digest, encoding="ascii")
