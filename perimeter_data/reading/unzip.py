"""One map file out of a zip, safely: nothing outside the work folder, no links, no bombs, no zip in a zip."""

import stat
import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath

from perimeter_data.reading.refusals import FileRefused

MAX_MEMBERS = 10_000
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * 1024 * 1024
CHUNK = 1024 * 1024
NESTED = {".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".kmz"}
SINGLE = {".geojson", ".json", ".gpkg", ".gml", ".kml", ".csv"}
# What often lies beside the data: read only where there is nothing else, or where it is named.
BESIDE = {".json", ".csv"}
SHAPEFILE_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
Members = dict[str, zipfile.ZipInfo]


def unpack(path: Path, folder: Path, *, layer: str | None, max_bytes: int) -> tuple[Path, bool]:
    """Write the one map file (with a shapefile's parts) into `folder` as `data.*`.

    Returns (its path, whether `layer` chose it: the name of the file in the zip, without its ending).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = _safe_members(archive, max_bytes)
            chosen, by_layer = _choose(members, layer)
            for suffix, member in chosen.items():
                _write(archive, member, folder / f"data{suffix}", max_bytes)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise FileRefused("zip_broken", detail=str(error)) from error
    main = next(suffix for suffix in chosen if suffix not in SHAPEFILE_PARTS - {".shp"})
    return folder / f"data{main}", by_layer


def _safe_members(archive: zipfile.ZipFile, max_bytes: int) -> list[zipfile.ZipInfo]:
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


def _choose(members: list[zipfile.ZipInfo], layer: str | None) -> tuple[Members, bool]:
    """Return ({suffix: member} of one map file, whether the layer's name chose it)."""
    files: dict[str, Members] = defaultdict(dict)
    for member in members:
        path = PurePosixPath(member.filename)
        suffix = path.suffix.lower()
        if suffix in SHAPEFILE_PARTS:
            files[f"{path.parent}/{path.stem}".casefold()][suffix] = member
        elif suffix in SINGLE:
            files[f"{path}".casefold()][suffix] = member
    found = [parts for parts in files.values() if ".shp" in parts or SINGLE & set(parts)]
    names = [_name(parts) for parts in found]
    if not found:
        raise FileRefused("zip_without_data")
    named = matching(names, layer) if layer else None
    if named is not None:
        return found[names.index(named)], True
    foremost = [parts for parts in found if not BESIDE & set(parts)] or found
    if len(foremost) == 1 and layer is None:
        return foremost[0], False
    if len(found) == 1:
        return found[0], False
    if layer:
        raise FileRefused("unknown_layer", layers=sorted(names))
    raise FileRefused("several_layers", layers=sorted(names))


def matching(names: list[str], asked: str) -> str | None:
    """Return the one name that is, or else contains, what was asked for; case does not matter."""
    wanted = asked.casefold()
    for found in ([n for n in names if n.casefold() == wanted], [n for n in names if wanted in n.casefold()]):
        if len(found) == 1:
            return found[0]
    return None


def _name(parts: Members) -> str:
    return PurePosixPath(next(iter(parts.values())).filename).stem


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, max_bytes: int) -> None:
    written = 0
    with archive.open(member) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > max_bytes:
                raise FileRefused("zip_bomb")
            sink.write(chunk)
