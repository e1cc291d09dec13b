"""Writing a file whole, or not at all."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from interop.files import exports_folder
from interop.geopackage import Progress, write_geopackage
from interop.rows import PORTION, Export
from interop.spreadsheet import write_spreadsheet
from interop.text_files import csv_lines, geojson_lines


def write_export(*, export: Export, ending: str, path: Path, progress: Progress = lambda done: None) -> None:
    """Write an export beside its place, then put it there; whatever stops it leaves nothing."""
    exports_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=exports_folder()) as folder:
        begun = Path(folder) / f"export.{ending}"
        WRITERS[ending](export, begun, progress)
        begun.replace(path)


def write_lines(lines: Iterator[bytes], count: int, path: Path, progress: Progress) -> None:
    """Write what is sent while it is read elsewhere: a piece is a portion of the rows."""
    with path.open("wb") as file:
        for number, piece in enumerate(lines):
            file.write(piece)
            progress(min(count, number * PORTION))


def write_csv(export: Export, path: Path, progress: Progress) -> None:
    """Write a CSV."""
    write_lines(csv_lines(export), export.count, path, progress)


def write_geojson(export: Export, path: Path, progress: Progress) -> None:
    """Write a GeoJSON."""
    write_lines(geojson_lines(export), export.count, path, progress)


WRITERS = {"csv": write_csv, "geojson": write_geojson, "gpkg": write_geopackage, "xlsx": write_spreadsheet}
