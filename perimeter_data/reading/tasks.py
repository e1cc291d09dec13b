"""What the child process can be asked for."""

from pathlib import Path
from typing import Any

import shapely

from perimeter_data.reading.inspection import inspect
from perimeter_data.reading.reader import read
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.repair import polygons_of
from perimeter_data.reading.several import read_several
from perimeter_data.reading.tables import Options


def options_from_json(value: dict[str, Any]) -> Options:
    """Rebuild options that went through JSON."""
    near = value["near"]
    return Options(**(value | {"near": tuple(near) if near else None}))


def read_table(path: str, options: dict[str, Any]) -> dict[str, Any]:
    """Read one file into a `FeatureTable`, as JSON."""
    return read(Path(path), options_from_json(options)).to_json()


def inspect_table(path: str, options: dict[str, Any]) -> dict[str, Any]:
    """Say what a file is, as JSON."""
    return inspect(Path(path), options_from_json(options))


def read_tables(path: str, options: dict[str, Any], tables: dict[str, str], rows: list[str]) -> dict[str, Any]:
    """Read several tables, as JSON."""
    return read_several(Path(path), options_from_json(options), tables, rows)


def repair_area(shape: str) -> str:
    """Return a drawing (hex WKB) as a valid area: shells add, holes take away; raise `FileRefused`."""
    try:
        repaired = shapely.make_valid(shapely.from_wkb(shape), method="structure", keep_collapsed=False)
    except shapely.errors.GEOSException as error:
        raise FileRefused("too_complex") from error
    return shapely.to_wkb(polygons_of(repaired), hex=True)
