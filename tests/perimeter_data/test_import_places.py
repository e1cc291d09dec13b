"""`import_places`: names on the map, known again by name and position."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command

from core.models import Change
from perimeter_data.models import Perimeter, Place
from tests.perimeter_data import files

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.django_db]
TENDE = shapely.Point(7.5935, 44.0883)


def run(capsys: Any, path: Path, **options: Any) -> dict[str, Any]:
    """Run the command and return its summary."""
    call_command("import_places", str(path), json=True, **{"perimeter": "valley", "name_field": "name", **options})
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture
def write(tmp_path: Path) -> Any:
    return lambda *places: files.write_json(tmp_path / "places.geojson", files.collection(*places))


def test_places_with_their_names(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    facts = {"name_fr": "Tende", "name_it": "Tenda", "aliases": ["Tënda"], "kind": "village", "rank": 3}
    summary = run(capsys, write(files.feature(TENDE, name="Tende", **facts)))
    assert (summary["read"], summary["imported"]) == (1, 1)
    place = Place.objects.get()
    assert (place.kind, place.rank, place.names) == ("village", 3, {"fr": "Tende", "it": "Tenda"})
    assert place.search_text == "tende\ntenda"
    assert place.qk is not None
    assert Change.objects.filter(kind="places.imported", perimeter_id=perimeter.pk).count() == 1


def test_again_moved_and_doubled(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    run(capsys, write(files.feature(TENDE, name="Tende")))
    assert run(capsys, write(files.feature(TENDE, name="Tende")))["unchanged"] == 1
    nearby, far = shapely.Point(7.594, 44.089), shapely.Point(7.2, 44.2)
    features = [
        files.feature(point, name=name) for point, name in ((nearby, "TENDE"), (TENDE, "Tende"), (far, "Tende"))
    ]
    summary = run(capsys, write(*features))
    assert (summary["imported"], summary["updated"], summary["duplicates"]) == (1, 1, 1)
    assert sorted(place.name for place in Place.objects.all()) == ["TENDE", "Tende"]


def test_outside_in_the_hole_and_nameless_are_refused(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    spots = {"out": (8.5, 44.0), "hole": (7.65, 43.95), "in": (7.25, 44.0)}
    features = [files.feature(shapely.Point(spot), name=name) for name, spot in spots.items()]
    summary = run(capsys, write(*features, files.feature(TENDE, name=" "), files.feature(None, name="x")))
    assert (summary["imported"], summary["refused"]) == (1, 4)
    assert {reason["code"]: reason["count"] for reason in summary["reasons"]} == {
        "outside_perimeter": 2,
        "no_name": 1,
        "no_geometry": 1,
    }
    assert Path(summary["refused_file"]).is_file()


def test_lines_and_areas_have_one_spot(perimeter: Perimeter, write: Any, capsys: Any) -> None:
    river = shapely.LineString([(7.1, 44.0), (7.2, 44.0), (7.3, 44.0)])
    lake = shapely.box(7.4, 44.1, 7.41, 44.11)
    run(capsys, write(files.feature(river, name="Roya", kind="river"), files.feature(lake, name="Lac", kind="lake")))
    roya, lac = Place.objects.get(name="Roya"), Place.objects.get(name="Lac")
    assert roya.position.coords == pytest.approx((7.2, 44.0))
    assert lac.shape.contains(lac.position)


def test_a_csv_in_metres(perimeter: Perimeter, tmp_path: Path, capsys: Any) -> None:
    spot = files.moved(TENDE, "EPSG:2154")
    path = tmp_path / "places.csv"
    path.write_text(f"nom;x_l93;y_l93\nTende;{spot.x};{spot.y}\n")
    run(capsys, path, name_field="nom", lon="x_l93", lat="y_l93", crs="EPSG:2154")
    assert Place.objects.get().position.coords == pytest.approx((TENDE.x, TENDE.y))


@pytest.mark.parametrize(
    ("spot", "name_field", "code"),
    [
        ((9.0, 44.0), "name", "all_outside"),
        ((44.0, 7.25), "name", "swapped_axes"),
        ((7.25, 44.0), "nom", "unknown_field"),
    ],
)
def test_a_refused_file_changes_nothing(
    perimeter: Perimeter, write: Any, capsys: Any, spot: Any, name_field: str, code: str
) -> None:
    with pytest.raises(CommandError, match=code):
        run(capsys, write(files.feature(shapely.Point(spot), name="Tende")), name_field=name_field)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["reasons"][0]["code"] == code
    assert not Place.objects.exists()
