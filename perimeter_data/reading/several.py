"""Several tables of one folder, zip or file in one go: those whose names are asked for, also without geometry.

Runs in the child process. A table is called like its file, or its layer in a GeoPackage or GML.
"""

import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from perimeter_data.reading import gdal, reader, unzip
from perimeter_data.reading.choosing import matching
from perimeter_data.reading.formats import BESIDE, MAIN_SUFFIXES, SIDE_SUFFIXES, Format
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import FeatureTable, Options

# Of the same table in several formats the first is read.
ORDER = (".shp", ".gpkg", ".gml", ".tab", ".mif", ".geojson", ".json", ".fgb", ".csv", ".dbf")
LAYERED = {Format.GPKG, Format.GML}
MAX_TABLES = 60


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table stands: a file, or one of its layers."""

    path: Path
    kind: Format
    layer: str | None
    name: str
    group: str  # what is left of the name without the table's: `06088_…_20191025`


def read_several(path: Path, options: Options, tables: dict[str, str], rows: list[str]) -> dict[str, Any]:
    """Return {"tables": [{"table", "name", "features" | "rows" | "refused"}], "left_out": [names]}.

    `tables` are {table: pattern of its name}; those in `rows` are read without geometry, as [{field: value}]. Where
    nothing is called like a table, the only file (or the one that `options.layer` names) is the table "".
    """
    with tempfile.TemporaryDirectory(prefix="agorama-several-") as folder:
        sources, left_out = _sources(path, options, tables, Path(folder))
        chosen = _chosen(sources, options, tables)
        first = next(iter(tables))
        read = [
            _read(table, source, options, main=table in (first, ""), plain=table in rows) for table, source in chosen
        ]
    return {"tables": read, "left_out": left_out}


def _chosen(sources: dict[str, list[Source]], options: Options, tables: dict[str, str]) -> Iterator[tuple[str, Source]]:
    """Yield one source of each table and group; of several groups, the one that belongs to the first table's."""
    first = next(iter(tables))
    named = sources.get(first) or sources.get("", [])
    mains = _best(named)
    if options.layer and mains:
        wanted = matching([source.name for source in mains], options.layer)
        mains = [source for source in mains if source.name == wanted]
        if not mains:
            raise FileRefused("unknown_layer", layers=sorted(source.name for source in named))
    if len(mains) > 1:
        raise FileRefused("several_layers", layers=sorted(source.name for source in mains))
    groups = {source.group for source in named}
    for table, found in sources.items():
        if table in (first, ""):
            continue
        beside = _best(found)
        if len(groups) > 1:
            beside = [source for source in beside if source.group == mains[0].group]
        for source in beside[:MAX_TABLES]:
            yield table, source
    if mains:
        yield first if first in sources else "", mains[0]


def _best(sources: list[Source]) -> list[Source]:
    """Return one source a name: of the same data in several formats, the first of ORDER."""
    best: dict[str, Source] = {}
    for source in sorted(sources, key=lambda one: (ORDER.index(_ending(one.path)), one.name)):
        best.setdefault(source.group, source)
    return list(best.values())


def _ending(path: Path) -> str:
    return path.suffix.lower() if path.suffix.lower() in ORDER else ORDER[-1]


def _sources(
    path: Path, options: Options, tables: dict[str, str], folder: Path
) -> tuple[dict[str, list[Source]], list[str]]:
    """Return the sources of each table that is there, and the names of map files that are none of them."""
    patterns = {table: re.compile(pattern, re.IGNORECASE) for table, pattern in tables.items()}
    found: dict[str, list[Source]] = defaultdict(list)
    by_layer: dict[str, list[Source]] = defaultdict(list)
    others: list[Source] = []
    left_out: list[str] = []
    for file in _files(path, options, patterns, folder):
        try:
            layers = list(_layers(file, options))
        except FileRefused:
            if file == path:
                raise
            left_out.append(file.name)
            continue
        for source in layers:
            # The only layer of a file may be called anything; so may a file that has several.
            names = [file.stem, source.name] if len(layers) == 1 else [source.name]
            told = next(((table, name) for name in names for table in patterns if patterns[table].search(name)), None)
            if told is None:
                others.append(replace(source, name=names[0]))
            else:
                table, name = told
                to = found if name == names[0] else by_layer
                to[table].append(replace(source, name=name, group=_group(patterns[table], name)))
    for table, sources in by_layer.items():
        if table not in found:
            found[table] = sources
        else:
            left_out += [source.path.name for source in sources]
    if not found or (next(iter(tables)) not in found and options.layer):
        found[""] = [source for source in others if source.path.suffix.lower() != ".dbf"]
        return found, left_out
    beside = {*BESIDE, ".dbf"}
    return found, left_out + sorted({one.name for one in others if one.path.suffix.lower() not in beside})


