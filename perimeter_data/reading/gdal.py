"""GeoPackage, shapefile, GML, KML and the like → raw features, by pyogrio; spreadsheets → rows.

Runs in the child process only: see `bounded`.
"""

import sqlite3
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from perimeter_data.reading.choosing import matching
from perimeter_data.reading.dbf import text_encoding
from perimeter_data.reading.formats import Format
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import Options, RawTable, ReadReport
from perimeter_data.reading.text import clean

ERRORS = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
# Texts are taken byte by byte and decoded by us: pyogrio would stop at the first that is not what the file says.
BYTES = "ISO-8859-1"
ELSE = "cp1252"
OPEN_OPTIONS: dict[Format, dict[str, str]] = {
    Format.GML: {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"},
    Format.GPKG: {"IMMUTABLE": "YES"},
    Format.DXF: {"CLOSED_LINE_AS_POLYGON": "YES"},
}
# A town's codes are text: 06088 must not become 6088.
SHEET_OPTIONS = {"HEADERS": "FORCE", "FIELD_TYPES": "STRING"}
# These come in parts nobody names: read together. Of a GPX's five layers, two repeat the points of the others.
TOGETHER = {Format.KML: None, Format.GPX: ("waypoints", "routes", "tracks")}
# Where the format leaves the coordinate system unsaid, and everybody means this one.
UNSAID = {Format.TOPOJSON: "OGC:CRS84"}
# Their drivers offer many columns of which most are empty.
SPARSE = {Format.KML, Format.GPX, Format.DXF}


def read(path: Path, kind: Format, options: Options, name: str) -> RawTable:
    """Read one layer (all of a KML or GPX) in the coordinates of the file; raise `FileRefused`.

    `name` is what a layer without one of its own is called.
    """
    if kind is Format.GPKG:
        _require_geopackage(path)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            layers = _layers(path, kind, name)
            chosen = _chosen(list(layers), kind, options.layer)
            table = _read_layers(path, kind, {shown: layers[shown] for shown in chosen})
    except ERRORS as error:
        raise FileRefused("unreadable", detail=_first_line(error, path)) from error
    table.report.layers = list(layers) if len(layers) > 1 else []
    table.report.notes += sorted({_first_line(warning.message, path) for warning in caught})[:5]
    return table


def _require_geopackage(path: Path) -> None:
    """Refuse other SQLite databases, which GDAL would read with a shrug."""
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone()
        database.close()
    except sqlite3.Error as error:
        raise FileRefused("unreadable", detail=str(error)) from error
    if found is None:
        raise FileRefused("is_other_database")


def _first_line(message: Any, path: Path) -> str:
    return str(message).replace(f"{path.parent}/", "").split("\n")[0][:200]


def _layers(path: Path, kind: Format, name: str) -> dict[str, str]:
    """Return the layers that have geometry, what each is called → its name in GDAL."""
    together = TOGETHER.get(kind)
    found = [str(layer) for layer, geometry in pyogrio.list_layers(path) if geometry is not None]
    if together:
        found = [layer for layer in found if layer in together]
    if not found:
        raise FileRefused("no_features")
    return {name if layer == path.stem else layer: layer for layer in found}


def _chosen(found: list[str], kind: Format, asked: str | None) -> list[str]:
    if asked is None:
        if len(found) > 1 and kind not in TOGETHER:
            raise FileRefused("several_layers", layers=found)
        return found
    chosen = matching(found, asked)
    if chosen is None:
        raise FileRefused("unknown_layer", layers=found)
    return [chosen]


def _read_layers(path: Path, kind: Format, layers: dict[str, str]) -> RawTable:
    encoding = text_encoding(path.with_suffix(".dbf"), path.with_suffix(".cpg")) if kind is Format.SHAPEFILE else None
    report = ReadReport(kind.value, layer=next(iter(layers)) if len(layers) == 1 else None, encoding=encoding)
    table = RawTable(report, crs=None)
    for layer in layers.values():
        _read_layer(table, path, kind, layer)
    if kind in SPARSE:
        filled = {name for row in table.attributes for name, value in row.items() if value is not None}
        report.fields = [name for name in report.fields if name in filled]
        table.attributes = [{name: row[name] for name in row if name in filled} for row in table.attributes]
    return table


def layer_names(path: Path, kind: Format) -> list[str]:
    """Return the layers of a file, also those without geometry; raise `FileRefused`."""
    if kind is Format.GPKG:
        _require_geopackage(path)
    try:
        return [str(layer) for layer, _geometry in pyogrio.list_layers(path)]
    except ERRORS as error:
        raise FileRefused("unreadable", detail=_first_line(error, path)) from error


def read_rows(path: Path, kind: Format, layer: str | None) -> list[dict[str, Any]]:
    """Return the rows of a table, whatever its geometry; raise `FileRefused`."""
    encoding = text_encoding(path, path.with_suffix(".cpg")) if path.suffix.lower() == ".dbf" else None
    try:
        meta, _fids, _shapes, columns = raw.read(
            path,
            layer=layer,
            read_geometry=False,
            encoding=BYTES,
            datetime_as_string=True,
            **OPEN_OPTIONS.get(kind, {}),
        )
    except ERRORS as error:
        raise FileRefused("unreadable", detail=_first_line(error, path)) from error
    names = [_text(name, encoding) for name in meta["fields"]]
    cells = [_cells(column, one, encoding) for column, one in zip(columns, meta["ogr_types"], strict=True)]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def read_sheet(path: Path, kind: Format, options: Options, name: str) -> tuple[ReadReport, list[str], list[list[str]]]:
    """Return (report, header, rows) of the one sheet with rows in a spreadsheet, or the one asked for."""
    try:
        sheets = [str(sheet) for sheet, _geometry in pyogrio.list_layers(path)]
        filled = [
            sheet for sheet in sheets if pyogrio.read_info(path, layer=sheet, force_feature_count=True)["features"]
        ]
        if not filled:
            raise FileRefused("no_features")
        (sheet,) = _chosen(filled, kind, options.layer)
        meta, _fids, _shapes, columns = raw.read(
            path, layer=sheet, read_geometry=False, encoding=BYTES, datetime_as_string=True, **SHEET_OPTIONS
        )
    except ERRORS as error:
        raise FileRefused("unreadable", detail=_first_line(error, path)) from error
    report = ReadReport(kind.value, layer=sheet, layers=filled if len(filled) > 1 else [])
    rows = [["" if cell is None else _text(str(cell), None) for cell in row] for row in zip(*columns, strict=True)]
    return report, [_text(field, None) for field in meta["fields"]], rows


def _read_layer(table: RawTable, path: Path, kind: Format, layer: str) -> None:
    meta, _fids, wkbs, columns = raw.read(
        path, layer=layer, force_2d=True, encoding=BYTES, datetime_as_string=True, **OPEN_OPTIONS.get(kind, {})
    )
    table.crs = table.crs or meta["crs"] or UNSAID.get(kind)
    names = [_text(name, table.report.encoding) for name in meta["fields"]]
    table.report.fields += [name for name in names if name not in table.report.fields]
    cells = [
        _cells(column, kind_, table.report.encoding) for column, kind_ in zip(columns, meta["ogr_types"], strict=True)
    ]
    shapes = shapely.from_wkb(wkbs, on_invalid="ignore")
    for index, shape in enumerate(shapes):
        attributes = {name: column[index] for name, column in zip(names, cells, strict=True)}
        number = table.report.read = table.report.read + 1
        if shape is None:
            table.refuse(number, "no_geometry" if wkbs[index] is None else "bad_coordinates", attributes)
        else:
            table.add(number, shape, attributes)


def _text(value: str, encoding: str | None) -> str:
    """Decode what was read byte by byte.

    A shapefile's encoding is known; a character cut off by the field's width falls away. The rest ought to be UTF-8.
    """
    data = value.encode(BYTES)
    if encoding:
        return str(clean(data.decode(encoding, "ignore")))
    try:
        return str(clean(data.decode()))
    except UnicodeDecodeError:
        return str(clean(data.decode(ELSE, "replace")))


def _cells(column: Any, ogr_type: str, encoding: str | None) -> list[Any]:
    """Return a column as plain Python values: text, int, float, bool, ISO dates, lists; None where there is nothing."""
    if ogr_type == "OFTBinary":
        return [None] * len(column)
    if column.dtype.kind == "f":
        whole = ogr_type.startswith("OFTInteger")
        return [None if np.isnan(cell) else int(cell) if whole else float(cell) for cell in column]
    return [_cell(cell, encoding) for cell in column.tolist()]


def _cell(cell: Any, encoding: str | None) -> Any:
    if isinstance(cell, str):
        return _text(cell, encoding)
    if isinstance(cell, np.ndarray):
        return [_cell(inner, encoding) for inner in cell.tolist()]
    if isinstance(cell, list):
        return [_cell(inner, encoding) for inner in cell]
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)
