"""Contributions a second from a CSV, beside `ogr2ogr` and a plain COPY of the same rows into the same table.

Ours checks the perimeter, knows repeated rows, tells the change feed and counts 500 zones; the others copy columns,
under the same triggers. ogr2ogr is asked for COPY and still sends INSERTs, since the table has generated columns; the
plain COPY, of a file that is laid out for it, is what it could reach at best. Only ratios within one run mean
anything. Give it a database of its own. Without ogr2ogr on the PATH (Debian's `gdal-bin`) its row is left out.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.imports --rows 10000 --rounds 5
"""

import argparse
import csv
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection  # noqa: E402

from participation.models import Contribution  # noqa: E402
from participation.services.import_rows import ImportOrder  # noqa: E402
from participation.services.importing import import_contributions  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion, Zone, Zoning, ZoningVersion  # noqa: E402
from perimeter_data.reading import read_features  # noqa: E402
from perimeter_data.selectors import published_version  # noqa: E402
from perimeter_data.services.publish import publish_boundary, publish_zoning  # noqa: E402

SLUG = "bench-imports"
WEST, SOUTH, EAST, NORTH = 6.1, 43.5, 8.4, 45.0
COLUMNS, ROWS = 25, 20
OTHERS = ("ogr2ogr", "plain COPY")
FIELDS = {"title": "title", "text": "text", "id": "source_id", "created": "created_at"}
# The table has two geometry columns, and a CSV's has no name.
VRT = """<OGRVRTDataSource><OGRVRTLayer name="{stem}"><SrcDataSource>{path}</SrcDataSource>
<GeometryField name="position" encoding="PointFromColumns" x="lon" y="lat"><SRS>EPSG:4326</SRS></GeometryField>
</OGRVRTLayer></OGRVRTDataSource>"""
COPY = "COPY participation_contribution ({columns}) FROM STDIN (FORMAT csv)"
FORGET = """
DELETE FROM participation_zoneassignment a USING participation_contribution c
 WHERE c.id = a.contribution_id AND c.perimeter_id = %(perimeter)s;
DELETE FROM core_change WHERE perimeter_id = %(perimeter)s;
DELETE FROM participation_contribution WHERE perimeter_id = %(perimeter)s
"""


def prepared() -> Perimeter:
    """Return a perimeter with 500 zones, made the first time."""
    perimeter, new = Perimeter.objects.get_or_create(slug=SLUG, defaults={"name": {"fr": SLUG}, "ref_prefix": "BEN"})
    if not new:
        return perimeter
    area = MultiPolygon(Polygon.from_bbox((WEST, SOUTH, EAST, NORTH)), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=1, boundary=area, accepted=area, area_km2=30000)
    version.save()
    publish_boundary(version=version)
    zoning = Zoning.objects.create(perimeter=perimeter, slug="grid", name={"fr": "grid"})
    edition = ZoningVersion.objects.create(zoning=zoning, number=1)
    wide, high = (EAST - WEST) / COLUMNS, (NORTH - SOUTH) / ROWS
    corners = [(WEST + x * wide, SOUTH + y * high) for x in range(COLUMNS) for y in range(ROWS)]
    Zone.objects.bulk_create(
        Zone(
            version=edition,
            code=str(number),
            name={"fr": str(number)},
            geom=MultiPolygon(Polygon.from_bbox((x, y, x + wide, y + high)), srid=4326),
        )
        for number, (x, y) in enumerate(corners)
    )
    publish_zoning(version=edition)
    return perimeter


