"""Writing a file whole, or not at all."""

import tempfile
from pathlib import Path

from interop.files import exports_folder
from interop.geopackage import Progress, write_geopackage
from interop.rows import Export
from interop.spreadsheet import write_spreadsheet


def write_export(*, export: Export, ending: str, path: Path, progress: Progress = lambda done: None) -> None:
    """Write an export beside its place, then put it there; whatever stops it leaves nothing."""
    exports_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=exports_folder()) as folder:
        begun = Path(folder) / f"export.{ending}"
        WRITERS[ending](export, begun, progress)
        begun.replace(path)


WRITERS = {"gpkg": write_geopackage, "xlsx": write_spreadsheet}
