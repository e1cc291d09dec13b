"""What was brought → one picture alone in a folder, with its world file: GDAL reads whatever else lies beside a file.

Runs in the child process, like `raster_files`.
"""

import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from layers.services.raster_files import raster_driver
from perimeter_data.reading.choosing import Choice, choose, sides_of
from perimeter_data.reading.formats import MAIN_SUFFIXES, PICTURE_SIDES
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.unzip import unpack

PICTURES = frozenset(PICTURE_SIDES)
PRJ = ".prj"
PRJ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture, and the coordinate system that a .prj beside it names, "" for none."""

    picture: Path
    crs: str


def is_picture(path: Path) -> bool:
    """Say whether a file is a picture, or a folder holds one and no map file. Zips are not opened."""
    if path.is_file():
        return raster_driver(path) is not None
    files = [file for file in path.iterdir() if file.is_file()] if path.is_dir() else []
    return not any(file.suffix.lower() in MAIN_SUFFIXES for file in files) and any(map(raster_driver, files))


def lay_out(source: Path, folder: Path, *, name: str | None, max_bytes: int) -> Brought:
    """Put the picture of a file, a folder or a zip into `folder`; raise `FileRefused`."""
    picture, sides = _found(source, folder, name, max_bytes)
    if picture.stat().st_size > max_bytes:
        raise FileRefused("file_too_large", max_mb=max_bytes // 1_000_000)
    alone = folder / f"picture{picture.suffix.lower()}"
    os.symlink(picture.resolve(), alone)
    for suffix, path in sides.items():
        if suffix != PRJ:
            shutil.copyfile(path, alone.with_suffix(".wld"))
    return Brought(alone, _told(sides[PRJ]) if PRJ in sides else "")


def _found(source: Path, folder: Path, name: str | None, max_bytes: int) -> tuple[Path, dict[str, Path]]:
    if source.is_file() and zipfile.is_zipfile(source) and not raster_driver(source):
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        main, choice = unpack(source, unpacked, layer=name, max_bytes=max_bytes, suffixes=PICTURES)
        return main, {suffix: main.with_suffix(suffix) for suffix in choice.sides}
    beside = source if source.is_dir() else source.parent
    names = [file.name for file in beside.iterdir() if file.is_file()]
    choice = choose(names, PICTURES, name) if source.is_dir() else _itself(source.name, names)
    return beside / choice.main, {suffix: beside / file for suffix, file in choice.sides.items()}


def _itself(name: str, names: list[str]) -> Choice:
    return Choice(name, sides_of(name, names), Path(name).stem, False, [])


def _told(prj: Path) -> str:
    with prj.open("rb") as file:
        return file.read(PRJ_BYTES).decode("utf-8", "replace").strip()
