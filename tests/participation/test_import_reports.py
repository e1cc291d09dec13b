"""Real reports of two cities: what the import counts is what plain SQL counts over the same file."""

import ast
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.files.base import ContentFile
from django.db import connection

from core import jobs
from core.models import Job
from participation.admin.import_forms import guess_columns
from participation.models import Contribution
from perimeter_data.models import Perimeter, Upload
from perimeter_data.services.uploads import store_upload
from tests import factories
from tests.shared import data_file

Cells = dict[str, str]
# Whole rows as they stand in the file; everything that is counted is counted here, and from nothing of ours.
PLAIN = """
CREATE TEMP TABLE plain (
  number serial, id text, title text, body text, lon float8, lat float8, position geometry(Point, 4326)
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED)
"""
INSIDE = """
WITH inside AS (
  SELECT DISTINCT ON (id) p.* FROM plain p, perimeter_data_perimeterversion v
   WHERE v.state = 'published' AND ST_Covers(v.accepted, p.position) ORDER BY id, number)
"""
EXPECTED = f"""
{INSIDE}
SELECT (SELECT count(*) FROM plain),
       (SELECT count(*) FROM inside),
       (SELECT count(*) FROM (SELECT DISTINCT title, body, lon, lat FROM inside) d),
       (SELECT count(*) FROM plain p, perimeter_data_perimeterversion v
         WHERE v.state = 'published' AND NOT ST_Covers(v.accepted, p.position))
"""
PER_ZONE = f"""
{INSIDE}
SELECT z.code, count(*) FROM inside i JOIN perimeter_data_zone z ON ST_Covers(z.geom, i.position) GROUP BY z.code
"""


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture(autouse=True)
def _sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_send", lambda job_id: None)


def of_paris(cells: Cells) -> tuple[Any, ...]:
    at = ast.literal_eval(cells["geo_point_2d"])
    return cells["id_dmr"], cells["type"], cells["soustype"], at["lon"], at["lat"]


def of_new_york(cells: Cells) -> tuple[Any, ...]:
    title, text = (cells[name].replace("\r\n", "\n").strip() for name in ("Title", "Description"))
    return cells["ID"], title, text, float(cells["Longitude"]), float(cells["Latitude"])


def run(kind: str, upload: Upload, **params: Any) -> dict[str, Any]:
    job = jobs.enqueue(kind, perimeter_id=upload.perimeter_id, params={"upload": str(upload.pk), **params})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.report
    return job.report


def territory(*corners: float) -> Perimeter:
    """Return a perimeter of two zones with a hole, in which only a part of the reports lies."""
    west, south, east, north = corners
    middle, height = (west + east) / 2, north - south
    hole = factories.square(middle, south + height / 3, (middle + east) / 2, south + height / 2)
    perimeter = factories.published_perimeter(
        boundary=MultiPolygon(factories.square(*corners, hole=hole), srid=4326), slug="city"
    )
    halves = {
        "W": factories.square(west, south, middle - 1e-7, north),
        "E": factories.square(middle + 1e-7, south, east, north),
    }
    factories.zoning(perimeter, zones=halves)
    return perimeter


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "corners", "read", "columns"),
    [
        pytest.param(
            "paris_dansmarue_10000.csv",
            (2.28, 48.83, 2.39, 48.89),
            of_paris,
            {"title": "type", "text": "soustype", "created": "datedecl", "id": "id_dmr"},
            id="paris",
        ),
        pytest.param(
            "nyc_publicstuff_311.csv",
            (-74.02, 40.62, -73.85, 40.8),
            of_new_york,
            {"title": "Title", "text": "Description", "created": "Date Created", "id": "ID"},
            id="new york",
        ),
    ],
)
def test_counts_are_those_of_plain_sql(
    name: str, corners: tuple[float, ...], read: Callable[[Cells], tuple[Any, ...]], columns: dict[str, str]
) -> None:
    path = data_file(f"reports/{name}")
    perimeter = territory(*corners)
    file = ContentFile(path.read_bytes(), name=name)
    upload = store_upload(files=[file], perimeter=perimeter, user_id=None)  # type: ignore[list-item]
    found = run("inspect_upload", upload)["inspection"]
    guessed = guess_columns(found["fields"], found["guesses"], perimeter)
    assert {role: guessed.get(role) for role in columns} == columns

    with path.open(encoding="utf-8", newline="") as rows, connection.cursor() as cursor:
        cursor.execute(PLAIN)
        with cursor.copy("COPY plain (id, title, body, lon, lat) FROM STDIN") as copy:
            for cells in csv.DictReader(rows):
                copy.write_row(read(cells))
        cursor.execute(EXPECTED)
        read_count, inside, different, outside = cursor.fetchone()
        cursor.execute(PER_ZONE)
        per_zone = dict(cursor.fetchall())
    assert 0 < different <= inside < read_count

    order = {"fields": guessed, "source": "city", "mask": False}
    params = {"reading": {}, "dry_run": False}
    tried = run("import_contributions", upload, **params | {"dry_run": True, "order": {**order, "alike": "leave"}})
    assert (tried["read"], tried["imported"], tried["refused"]) == (read_count, different, outside)
    report = run("import_contributions", upload, **params, order={**order, "alike": "take"})
    assert (report["imported"], report["refused"]) == (inside, outside)
    assert {reason["code"] for reason in report["reasons"] if reason["refused"]} == {"outside_perimeter"}
    again = run("import_contributions", upload, **params, order={**order, "alike": "take"})
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, inside)

    stored = Contribution.objects.values_list("zoneassignments__zone__code", "pk")
    counted: dict[str, int] = {}
    for code, _pk in stored:
        counted[code] = counted.get(code, 0) + 1
    assert counted == per_zone
    with connection.cursor() as cursor:
        cursor.execute(
            f"{INSIDE} SELECT count(*) FROM inside i JOIN participation_contribution c ON c.source_id = i.id"
            " AND c.title = i.title AND c.text = i.body AND ST_Equals(c.position, i.position)"
        )
        assert cursor.fetchone()[0] == inside
