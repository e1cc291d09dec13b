"""Time to import a plan of 118 zones, beside `ogr2ogr` of the same tables into the same database.

`import_layer` reads the whole document in its child process (zones, prescriptions, DOC_URBA), repairs, clips at the
boundary, looks for overlaps and writes legend and feed; ogr2ogr copies the tables as they are. Both are the best of
`--rounds`. The second figure of ours is the service alone, as a worker runs it; the first is with the start of
Python and Django, as on the command line. Run in a database of its own: python -m benchmarks.plans FOLDER
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.contrib.gis.geos import MultiPolygon, Polygon  # noqa: E402
from django.db import connection  # noqa: E402

from layers.models import Layer  # noqa: E402
from layers.services.importing import LayerOptions, import_layer  # noqa: E402
from perimeter_data.models import Perimeter, PerimeterVersion  # noqa: E402
from perimeter_data.services.publish import publish_boundary  # noqa: E402

SLUG = "plan-benchmark"
BOX = (1.0, 47.8, 1.3, 47.95)  # around Pezou (41175)


def main() -> None:
    """Print one line a way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    perimeter = territory()
    ways: dict[str, Callable[[], None]] = {
        "import_layer, command": lambda: command(chosen.folder),
        "import_layer, worker": lambda: worker(perimeter, chosen.folder),
    }
    if shutil.which("ogr2ogr"):
        ways = {"ogr2ogr, all tables": lambda: copy(chosen.folder), **ways}
    best = {name: min(timed(way) for _round in range(chosen.rounds)) for name, way in ways.items()}
    zones = Layer.objects.get(perimeter=perimeter).plan_zones.count()
    peer = best.get("ogr2ogr, all tables")
    for name, seconds in best.items():
        ratio = f", {seconds / peer:.1f} × ogr2ogr" if peer else ""
        sys.stdout.write(f"{name}: {seconds:.2f} s for {zones} zones{ratio}\n")
    Perimeter.objects.filter(slug=SLUG).delete()


def territory() -> Perimeter:
    """Return a published square around the plan."""
    Perimeter.objects.filter(slug=SLUG).delete()
    made = Perimeter.objects.create(slug=SLUG, name={"fr": SLUG}, ref_prefix="BEN")
    square = MultiPolygon(Polygon.from_bbox(BOX), srid=4326)
    version = PerimeterVersion(perimeter=made, number=1, boundary=square, accepted=square, tolerance_m=0, area_km2=1)
    version.save()
    publish_boundary(version=version)
    return made


def timed(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def command(folder: Path) -> None:
    arguments = ["import_layer", str(folder), "--perimeter", SLUG, "--slug", "plu", "--profile", "cnig-plu"]
    subprocess.run([sys.executable, "manage.py", *arguments], check=True, capture_output=True)


def worker(perimeter: Perimeter, folder: Path) -> None:
    import_layer(perimeter=perimeter, path=folder, options=LayerOptions(slug="plu", profile="cnig-plu"))


def copy(folder: Path) -> None:
    """Copy each table of the document as it is."""
    facts = connection.get_connection_params()
    target = "PG:" + " ".join(f"{key}={facts[key]}" for key in ("host", "port", "dbname", "user") if facts.get(key))
    for table in sorted(folder.rglob("*.shp")):
        order = ["ogr2ogr", "-overwrite", "-f", "PostgreSQL", target, str(table), "-nln", f"bench_{table.stem.lower()}"]
        subprocess.run([*order, "-nlt", "GEOMETRY", "-lco", "PRECISION=NO"], check=True, capture_output=True)
    with connection.cursor() as cursor:
        for table in sorted(folder.rglob("*.shp")):
            cursor.execute(f'DROP TABLE IF EXISTS "bench_{table.stem.lower()}"')


if __name__ == "__main__":
    main()
