"""One map file out of a zip, safely: nothing outside the work folder, no links, no bombs, no zip in a zip."""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from perimeter_data.reading.choosing import Choice, choose
from perimeter_data.reading.formats import MAIN_SUFFIXES, Format
from perimeter_data.reading.refusals import FileRefused

MAX_MEMBERS = 10_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * 1024 * 1024
CHUNK = 1024 * 1024
NESTED = {".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".kmz"}
BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError)


def kind(path: Path, max_bytes: int) -> Format:
    """Say which of the formats that are zips underneath this is; raise `FileRefused`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = safe_members(archive, max_bytes)
    except BROKEN as error:
        raise FileRefused("zip_broken", detail=str(error)) from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return Format.ODS
    if {"word/document.xml", "ppt/presentation.xml"} & names:
        raise FileRefused("is_document")
    if any(name.endswith(".qgs") for name in names):
        raise FileRefused("points_elsewhere")
    return Format.ZIP


def unpack(path: Path, folder: Path, *, layer: str | None, max_bytes: int) -> tuple[Path, Choice]:
    """Write the one map file (with its parts) into `folder` as `data.*`; return its path and how it was chosen.

    A layer is called as the file in the zip, without its ending.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in safe_members(archive, max_bytes)}
            if any(PurePosixPath(name).suffix.lower() == ".gdbtable" for name in members):
                raise FileRefused("is_geodatabase")
            choice = choose(members, MAIN_SUFFIXES, layer)
            main = folder / f"data{PurePosixPath(choice.main).suffix.lower()}"
            _write(archive, members[choice.main], main, max_bytes)
            for suffix, name in choice.sides.items():
                _write(archive, members[name], folder / f"data{suffix}", max_bytes)
    except BROKEN as error:
        raise FileRefused("zip_broken", detail=str(error)) from error
    return main, choice


def safe_members(archive: zipfile.ZipFile, max_bytes: int) -> list[zipfile.ZipInfo]:
    """Return the files of a zip that is within bounds; raise `FileRefused`."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        _require_safe(member)
    grown = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    too_dense = grown > RATIO_COUNTS_FROM and grown / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or grown > max_bytes or too_dense:
        raise FileRefused("zip_bomb")
    return [member for member in members if not _is_junk(member)]


def _require_safe(member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":" or stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("zip_unsafe", name=name[:120])
    if member.flag_bits & 0x1:
        raise FileRefused("zip_encrypted")
    if path.suffix.lower() in NESTED and not _is_junk(member):
        raise FileRefused("zip_nested")


def _is_junk(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, max_bytes: int) -> None:
    written = 0
    with archive.open(member) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > max_bytes:
                raise FileRefused("zip_bomb")
            sink.write(chunk)
