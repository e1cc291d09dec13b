"""import_contributions: repeatable, bounded by the perimeter, and telling what it refused."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import Change
from participation.models import Contribution
from participation.services.moments import read_moment
from perimeter_data.models import Perimeter, Zoning
from tests.shared import data_file

ROWS = [
    {"id": "a", "name": "Trou", "what": "dans la route", "day": "2024-07-25", "topic": "economy", "at": [7.25, 44.0]},
    {"id": "b", "name": "=HYPERLINK(1)", "what": "outside", "day": "", "topic": "", "at": [8.5, 44.0]},
    {"id": "c", "name": None, "what": "sans titre", "day": "soon", "topic": "astrology", "at": [7.75, 44.2]},
    {"id": "a", "name": "Trou", "what": "again", "day": "", "topic": "", "at": [7.25, 44.0]},
    {"id": "d", "name": "half \ud83d", "what": "", "day": "", "topic": "", "at": [7.26, 44.0]},
]
MAPPED = ["title=name", "text=what", "created=day", "theme=topic", "id=id"]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": row["at"]},
            "properties": {key: value for key, value in row.items() if key != "at"},
        }
        for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def run(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command(
        "import_contributions", str(path), "--perimeter", "valley", "--json", *options, stdout=out, stderr=StringIO()
    )
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


def test_what_can_be_stored_is_and_the_rest_is_told(perimeter: Perimeter, communes: Zoning, tmp_path: Path) -> None:
    summary = run(write(tmp_path / "rows.geojson", ROWS), "--map", *MAPPED)
    counts = {key: summary[key] for key in ("read", "imported", "duplicates", "refused")}
    assert counts == {"read": 5, "imported": 3, "duplicates": 1, "refused": 1}
    hole = Contribution.objects.get(source_id="a")
    assert (hole.title, hole.text, hole.theme.slug, hole.kind) == ("Trou", "dans la route", "economy", "report")
    assert hole.created_at.date().isoformat() in {"2024-07-24", "2024-07-25"}
    assert hole.ref == f"TST-{hole.pk:04d}"
    assert hole.zoneassignments.get().zone.code == "W"
    assert Change.objects.filter(kind="contribution.submitted", target_id=hole.pk).exists()
    untitled = Contribution.objects.get(source_id="c")
    assert (untitled.title, untitled.theme) == (None, None)
    codes = {reason["code"] for reason in summary["reasons"]}
    assert {"outside_perimeter", "unknown_theme", "bad_date"} <= codes
    refused = list(csv.DictReader(Path(summary["refused_file"]).read_text("utf-8-sig").splitlines()))
    assert next(row for row in refused if row["reason"] == "outside_perimeter")["name"] == "'=HYPERLINK(1)"


def test_the_same_file_again_changes_nothing_and_a_changed_row_is_updated(
    perimeter: Perimeter, communes: Zoning, tmp_path: Path
) -> None:
    path = write(tmp_path / "rows.geojson", ROWS[:1])
    run(path, "--map", *MAPPED)
    again = run(path, "--map", *MAPPED)
    assert (again["imported"], again["updated"], again["unchanged"]) == (0, 0, 1)
    write(path, [{**ROWS[0], "what": "rebouché", "at": [7.75, 44.0]}])
    changed = run(path, "--map", *MAPPED)
    assert (changed["imported"], changed["updated"], changed["unchanged"]) == (0, 1, 0)
    made = Contribution.objects.get()
    assert (made.text, made.zoneassignments.get().zone.code) == ("rebouché", "E")


def test_rows_without_ids_are_known_by_what_they_say(perimeter: Perimeter, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.geojson", ROWS[:1])
    assert run(path, "--map", "title=name")["imported"] == 1
    assert run(path, "--map", "title=name")["unchanged"] == 1


@pytest.mark.parametrize("options", [["--map", "title=nowhere"], ["--map", "colour=name"]])
def test_a_wrong_map_is_refused_and_nothing_stored(perimeter: Perimeter, tmp_path: Path, options: list[str]) -> None:
    with pytest.raises(CommandError):
        run(write(tmp_path / "rows.geojson", ROWS), *options)
    assert not Contribution.objects.exists()


def test_a_file_wholly_outside_ends_with_an_error(perimeter: Perimeter, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(write(tmp_path / "rows.geojson", ROWS[1:2]), "--map", *MAPPED)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-07-25T10:00:00Z", datetime(2024, 7, 25, 10, tzinfo=UTC)),
        (1721901600, datetime(2024, 7, 25, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("99999999999999", None),
        ("2024-02-31", None),
    ],
)
def test_moments(given: Any, expected: datetime | None) -> None:
    assert read_moment(given) == expected


@pytest.mark.slow
def test_the_reports_of_nice_agree_with_a_plain_spatial_join(db: Any, tmp_path: Path) -> None:
    reports = data_file("reports/nice_demo_relocated_3000.geojson")
    out = StringIO()
    shared = reports.parent.parent / "boundaries"
    call_command("import_perimeter", str(shared / "alpimed_wide.geojson"), "--slug", "alpimed", stderr=out, stdout=out)
    options = ["--perimeter", "alpimed", "--zoning", "iris", "--code", "CODE_IRIS", "--name-field", "NOM_IRIS"]
    call_command("import_zones", str(shared / "nice_iris.geojson"), *options, stderr=out, stdout=out)
    call_command(
        "import_contributions",
        str(reports),
        "--perimeter",
        "alpimed",
        "--json",
        "--map",
        "title=type",
        stdout=out,
        stderr=StringIO(),
    )
    summary = json.loads(out.getvalue().splitlines()[-1])
    assert (summary["imported"], summary["refused"]) == (2999, 1)
    with connection.cursor() as cursor:
        cursor.execute(ORACLE)
        expected = dict(cursor.fetchall())
    stored = Contribution.objects.values_list("zoneassignments__zone__code", "pk")
    counted: dict[str | None, int] = {}
    for code, _pk in stored:
        counted[code] = counted.get(code, 0) + 1
    assert counted == expected


# The rule of DESIGN 5.4, written from scratch: no lateral join, no boxes, no pieces.
ORACLE = """
WITH pairs AS (
  SELECT c.id, z.code, ST_Covers(z.geom, c.position) AS covers,
         ST_Distance(z.geom::geography, c.position::geography) AS distance_m, g.gap_width_m
    FROM participation_contribution c CROSS JOIN perimeter_data_zone z
    JOIN perimeter_data_zoningversion v ON v.id = z.version_id AND v.state = 'published'
    JOIN perimeter_data_zoning g ON g.id = v.zoning_id
   WHERE ST_DWithin(z.geom, c.position, 0.01)),
chosen AS (
  SELECT DISTINCT ON (id) id, code FROM pairs WHERE covers OR distance_m <= gap_width_m
   ORDER BY id, covers DESC, CASE WHEN covers THEN 0 ELSE distance_m END, code)
SELECT code, count(*) FROM participation_contribution LEFT JOIN chosen USING (id) GROUP BY code
"""


def test_a_refused_file_is_told_in_json_too(perimeter: Perimeter, tmp_path: Path) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": ')
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_contributions", str(broken), "--perimeter", "valley", "--json", stdout=out, stderr=StringIO()
        )
    assert json.loads(out.getvalue().splitlines()[-1])["reasons"][0]["code"] == "malformed_json"
