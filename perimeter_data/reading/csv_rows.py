"""A table (CSV, or the rows of a spreadsheet) with a place in its columns → raw features."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import count
from typing import Any

import numpy as np
import shapely

from perimeter_data.reading import cell_shapes
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import Options, RawTable, ReadReport
from perimeter_data.reading.text import clean, decode

LON_NAMES = ("lon", "lng", "long", "x", "coord_x", "longitude")  # the last one also as the end of a name
LAT_NAMES = ("lat", "y", "coord_y", "latitude")
PAIR_NAMES = ("geo_point_2d", "geopoint", "geo_point", "geolocation")
DELIMITERS = ",;\t|"
_PAIR = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$")
_MEMBER = r"[\"']{name}[\"']\s*:\s*(-?\d+(?:\.\d+)?)"
_LON = re.compile(_MEMBER.format(name="(?:lon|lng|longitude)"))
_LAT = re.compile(_MEMBER.format(name="(?:lat|latitude)"))


def read(data: bytes, options: Options) -> RawTable:
    """Read rows whose place stands in two columns, or in one as `lat, lon`, `{'lon': …, 'lat': …}`, or as a shape.

    The columns are those named, else the usual names. Raise `FileRefused`.
    """
    text, encoding = decode(data)
    lines = list(StringIO(text, newline=""))  # not splitlines(): it also breaks at U+2028 and other separators
    delimiter = max(DELIMITERS, key=lines[0].count)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header = next(rows)
    return from_rows(ReadReport("CSV", encoding=encoding), header, (row for _number, row in _rows(rows)), options)


def from_rows(report: ReadReport, header: list[str], rows: Iterable[list[str] | None], options: Options) -> RawTable:
    """Read the rows of a table, None for one that cannot be told apart."""
    report.fields = _unique_names([clean(name).strip() for name in header])
    table = RawTable(report, crs=None)
    kept = list(rows)
    column = None if options.lon or options.lat else cell_shapes.column(report.fields, kept)
    columns = None if column is not None else _position_columns(report.fields, options)
    for number, row in enumerate(kept, 1):
        report.read = number
        attributes = _attributes(table, number, row)
        if row is None or attributes is None:
            continue
        if column is not None:
            cell_shapes.take(table, number, row[column], attributes)
        elif columns is not None:
            _take(table, number, (row[columns[0]], row[columns[1]]), attributes)
    report.position = [report.fields[index] for index in (columns or (column,)) if index is not None]
    if table.geometries and table.crs is None and _look_like_degrees(table):
        table.crs = "OGC:CRS84"
    return table


def _rows(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (number, cells), or None for a row that cannot be told apart; blank lines do not count."""
    numbers = count(1)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield next(numbers), None
            continue
        if any(cell.strip() for cell in row):
            yield next(numbers), row


def _unique_names(header: list[str]) -> list[str]:
    names: list[str] = []
    for index, name in enumerate(header, 1):
        name = name or f"column_{index}"
        names.append(name if name not in names else f"{name}_{index}")
    return names


def _position_columns(header: list[str], options: Options) -> tuple[int, int]:
    lower = [name.casefold() for name in header]

    def find(asked: str | None, usual: tuple[str, ...]) -> int | None:
        wanted = (asked.casefold(),) if asked else usual
        found = next((lower.index(name) for name in wanted if name in lower), None)
        if found is None and not asked:
            found = next((lower.index(name) for name in lower if name.endswith(usual[-1])), None)
        if asked and found is None:
            raise FileRefused("unknown_field", field=asked, fields=header[:40])
        return found

    pair = find(None, PAIR_NAMES)
    lon, lat = find(options.lon, LON_NAMES), find(options.lat, LAT_NAMES)
    if lon is None or lat is None:
        lon = lat = pair
    if lon is None or lat is None:
        raise FileRefused("position_fields_missing", fields=header[:40])
    return lon, lat


def _attributes(table: RawTable, number: int, row: list[str] | None) -> dict[str, Any] | None:
    header = table.report.fields
    if row is None or len(row) != len(header):
        table.refuse(number, "bad_row", dict(zip(header, row or [], strict=False)))
        return None
    return {name: clean(cell).strip() for name, cell in zip(header, row, strict=True)}


def _take(table: RawTable, number: int, cells: tuple[str, str], attributes: dict[str, Any]) -> None:
    position = _position(*cells)
    if position is None:
        return table.refuse(number, "no_position", attributes)
    if position == (0, 0):
        return table.refuse(number, "null_island", attributes)
    return table.add(number, shapely.Point(position), attributes)


def _position(lon: str, lat: str) -> tuple[float, float] | None:
    if lon is lat or lon == lat:
        lon_match, lat_match, pair = _LON.search(lon), _LAT.search(lon), _PAIR.match(lon)
        if lon_match and lat_match:
            lon, lat = lon_match.group(1), lat_match.group(1)
        elif pair:
            lat, lon = pair.groups()
    try:
        x, y = _number(lon), _number(lat)
    except ValueError:
        return None
    return (x, y) if abs(x) < 1e12 and abs(y) < 1e12 else None  # NaN fails both


def _number(cell: str) -> float:
    return float(re.sub(r"[\s\u00a0\u202f]", "", cell).replace(",", "."))


def _look_like_degrees(table: RawTable) -> bool:
    bounds = shapely.bounds(table.geometries)
    return bool((np.abs(bounds) <= 400).all(axis=1).sum() * 2 > len(bounds))
