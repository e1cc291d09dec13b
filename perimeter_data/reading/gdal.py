"""GeoPackage, shapefile, GML and KML → raw features, by pyogrio. Runs in the child process only: see `bounded`."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from perimeter_data.reading.dbf import text_encoding
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.sniff import Format
from perimeter_data.reading.tables import Options, RawTable, ReadReport
from perimeter_data.reading.text import clean
from perimeter_data.reading.unzip import matching

ERRORS = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
# The texts of a shapefile are taken byte by byte and decoded by us: see dbf.
BYTES = "ISO-8859-1"
OPEN_OPTIONS: dict[Format, dict[str, str]] = {
    Format.GML: {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO"},
    Format.GPKG: {"IMMUTABLE": "YES"},
}


def read(path: Path, kind: Format, options: Options) -> RawTable:
    """Read one layer (all folders of a KML) in the coordinates of the file; raise `FileRefused`."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            layers = _layers(path, kind, options.layer)
            table = _read_layers(path, kind, layers)
    except ERRORS as error:
        raise FileRefused("unreadable", detail=_first_line(error, path)) from error
    table.report.notes += sorted({_first_line(warning.message, path) for warning in caught})[:5]
    return table


def _first_line(message: Any, path: Path) -> str:
    return str(message).replace(f"{path.parent}/", "").split("\n")[0][:200]


def _layers(path: Path, kind: Format, asked: str | None) -> list[str]:
    found = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not found:
        raise FileRefused("no_features")
    if asked is None:
        if len(found) > 1 and kind is not Format.KML:
            raise FileRefused("several_layers", layers=found)
        return found
    chosen = matching(found, asked)
    if chosen is None:
        raise FileRefused("unknown_layer", layers=found)
    return [chosen]


def _read_layers(path: Path, kind: Format, layers: list[str]) -> RawTable:
    encoding = text_encoding(path.with_suffix(".dbf"), path.with_suffix(".cpg")) if kind is Format.SHAPEFILE else None
    report = ReadReport(kind.value, layer=layers[0] if len(layers) == 1 else None, encoding=encoding)
    table = RawTable(report, crs=None)
    for layer in layers:
        _read_layer(table, path, kind, layer)
    return table


def _read_layer(table: RawTable, path: Path, kind: Format, layer: str) -> None:
    codec = BYTES if kind is Format.SHAPEFILE else None
    meta, _fids, wkbs, columns = raw.read(
        path, layer=layer, force_2d=True, encoding=codec, datetime_as_string=True, **OPEN_OPTIONS.get(kind, {})
    )
    table.crs = table.crs or meta["crs"]
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
    """Decode what was read byte by byte; a character cut off by the field's width falls away."""
    text = value.encode(BYTES).decode(encoding, "ignore") if encoding else value
    return str(clean(text))


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
