"""Files that lie in a zip beside its map, read by name within the bounds of `unzip`: nothing is written to the disk."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.unzip import BROKEN, safe_members

CANNOT_BE_READ = (*BROKEN, zlib.error, lzma.LZMAError, RuntimeError)


class Zipped:
    """What lies in an open zip, found by its path or by the end of it where that is one file alone."""

    def __init__(self, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._exact = {member.filename: member for member in members}
        self._by_end: dict[str, list[zipfile.ZipInfo]] = {}
        for member in members:
            parts = PurePosixPath(member.filename.casefold()).parts
            for start in range(len(parts)):
                self._by_end.setdefault("/".join(parts[start:]), []).append(member)

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """Return the file of that name, with or without its folders; None where none or several have it."""
        path = str(PurePosixPath(name.replace("\\", "/")))
        ending = self._by_end.get(path.casefold(), [])
        return self._exact.get(path) or (ending[0] if len(ending) == 1 else None)

    def read(self, member: zipfile.ZipInfo, most_bytes: int) -> bytes:
        """Return the content, cut off behind `most_bytes`; raise `FileRefused` where it is broken."""
        try:
            with self._archive.open(member) as source:
                return source.read(most_bytes)
        except CANNOT_BE_READ as error:
            raise FileRefused("zip_broken", detail=str(error)) from error


def is_zip(path: Path) -> bool:
    """Say whether this is called a zip; a spreadsheet is one too, underneath."""
    return path.suffix.lower() == ".zip"


@contextmanager
def zipped_files(path: Path, max_bytes: int) -> Iterator[Zipped]:
    """Open a zip for reading files by name; raise `FileRefused` as `unzip` does."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise FileRefused("zip_broken", detail=str(error)) from error
    with archive:
        yield Zipped(archive, safe_members(archive, max_bytes))
