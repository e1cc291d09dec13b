"""What a file is, before anybody decides."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import DomainError
from perimeter_data.reading import FileRefused, inspect_file
from perimeter_data.reading.guesses import guesses
from tests.shared import data_file

pytestmark = pytest.mark.slow

SQUARE = [[7.0, 43.5], [8.0, 43.5], [8.0, 44.5], [7.0, 43.5]]


def written(tmp_path: Path, *features: dict[str, Any], ring: Any = SQUARE) -> Path:
    rows = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for row in features
    ]
    path = tmp_path / "valley.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def test_fields_come_with_samples_and_a_guess(tmp_path: Path) -> None:
    found = inspect_file(written(tmp_path, {"INSEE": "06023", "NOM": "Breil"}, {"INSEE": "06162", "NOM": "Tende"}))
    assert found["fields"][0] == {"name": "INSEE", "samples": ["06023", "06162"], "filled": 2, "distinct": 2}
    assert (found["guesses"]["code"], found["guesses"]["name"]) == ("INSEE", "NOM")
    assert (found["read"], found["bbox"], found["problem"]) == (2, [7.0, 43.5, 8.0, 44.5], None)
    assert found["crs"] == {"state": "declared", "name": "EPSG:4326", "candidates": []}


def test_metres_that_claim_to_be_degrees_are_doubted_with_candidates(tmp_path: Path) -> None:
    metres = [[1e6, 6.3e6], [1.1e6, 6.3e6], [1.1e6, 6.4e6], [1e6, 6.3e6]]
    found = inspect_file(written(tmp_path, {}, ring=metres), near=(6, 43, 9, 45))
    assert (found["crs"]["state"], found["problem"]["code"]) == ("contradicted", "crs_contradicted")
    assert found["crs"]["candidates"][0]["crs"] == "EPSG:2154"
    named = inspect_file(written(tmp_path, {}, ring=metres), crs="EPSG:2154")
    assert (named["crs"]["state"], named["crs"]["name"], named["problem"]) == ("given", "EPSG:2154", None)


def test_a_table_without_a_position_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text("titre;ou\nUn trou;ici\n")
    found = inspect_file(path)
    assert found["problem"]["code"] == "position_fields_missing"
    assert [field["name"] for field in found["fields"]] == ["titre", "ou"]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.geojson"
    path.write_text("<!doctype html><html></html>")
    with pytest.raises(FileRefused) as refused:
        inspect_file(path)
    assert refused.value.code == "is_web_page"


def test_whoever_asks_may_stop_it(tmp_path: Path) -> None:
    class Stopped(DomainError):
        code = "stopped"

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        inspect_file(written(tmp_path, {}), check=stop)


def test_the_file_that_lies_about_its_system() -> None:
    folder = "neighbourhoods_montpellier/VilleMTP_MTP_ZAC"
    found = inspect_file(data_file(f"{folder}/VilleMTP_MTP_ZAC.geojson"), near=(3.8, 43.5, 4.0, 43.7))
    assert (found["crs"]["state"], found["crs"]["candidates"][0]["crs"]) == ("contradicted", "EPSG:2154")


@pytest.mark.parametrize(
    ("fields", "unique", "code", "name"),
    [
        (["INSEE_COM", "NOM_COM", "NOM_IRIS", "CODE_IRIS"], ["CODE_IRIS"], "CODE_IRIS", "NOM_IRIS"),
        (
            ["QUARTIER", "QUARTMNO", "LIBQUART", "LIBSQUART"],
            ["QUARTIER", "QUARTMNO", "LIBQUART"],
            "QUARTMNO",
            "LIBQUART",
        ),
        (["OBJECTID", "QUARTIER", "SQUARTMNO", "LIBSQUART"], ["OBJECTID", "SQUARTMNO"], "SQUARTMNO", "LIBSQUART"),
        (["x", "y"], ["x"], None, None),
    ],
)
def test_a_guess_looks_for_what_tells_rows_apart(
    fields: list[str], unique: list[str], code: str | None, name: str | None
) -> None:
    guessed = guesses(fields, unique)
    assert (guessed["code"], guessed["name"]) == (code, name)
