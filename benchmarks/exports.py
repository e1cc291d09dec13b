"""Exports beside ogr2ogr: the same rows of the same view into the same format, as ratios of one run.

Ours is what the worker does (`interop.services.writing.write_export`: styles, meanings of codes and progress
included); theirs is `ogr2ogr -sql "SELECT * FROM view"`, start of the program included. The database is of no other
use; needs gdal-bin.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.exports --rows 100000
"""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

from django.db import connection

from benchmarks.statistics import prepared, took_ms  # sets Django up
from interop.files import exports_folder
from interop.rows import Export, export_of
from interop.services.writing import WRITERS, write_export
from participation.selectors import EVERYTHING, public_contributions

DRIVERS = {"csv": "CSV", "geojson": "GeoJSON", "gpkg": "GPKG", "xlsx": "XLSX"}
VIEW = """
CREATE OR REPLACE VIEW benchmark_export AS
SELECT e.*, ST_SetSRID(ST_Point(lon, lat), 4326) AS geom FROM ({rows}) e"""
ROUNDS = 2


def make_view(export: Export) -> None:
    """Make the view of what is exported; parameters stand in its text."""
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS benchmark_export")
        cursor.execute(VIEW.format(rows=connection.connection.cursor().mogrify(export.sql, export.params)))


def connection_string() -> str:
    """Return how GDAL reaches the same database."""
    known = connection.get_connection_params()
    names = {"dbname": "dbname", "host": "host", "port": "port", "user": "user", "password": "password"}
    return "PG:" + " ".join(f"{theirs}='{known[ours]}'" for ours, theirs in names.items() if known.get(ours))


def theirs(ending: str, path: Path) -> None:
    """Let ogr2ogr write the view."""
    path.unlink(missing_ok=True)
    order = ["ogr2ogr", "-f", DRIVERS[ending], str(path), connection_string(), "-sql", "SELECT * FROM benchmark_export"]
    subprocess.run(order, check=True, capture_output=True)


def ours(export: Export, ending: str) -> None:
    """Write as a worker does, and take it away."""
    path = exports_folder() / f"{uuid4()}.{ending}"
    write_export(export=export, ending=ending, path=path)
    path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    perimeter = prepared(parser.parse_args().rows)
    export = export_of(perimeter, EVERYTHING)
    rows = public_contributions(perimeter).count()  # what the map's sums would say is not written here
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr is not here: install gdal-bin")
    make_view(export)
    with tempfile.TemporaryDirectory() as folder:
        for ending in WRITERS:
            path = Path(folder) / f"theirs.{ending}"
            mine, other = took_ms(
                lambda ending=ending: ours(export, ending),
                lambda ending=ending, path=path: theirs(ending, path),
                rounds=ROUNDS,
            )
            speeds = f"{1000 * rows / mine:,.0f} rows/s, ogr2ogr {1000 * rows / other:,.0f}"
            print(f"{ending}: {speeds}: {other / mine:.2f} times", flush=True)


if __name__ == "__main__":
    main()
