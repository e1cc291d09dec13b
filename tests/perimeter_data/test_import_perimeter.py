"""`import_perimeter`: one boundary from files, published, or nothing at all."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from core.models import Change
from participation.models import Contribution
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.reading import FileRefused
from perimeter_data.selectors import is_inside
from perimeter_data.services.imports import BoundarySource, InvalidWidth, import_boundary
from tests import factories
from tests.perimeter_data import files
from tests.shared import data_file

pytestmark = pytest.mark.usefixtures("in_process")
CENTRE = Point(7.25, 43.725, srid=4326)


def run(capsys: Any, *arguments: object, **options: Any) -> dict[str, Any]:
    """Run the command and return its summary, which is the last line."""
    call_command("import_perimeter", *map(str, arguments), json=True, **options)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    return files.write_json(tmp_path / "squares.geojson", files.collection(*files.squares()))


@pytest.mark.django_db
def test_a_new_perimeter_is_made_and_published(squares: Path, capsys: Any) -> None:
    summary = run(capsys, squares, slug="nice-est", name="Nice Est")
    assert {key: summary[key] for key in ("read", "imported", "updated", "unchanged", "refused")} == {
        "read": 2,
        "imported": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
    }
    perimeter = Perimeter.objects.get()
    assert (perimeter.slug, perimeter.ref_prefix, perimeter.name) == ("nice-est", "NIC", {"fr": "Nice Est"})
    version = perimeter.versions.get()
    assert (version.state, version.number, version.source) == ("published", 1, "squares.geojson")
    assert version.area_km2 == pytest.approx(44.7, abs=0.1)
    assert version.report["parts"] == 1
    assert is_inside(perimeter, CENTRE)
    assert list(Change.objects.values_list("kind", flat=True)) == ["perimeter.created", "perimeter.published"]


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(squares: Path, capsys: Any) -> None:
    run(capsys, squares, slug="nice")
    summary = run(capsys, squares, slug="nice")
    assert (summary["imported"], summary["updated"], summary["unchanged"], summary["version"]) == (0, 0, 2, 1)
    assert PerimeterVersion.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_boundary_retires_the_one_before(squares: Path, capsys: Any) -> None:
    run(capsys, squares, slug="nice")
    summary = run(capsys, squares, slug="nice", where=["code=06159"], name="Nice, quartier est")
    assert (summary["updated"], summary["version"]) == (1, 2)
    perimeter = Perimeter.objects.get()
    assert perimeter.name["fr"] == "Nice, quartier est"
    assert list(perimeter.versions.values_list("number", "state")) == [(2, "published"), (1, "retired")]
    assert not is_inside(perimeter, Point(7.21, 43.72, srid=4326))


@pytest.mark.django_db
def test_a_draft_waits(squares: Path, capsys: Any) -> None:
    summary = run(capsys, squares, slug="nice", draft=True)
    assert summary["state"] == "draft"
    assert not Change.objects.filter(kind="perimeter.published").exists()
    assert run(capsys, squares, slug="nice", draft=True)["unchanged"] == 2
    assert run(capsys, squares, slug="nice")["state"] == "published"


@pytest.mark.django_db
def test_several_files_become_one(tmp_path: Path, capsys: Any) -> None:
    west = files.write_json(tmp_path / "w.json", files.feature(files.WEST))
    east = files.write_json(tmp_path / "e.json", files.feature(files.EAST))
    summary = run(capsys, west, east, slug="nice")
    assert (summary["read"], summary["boundary"]["parts"]) == (2, 1)
    assert is_inside(Perimeter.objects.get(), CENTRE)


@pytest.mark.django_db
def test_a_shapefile_with_its_parts_as_the_workshop_hands_them_over(tmp_path: Path) -> None:
    shapefile = files.write_shapefile(tmp_path)
    parts = sorted(tmp_path.iterdir())
    assert len(parts) > 3
    summary, version = import_boundary(source=BoundarySource(files=parts), slug="nice")
    assert summary.imported == 2
    assert version.source == shapefile.name


REFUSED: dict[str, tuple[object, str]] = {
    "broken": ({"type": "FeatureCollection"}, "not_geojson"),
    "points": (files.feature(shapely.Point(7.2, 43.7)), "no_features"),
    "empty": (files.collection(), "no_features"),
    "bowtie": (
        files.collection(
            files.feature(files.WEST),
            files.feature(shapely.Polygon([(7.2, 43.7), (7.3, 43.8), (7.3, 43.7), (7.2, 43.8)])),
        ),
        "geometry_broken",
    ),
    "metres": (files.feature(files.moved(files.WEST, "EPSG:2154")), "crs_contradicted"),
    "swapped": (files.feature(shapely.transform(files.WEST, lambda xy: xy[:, ::-1])), "swapped_axes"),
    "too many rows": (
        files.collection(*[files.feature(shapely.box(7.2, y, 7.4, y + 0.001)) for y in (43.7, 43.7025, 43.705)]),
        "closing_changes_area",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_file_leaves_the_boundary_as_it_was(tmp_path: Path, squares: Path, capsys: Any, case: str) -> None:
    run(capsys, squares, slug="nice")
    content, code = REFUSED[case]
    path = files.write_json(tmp_path / "bad.geojson", content)
    with pytest.raises(CommandError):
        call_command("import_perimeter", str(path), slug="nice", json=True, close_gaps=400)
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["imported"] + summary["updated"] + summary["unchanged"] == 0
    assert summary["reasons"][0]["code"] == code
    assert summary["reasons"][0]["message"]
    assert Perimeter.objects.get().versions.get().state == "published"
    assert is_inside(Perimeter.objects.get(), CENTRE)


@pytest.mark.django_db
def test_a_refused_file_makes_no_perimeter(tmp_path: Path) -> None:
    path = files.write_json(tmp_path / "bad.geojson", files.collection())
    with pytest.raises(FileRefused):
        import_boundary(source=BoundarySource(files=[path]), slug="nice")
    with pytest.raises(CommandError, match="small letters"):
        call_command("import_perimeter", str(files.write_json(path, files.feature(files.WEST))), slug="No Slug")
    assert not Perimeter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("widths", [{"tolerance_m": -1}, {"tolerance_m": float("nan")}, {"close_gaps_m": 1e6}])
def test_widths_must_be_sensible(squares: Path, widths: dict[str, float]) -> None:
    with pytest.raises(InvalidWidth):
        import_boundary(source=BoundarySource(files=[squares], **widths), slug="nice")


@pytest.mark.django_db(transaction=True)
def test_what_follows_has_happened_when_the_command_ends(squares: Path, capsys: Any) -> None:
    run(capsys, squares, slug="nice")
    perimeter = Perimeter.objects.get()
    assert {theme.slug for theme in perimeter.themes.all()} == set(factories.THEMES)
    west = factories.contribution(perimeter, Point(7.21, 43.72, srid=4326), theme=None)
    east = factories.contribution(perimeter, Point(7.29, 43.72, srid=4326), theme=None)
    run(capsys, squares, slug="nice", where=["code=06159"])
    flagged = Contribution.objects.exclude(outside_version=None)
    assert [contribution.pk for contribution in flagged] == [west.pk]
    east.refresh_from_db()
    assert east.perimeter_version.number == 2


@pytest.mark.slow
@pytest.mark.django_db
def test_the_real_boundaries(capsys: Any) -> None:
    summary = run(capsys, data_file("boundaries/alpimed_wide.geojson"), slug="alpimed")
    assert summary["boundary"]["area_km2"] == pytest.approx(12350, abs=1)
    assert summary["boundary"]["area_km2"] == summary["boundary"]["area_km2_read"]
    units = [data_file(f"boundaries/{name}.geojson") for name in ("fr_communes_06", "it_comuni_cuneo")]
    summary = run(capsys, *units, data_file("boundaries/it_comuni_imperia.geojson"), slug="alpimed")
    assert (summary["read"], summary["updated"], summary["boundary"]["holes"]) == (476, 476, 0)
    perimeter = Perimeter.objects.get()
    assert is_inside(perimeter, Point(7.2619, 43.7102, srid=4326))
    assert not is_inside(perimeter, Point(7.4197, 43.7314, srid=4326))  # Monaco, inside the bounding box
