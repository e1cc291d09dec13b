"""A file → features in lon lat: sniff, unpack, read, filter, place on the globe, repair. No Django, no database."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from perimeter_data.reading import crs, csv_rows, gdal, geojson
from perimeter_data.reading.refusals import BadGeometry, FileRefused
from perimeter_data.reading.repair import make_usable
from perimeter_data.reading.sniff import HEAD_BYTES, Format, require_plain_xml, sniff
from perimeter_data.reading.tables import Feature, FeatureTable, Options, RawTable, Reason
from perimeter_data.reading.unzip import SHAPEFILE_PARTS, unpack

SUFFIXES = {Format.SHAPEFILE: ".shp", Format.GPKG: ".gpkg", Format.GML: ".gml", Format.KML: ".kml"}


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
    path, kind = _opened(path, options)
    if kind is Format.ZIP:
        path, by_layer = unpack(path, folder, layer=options.layer, max_bytes=options.max_bytes)
        options = _without_layer(options) if by_layer else options
        path, kind = _opened(path, options)
        if kind is Format.ZIP:
            raise FileRefused("zip_nested")
    elif kind in SUFFIXES:
        path = _copied(path, kind, folder)
    if kind is Format.GEOJSON:
        return geojson.read(path.read_bytes(), options)
    if kind is Format.CSV:
        return csv_rows.read(path.read_bytes(), options)
    if kind in (Format.GML, Format.KML):
        require_plain_xml(path.read_bytes())
    return gdal.read(path, kind, options)


def _opened(path: Path, options: Options) -> tuple[Path, Format]:
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
    return path, sniff(head)


def _without_layer(options: Options) -> Options:
    return Options(**{name: getattr(options, name) for name in Options.__slots__} | {"layer": None})


def _copied(path: Path, kind: Format, folder: Path) -> Path:
    """Copy to a name of our own: GDAL writes side files, and reads meaning into names."""
    target = folder / f"data{SUFFIXES[kind]}"
    shutil.copyfile(path, target)
    if kind is Format.SHAPEFILE:
        for part in path.parent.iterdir():
            suffix = part.suffix.lower()
            if part.stem == path.stem and suffix in SHAPEFILE_PARTS - {".shp"}:
                shutil.copyfile(part, folder / f"data{suffix}")
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
