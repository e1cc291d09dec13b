"""Small boundary files made for tests: the same two squares near Nice in every format."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from pyogrio import raw
from shapely.geometry.base import BaseGeometry

WEST = shapely.box(7.20, 43.70, 7.25, 43.75)
EAST = shapely.box(7.25, 43.70, 7.30, 43.75)
SQUARES = {"06088": WEST, "06159": EAST}
NAMES = {"06088": "Nice – été", "06159": "Cœur"}


def moved(shape: BaseGeometry, crs: str) -> BaseGeometry:
    """Return a lon lat shape in another system."""
    there = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))


def feature(shape: BaseGeometry | None, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return a FeatureCollection."""
    return {"type": "FeatureCollection", **members, "features": list(features)}


def squares(crs: str | None = None) -> list[dict[str, Any]]:
    """Return the two squares as features."""
    return [
        feature(moved(shape, crs) if crs else shape, code=code, name=NAMES[code]) for code, shape in SQUARES.items()
    ]


def write_json(path: Path, value: Any) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def write(path: Path, driver: str, *, crs: str = "EPSG:2154", encoding: str | None = None, **options: Any) -> Path:
    """Write the two squares with GDAL."""
    shapes = [moved(shape, crs) for shape in SQUARES.values()]
    raw.write(
        path,
        np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object),
        [np.array(list(SQUARES), dtype=object), np.array(list(NAMES.values()), dtype=object)],
        np.array(["code", "name"]),
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
        encoding=encoding,
        **options,
    )
    return path


def write_table(path: Path, driver: str, **columns: list[str]) -> Path:
    """Write columns of text as a spreadsheet."""
    raw.write(
        path,
        geometry=None,
        field_data=[np.array(cells, dtype=object) for cells in columns.values()],
        fields=np.array(list(columns)),
        driver=driver,
        geometry_type=None,
    )
    return path


def write_shapefile(
    folder: Path, *, stem: str = "zones", encoding: str = "UTF-8", without: tuple[str, ...] = ()
) -> Path:
    """Write the squares as a shapefile in Lambert-93; leave parts out afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    path = write(folder / f"{stem}.shp", "ESRI Shapefile", encoding=encoding)
    for suffix in without:
        path.with_suffix(suffix).unlink()
    return path


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def zipped(path: Path, shapefile: Path, *, folder: str = "", upper: bool = False) -> Path:
    """Zip a shapefile with all its parts."""
    members = {}
    for part in sorted(shapefile.parent.glob(f"{shapefile.stem}.*")):
        suffix = part.suffix.upper() if upper else part.suffix
        members[f"{folder}{part.stem}{suffix}"] = part.read_bytes()
    return write_zip(path, members)