def written(path: Path, perimeter: Perimeter, rows: int) -> None:
    """Write a CSV that both can read: ours by title, text, id and date, ogr2ogr by the table's column names."""
    chance = random.Random(6088)  # the same rows each time
    whole = {
        "perimeter_id": perimeter.pk,
        "perimeter_version_id": published_version(perimeter).pk,
        "kind": "report",
        "state": "received",
        "language": "fr",
        "anchor": "exact",
        "position_source": "coordinates",
        "channel": "import",
        "source": "bench",
        "updated_at": "2024-07-25 10:00:00+00",
        "created_at": "2024-07-25 10:00:00+00",
    }
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["lon", "lat", "source_id", "title", "text", *whole])
        writer.writeheader()
        for number in range(rows):
            lon, lat = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
            said = {"title": f"Dépôt sauvage {number}", "text": "Des gravats au bord du chemin, " * 5}
            writer.writerow({"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "source_id": number, **said, **whole})


def lay_out(path: Path) -> None:
    """Write the same rows as the table's columns."""
    with path.open(newline="") as file, path.with_suffix(".copy").open("w", newline="") as target:
        rows = csv.DictReader(file)
        writer = csv.writer(target)
        names = [name for name in rows.fieldnames or () if name not in ("lon", "lat")]
        path.with_suffix(".columns").write_text(", ".join(["position", *names]))
        for row in rows:
            writer.writerow([f"SRID=4326;POINT({row['lon']} {row['lat']})", *(row[name] for name in names)])


def ours(path: Path, perimeter: Perimeter) -> None:
    table = read_features(path, keep="point")
    order = ImportOrder(table=table, name=path.name, source="bench", fields=FIELDS)
    import_contributions(perimeter=perimeter, order=order)


def plain_copy(path: Path, perimeter: Perimeter) -> None:
    laid_out = path.with_suffix(".copy")
    columns = laid_out.with_suffix(".columns").read_text()
    with connection.cursor() as cursor, cursor.copy(COPY.format(columns=columns)) as copy:
        copy.write(laid_out.read_bytes())


def ogr2ogr(path: Path, perimeter: Perimeter) -> None:
    facts = connection.settings_dict
    target = f"PG:dbname='{facts['NAME']}' host='{facts['HOST']}' user='{facts['USER']}'"
    if facts["PASSWORD"]:
        target += f" password='{facts['PASSWORD']}'"
    if facts["PORT"]:
        target += f" port='{facts['PORT']}'"
    named = path.with_suffix(".vrt")
    named.write_text(VRT.format(stem=path.stem, path=path))
    command = ["ogr2ogr", "-append", "-f", "PostgreSQL", target, str(named), "-nln", "participation_contribution"]
    subprocess.run([*command, "-gt", "unlimited", "--config", "PG_USE_COPY", "YES"], check=True, capture_output=True)


def timed(way: Callable[[Path, Perimeter], None], path: Path, perimeter: Perimeter, rows: int) -> float:
    """Return rows a second of one way, from an empty perimeter."""
    with connection.cursor() as cursor:
        for statement in FORGET.split(";"):
            cursor.execute(statement, {"perimeter": perimeter.pk})
        cursor.execute("VACUUM ANALYZE participation_contribution")
    begun = time.perf_counter()
    way(path, perimeter)
    rate = rows / (time.perf_counter() - begun)
    stored = Contribution.objects.filter(perimeter=perimeter).count()
    if stored != rows:
        raise SystemExit(f"{way.__name__} stored {stored} of {rows} rows")
    return rate


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    perimeter = prepared()
    ways = {"ogr2ogr": ogr2ogr, "plain COPY": plain_copy, "import_contributions": ours}
    others = [name for name in OTHERS if name != "ogr2ogr" or shutil.which(name)]
    ways = {name: way for name, way in ways.items() if name in (*others, "import_contributions")}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        written(path, perimeter, asked.rows)
        lay_out(path)
        for _round in range(asked.rounds):
            for name, way in ways.items():
                rates[name].append(timed(way, path, perimeter, asked.rows))
    print(f"{asked.rows} rows, 500 zones, {asked.rounds} rounds, from the file to the commit\n")
    print(" | ".join(["| way | rows/s", *(f"of {name}" for name in others)]) + " |")
    print("|---|---:|" + "---:|" * len(others))
    for name, measured in rates.items():
        ratios = [statistics.median(a / b for a, b in zip(measured, rates[other], strict=True)) for other in others]
        print(
            " | ".join([f"| {name} | {statistics.median(measured):.0f}", *(f"{ratio:.2f}" for ratio in ratios)]) + " |"
        )


if __name__ == "__main__":
    main()
