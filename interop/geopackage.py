"""GeoPackage: one layer of points with its style for QGIS, what its codes mean, and where it comes from."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from django.utils import timezone, translation

from core.i18n import translated
from interop.rows import Export
from interop.styles import qml

LAYER = "contributions"
PLACED = {"lon", "lat"}  # they are the point
TYPES: dict[type, Any] = {int: "int64", float: "float64", str: object, datetime: "datetime64[ms]"}
NOTHING: dict[type, Any] = {int: 0, float: 0, str: "", datetime: "1970-01-01"}
UTC = 100  # as GDAL counts time zones
# Readers of some years ago warn of newer ones.
VERSION = "1.3"
Progress = Callable[[int], None]
# The extension for schemas: GDAL reads enumerations as domains of fields, QGIS as lists of values.
SCHEMA = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
"""
STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles');
"""


def write_geopackage(export: Export, path: Path, progress: Progress = lambda done: None) -> None:
    """Write all rows, a portion at a time; `progress` is told how many are written, and may raise to stop."""
    done = 0
    for portion in export.portions():
        _append(export, portion, path)
        done += len(portion)
        progress(done)
    if not done:
        _append(export, [], path)
    with sqlite3.connect(path) as file:
        _describe(export, file)
    file.close()


def _append(export: Export, portion: list[tuple[Any, ...]], path: Path) -> None:
    names = export.names
    kept = [(number, column) for number, column in enumerate(export.columns) if column.name not in PLACED]
    values = list(zip(*portion, strict=True)) if portion else [() for _name in names]
    points = shapely.points(np.array(values[names.index("lon")], float), np.array(values[names.index("lat")], float))
    data, masks, zones = [], [], {}
    for number, column in kept:
        none = np.array([value is None for value in values[number]], bool)
        empty = NOTHING[column.type]
        given = [empty if value is None else value for value in values[number]]
        if column.type is datetime:
            given = [value.removesuffix("Z") for value in given]
            zones[column.name] = np.full(len(given), UTC)
        data.append(np.array(given, TYPES[column.type]))
        masks.append(none)
    pyogrio.raw.write(
        str(path),
        geometry=shapely.to_wkb(points),
        field_data=data,
        field_mask=masks,
        fields=[column.name for _number, column in kept],
        geometry_type="Point",
        crs="EPSG:4326",
        layer=LAYER,
        driver="GPKG",
        append=path.exists(),
        gdal_tz_offsets=zones,
        dataset_options={"VERSION": VERSION},
        dataset_metadata=None if path.exists() else _metadata(export),
    )


def _metadata(export: Export) -> dict[str, str]:
    perimeter = export.perimeter
    return {
        "TITLE": translated(perimeter.name, perimeter.default_language),
        "LICENCE": perimeter.get_data_licence_display() if perimeter.data_licence else "",
        "WRITTEN": timezone.now().isoformat(timespec="seconds"),
        "LANGUAGE": translation.get_language() or "",
    }


def _describe(export: Export, file: sqlite3.Connection) -> None:
    """Say what columns and codes mean, and how points are drawn."""
    file.executescript(SCHEMA)
    for column in export.columns:
        if column.name in PLACED:
            continue
        constraint = f"{column.name}_codes" if column.codes else None
        title = str(column.label) or column.name
        file.execute(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            (LAYER, column.name, column.name, title, title, constraint),
        )
        for code, label in (column.codes or {}).items():
            file.execute(
                "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, NULL, ?)",
                (constraint, code, str(label)),
            )
    file.executescript(STYLES)
    file.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description) VALUES ('', '', ?, 'geom', 'Agorama', ?, '', 1, '')",
        (LAYER, qml(export.perimeter)),
    )
