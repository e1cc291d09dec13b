"""`import_zones`: editions of a zoning, from one file or one after the other."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from participation.models import ZoneAssignment
from perimeter_data.models import Perimeter, Zone, Zoning, ZoningVersion
from perimeter_data.selectors import zones_at
from tests import factories
from tests.perimeter_data import files
from tests.shared import data_file

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.django_db]
WEST = shapely.box(7.0, 43.5, 7.5, 44.5)
EAST = shapely.box(7.5, 43.5, 8.0, 44.5)


def run(capsys: Any, path: Path, **options: Any) -> dict[str, Any]:
    """Run the command and return its summary."""
    given = {"perimeter": "valley", "zoning": "communes", "code": "code", "name_field": "name", **options}
    call_command("import_zones", str(path), json=True, **given)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def zone(code: object, shape: Any = WEST, name: str | None = None, **facts: Any) -> dict[str, Any]:
    return files.feature(shape, code=code, name=name or f"Zone {code}", **facts)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    return lambda *zones: files.write_json(tmp_path / "zones.geojson", files.collection(*zones))


def outcome(summary: dict[str, Any]) -> tuple[int, int, int, int]:
    return summary["imported"], summary["updated"], summary["unchanged"], summary["zones"]


def test_zones_with_population(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    path = write(zone("W", pop="12 345"), zone("E", EAST, pop=None), zone(6, EAST, name="Six", pop=6.0))
    summary = run(capsys, path, population="POP")
    assert outcome(summary) == (3, 0, 0, 3)
    zones = {row.code: row for row in Zone.objects.all()}
    assert {code: row.population for code, row in zones.items()} == {"W": 12345, "E": None, "6": 6}
    assert zones["W"].name == {"fr": "Zone W"}
    assert zones["W"].display_3857 is not None
    assert zones_at(perimeter, Point(7.2, 44.0, srid=4326))["communes"] == zones["W"]


def test_a_second_file_adds_to_the_first(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    run(capsys, write(zone("W", pop=10)), population="pop")
    summary = run(capsys, write(zone("E", EAST)))
    assert outcome(summary) == (1, 0, 0, 2)
    assert summary["version"] == 2
    edition = ZoningVersion.objects.get(state="published")
    assert list(edition.zones.values_list("code", "population")) == [("E", None), ("W", 10)]
    assert (edition.source, edition.report) == ("", {"files": ["zones.geojson"]})


def test_the_same_file_again_makes_no_edition(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    path = write(zone("W"), zone("E", EAST))
    run(capsys, path)
    assert outcome(run(capsys, path)) == (0, 0, 2, 2)
    assert ZoningVersion.objects.count() == 1


def test_a_changed_zone_is_updated_and_keeps_what_the_file_leaves_out(
    perimeter: Perimeter, write: Any, capsys: Any
) -> None:
    run(capsys, write(zone("W", pop=10), zone("E", EAST)), population="pop")
    summary = run(capsys, write(zone("W", name="West")))
    assert outcome(summary) == (0, 1, 0, 2)
    west = Zone.objects.get(version__state="published", code="W")
    assert (west.name, west.population) == ({"fr": "West"}, 10)


def test_replace_starts_anew(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    run(capsys, write(zone("W"), zone("E", EAST)))
    assert outcome(run(capsys, write(zone("W")), replace=True)) == (0, 0, 1, 1)
    assert ZoningVersion.objects.get(state="published").zones.get().code == "W"


def test_rows_of_one_code(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    parts = [zone("W", shapely.box(7.0, 43.5, 7.1, 43.6)), zone("W", shapely.box(7.2, 43.5, 7.3, 43.6))]
    again, other, nameless = zone("W", shapely.box(7.0, 43.5, 7.1, 43.6)), zone("W", EAST, name="Else"), zone("", EAST)
    summary = run(capsys, write(*parts, again, other, nameless))
    assert outcome(summary) == (1, 0, 0, 1)
    assert (summary["duplicates"], summary["repaired"], summary["refused"]) == (1, 1, 2)
    assert {reason["code"] for reason in summary["reasons"]} == {"parts_united", "code_twice", "no_code"}
    assert len(Zone.objects.get().geom) == 2
    refused = Path(summary["refused_file"]).read_text(encoding="utf-8-sig")
    assert "code_twice" in refused
    assert "Else" in refused


def test_zones_off_the_perimeter_are_kept_and_said(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    far = shapely.box(9.0, 43.5, 9.5, 44.0)
    summary = run(capsys, write(zone("W"), zone("F", far)))
    assert (summary["zones"], summary["outside"]) == (2, 1)
    assert Zone.objects.get(code="F").display_3857 is None


@pytest.mark.parametrize(
    ("zones", "options", "code"),
    [
        ([zone("F", shapely.box(9.0, 43.5, 9.5, 44.0))], {}, "all_outside"),
        ([zone("S", shapely.box(43.5, 7.0, 44.5, 7.5))], {}, "swapped_axes"),
        ([zone("W")], {"code": "insee"}, "unknown_field"),
        ([zone("W", shapely.Point(7.2, 44))], {}, "no_features"),
        ([zone("W")], {"zoning": "Not A Slug"}, "invalid_slug"),
    ],
)
def test_a_refused_file_changes_nothing(
    perimeter: Perimeter, communes: Zoning, write: Any, capsys: Any, zones: Any, options: Any, code: str
) -> None:
    before = set(Zone.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError, match=code):
        run(capsys, write(*zones), **options)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["reasons"][0]["code"] == code
    assert set(Zone.objects.values_list("pk", flat=True)) == before
    assert Zoning.objects.count() == 1


def test_an_unknown_perimeter(write: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="import_perimeter"):
        run(capsys, write(zone("W")))


@pytest.mark.django_db(transaction=True)
def test_contributions_are_counted_anew_when_the_command_ends(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    run(capsys, write(zone("W")))
    west = factories.contribution(perimeter, Point(7.2, 44.0, srid=4326))
    east = factories.contribution(perimeter, Point(7.8, 44.0, srid=4326))
    run(capsys, write(zone("E", EAST)))
    edition = ZoningVersion.objects.get(state="published")
    assigned = ZoneAssignment.objects.filter(zoning_version=edition)
    found = dict(assigned.values_list("contribution_id", "zone__code"))
    assert found == {west.pk: "W", east.pk: "E"}


@pytest.mark.slow
def test_communes_of_two_countries_as_one_zoning(capsys: Any) -> None:
    call_command("import_perimeter", str(data_file("boundaries/alpimed_wide.geojson")), slug="alpimed")
    given = {"perimeter": "alpimed", "zoning": "communes"}
    run(capsys, data_file("boundaries/fr_communes_06.geojson"), **given, name_field="nom")
    for name in ("cuneo", "imperia"):
        path = data_file(f"boundaries/it_comuni_{name}.geojson")
        summary = run(capsys, path, **given, code="com_istat_code")
    assert (summary["zones"], summary["outside"]) == (163 + 247 + 66, 0)
    perimeter = Perimeter.objects.get()
    cities = {"06088": (7.2619, 43.7102), "004078": (7.5473, 44.3845), "008031": (8.0277, 43.8895)}
    for code, position in cities.items():
        zone_ = zones_at(perimeter, Point(position, srid=4326))["communes"]
        assert zone_ is not None
        assert zone_.code == code
