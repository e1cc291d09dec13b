"""A file → features in lon lat: sniff, unpack, read, filter, place on the globe, repair. No Django, no database."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from perimeter_data.reading import crs, csv_rows, gdal, geojson, unzip
from perimeter_data.reading.choosing import choose, sides_of
from perimeter_data.reading.formats import MAIN_SUFFIXES, PACKED, SIDE_SUFFIXES, SUFFIXES, Format
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.repair import make_usable
from perimeter_data.reading.sniff import HEAD_BYTES, require_plain_xml, sniff
from perimeter_data.reading.tables import Feature, FeatureTable, Options, RawTable, Reason

XML = {Format.GML, Format.KML, Format.GPX}


def read(path: Path, options: Options) -> FeatureTable:
    """Read a file from the disk; raise `FileRefused`."""
    raw = read_raw(path, options)
    return FeatureTable(usable(raw, options), raw.report)


def read_raw(path: Path, options: Options) -> RawTable:
    """Return the features as the file has them, filtered by `where`; raise `FileRefused`."""
    with tempfile.TemporaryDirectory(prefix="agorama-read-") as folder:
        raw = _read_raw(path, options, Path(folder))
    vertices = int(sum(shapely.get_num_coordinates(raw.geometries)))
    if vertices > options.max_vertices:
        raise FileRefused("too_many_vertices", max_vertices=options.max_vertices)
    raw.report.vertices = vertices
    if options.where:
        _filter(raw, options.where)
    return raw


def _read_raw(path: Path, options: Options, folder: Path) -> RawTable:
    if path.is_dir():
        return _read_folder(path, options, folder)
    kind = kind_of(path, options)
    if kind is Format.ZIP:
        return _read_zip(path, options, folder)
    return _read_file(path, kind, options, folder, name=path.stem)


def _read_folder(path: Path, options: Options, folder: Path) -> RawTable:
    """Read one of the files that were sent together, with its parts."""
    choice = choose([file.name for file in path.iterdir() if file.is_file()], MAIN_SUFFIXES | PACKED, options.layer)
    raw = _read_raw(path / choice.main, _without_layer(options) if choice.named else options, folder)
    raw.report.layers = choice.offered or raw.report.layers
    return raw


def _read_zip(path: Path, options: Options, folder: Path) -> RawTable:
    unpacked, choice = unzip.unpack(path, folder, layer=options.layer, max_bytes=options.max_bytes)
    options = _without_layer(options) if choice.named else options
    kind = kind_of(unpacked, options)
    if kind is Format.ZIP:
        raise FileRefused("zip_nested")
    raw = _read_file(unpacked, kind, options, folder, name=choice.name)
    raw.report.layers = choice.offered or raw.report.layers
    return raw


def _read_file(path: Path, kind: Format, options: Options, folder: Path, *, name: str) -> RawTable:
    """Read a single file; `name` is what its only layer is called."""
    if kind is Format.GEOJSON:
        return geojson.read(path.read_bytes(), options)
    if kind is Format.CSV:
        return csv_rows.read(path.read_bytes(), options)
    path = _copied(path, kind, folder)
    if kind in XML:
        require_harmless(path.read_bytes())
    if kind in (Format.XLSX, Format.ODS):
        return csv_rows.from_rows(*gdal.read_sheet(path, kind, options, name), options)
    return gdal.read(path, kind, options, name)


def require_harmless(data: bytes) -> None:
    """Refuse XML that could reach out, and a KML that only names another."""
    require_plain_xml(data)
    if b"<NetworkLink" in data and b"<Placemark" not in data:
        raise FileRefused("points_elsewhere")


def kind_of(path: Path, options: Options) -> Format:
    """Say what a file is; raise `FileRefused`."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise FileRefused("file_missing", name=path.name) from error
    if size == 0:
        raise FileRefused("file_empty")
    if size > options.max_bytes:
        raise FileRefused("file_too_large", max_mb=options.max_bytes // 1_000_000)
    if path.suffix.lower() in SIDE_SUFFIXES:
        raise FileRefused("part_alone")
    kind = sniff(head)
    return unzip.kind(path, options.max_bytes) if kind is Format.ZIP else kind


def _without_layer(options: Options) -> Options:
    return Options(**{name: getattr(options, name) for name in Options.__slots__} | {"layer": None})


def _copied(path: Path, kind: Format, folder: Path) -> Path:
    """Copy to a name of our own: GDAL writes side files, and reads meaning into names."""
    target = folder / f"data{SUFFIXES[kind]}"
    if path == target:
        return target
    shutil.copyfile(path, target)
    beside = {part.name: part for part in path.parent.iterdir()}
    for suffix, name in sides_of(f"{path.stem}{SUFFIXES[kind]}", beside).items():
        shutil.copyfile(beside[name], folder / f"data{suffix}")
    return target


def _filter(raw: RawTable, where: dict[str, list[str]]) -> None:
    fields = {FeatureTable([], raw.report).field(name): set(values) for name, values in where.items()}

    def wanted(attributes: dict[str, Any] | None) -> bool:
        return all(_as_text((attributes or {}).get(name)) in values for name, values in fields.items())

    kept = [index for index, attributes in enumerate(raw.attributes) if wanted(attributes)]
    raw.numbers = [raw.numbers[index] for index in kept]
    raw.geometries = [raw.geometries[index] for index in kept]
    raw.attributes = [raw.attributes[index] for index in kept]
    raw.report.refused = [reason for reason in raw.report.refused if wanted(reason.attributes)]
    numbers = set(raw.numbers)
    raw.report.repaired = [reason for reason in raw.report.repaired if reason.number in numbers]


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def usable(raw: RawTable, options: Options) -> list[Feature]:
    """Return what can be used of it, in lon lat and repaired; raise `FileRefused`."""
    shapes = np.empty(len(raw.geometries), dtype=object)
    shapes[:] = raw.geometries
    placed = _in_lon_lat(raw, shapes, options)
    features = []
    for number, shape, attributes in zip(raw.numbers, placed, raw.attributes, strict=True):
        try:
            if not _on_earth(shape):
                raise BadGeometry("out_of_range")
            usable, mended = make_usable(shape, options.keep)
        except BadGeometry as error:
            raw.refuse(number, error.reason, attributes)
            continue
        raw.report.repaired += [Reason(number, code) for code in mended]
        features.append(Feature(number, usable, attributes))
    raw.report.refused.sort(key=lambda reason: reason.number)
    if not features:
        raise FileRefused("no_features", read=raw.report.read, reasons=raw.report.counts())
    return features


def _in_lon_lat(raw: RawTable, shapes: NDArray[Any], options: Options) -> NDArray[Any]:
    somewhere = shapes[~shapely.is_empty(shapes)]
    if not len(somewhere):
        return shapes
    system = crs.find(options.crs or raw.crs, somewhere, options.near)
    crs.require_plausible(somewhere, system, options.near)
    raw.report.crs = crs.label(system)
    if options.crs and raw.crs and crs.shown(raw.crs) != raw.report.crs:
        raw.report.notes.append(f"declared {crs.shown(raw.crs)}, read as {raw.report.crs}")
    placed = crs.to_lon_lat(shapes, system)
    if crs.looks_swapped(placed[~shapely.is_empty(placed)], options.near):
        raw.report.notes.append("swapped_axes")
    return placed


def _on_earth(shape: Any) -> bool:
    if shape.is_empty:
        return True
    west, south, east, north = shape.bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90 and bool(np.isfinite(shape.bounds).all())