def _group(pattern: re.Pattern[str], name: str) -> str:
    return pattern.sub("_", name).casefold().strip("_")


def _files(path: Path, options: Options, patterns: dict[str, re.Pattern[str]], folder: Path) -> Iterator[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.is_file() and not file.is_symlink()]
        inner = [file for file in files if file.suffix.lower() == ".zip"]
        mapped = [file for file in files if _may_be_a_table(file)]
        if not mapped and len(inner) == 1:
            path = inner[0]
        else:
            yield from (file for file in mapped if not _is_part(file, files))
            return
    if reader.kind_of(path, options) is not Format.ZIP:
        yield path
        return
    _unpack(path, options, folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    yield from (file for file in files if _may_be_a_table(file) and not _is_part(file, files))


def _may_be_a_table(file: Path) -> bool:
    return file.suffix.lower() in (*MAIN_SUFFIXES, ".dbf")


def _is_part(file: Path, files: list[Path]) -> bool:
    """Say whether a .dbf belongs to a shapefile; alone it is a table without geometry."""
    if file.suffix.lower() != ".dbf":
        return False
    stem = file.stem.casefold()
    return any(
        other.suffix.lower() == ".shp" and other.stem.casefold() == stem and other.parent == file.parent
        for other in files
    )


def _unpack(path: Path, options: Options, folder: Path) -> None:
    """Write what may be a table, with its parts, below the folder; names were looked at."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in unzip.safe_members(archive, options.max_bytes):
                name = PurePosixPath(member.filename.replace("\\", "/"))
                if name.suffix.lower() not in (*MAIN_SUFFIXES, *SIDE_SUFFIXES, ".dbf"):
                    continue
                target = folder.joinpath(*name.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                unzip.write(archive, member, target, options.max_bytes)
    except unzip.BROKEN as error:
        raise FileRefused("zip_broken", detail=str(error)) from error


def _layers(path: Path, options: Options) -> Iterator[Source]:
    if path.suffix.lower() == ".dbf":
        yield Source(path, Format.SHAPEFILE, None, path.stem, "")
        return
    kind = reader.kind_of(path, options)
    if kind not in LAYERED:
        yield Source(path, kind, None, path.stem, "")
        return
    if kind is Format.GML:
        reader.require_harmless(path.read_bytes())
    yield from (Source(path, kind, name, name, "") for name in gdal.layer_names(path, kind))


def _read(table: str, source: Source, options: Options, *, main: bool, plain: bool) -> dict[str, Any]:
    """Read one table; what is refused of it is an answer, not an end."""
    told: dict[str, Any] = {"table": table, "name": source.name}
    try:
        if plain:
            return {**told, "rows": _rows(source, options)}
        return {**told, "features": _features(source, options, main=main).to_json()}
    except FileRefused as refused:
        return {**told, "refused": {"code": refused.code, "extra": refused.extra}}


def _features(source: Source, options: Options, *, main: bool) -> FeatureTable:
    """Read features. `where` chooses rows of the main table, and of others that have its fields; `keep` is its own."""
    narrowed = replace(options, layer=source.layer, keep=options.keep if main else "any")
    try:
        return reader.read(source.path, narrowed)
    except FileRefused as refused:
        if main or refused.code != "unknown_field":
            raise
        return reader.read(source.path, replace(narrowed, where={}))


def _rows(source: Source, options: Options) -> list[dict[str, Any]]:
    if source.kind in (Format.GEOJSON, Format.CSV):
        raw = reader.read_raw(source.path, replace(options, layer=None, where={}))
        return [*raw.attributes, *(reason.attributes or {} for reason in raw.report.refused)]
    return gdal.read_rows(source.path, source.kind, source.layer)
