"""`manage.py import_layer`: the summary, the exit, nothing half done."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from layers.models import Layer
from perimeter_data.models import Perimeter
from tests.layers.conftest import rectangle

Write = Callable[..., Path]
KEYS = {"read", "imported", "updated", "unchanged", "duplicates", "repaired", "refused", "reasons", "refused_file"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from an import is tested elsewhere; other transactions of a test run would hold it up."""
    monkeypatch.setattr("core.feed.settle", lambda *args, **kwargs: True)


def run(path: Path, *options: str, slug: str = "brought", perimeter: str = "valley") -> dict[str, Any]:
    """Return the JSON of the last line, also where the command ends with an error (then with "failed")."""
    out = io.StringIO()
    failed = {}
    arguments = [str(path), "--perimeter", perimeter, "--slug", slug, "--json", *options]
    try:
        call_command("import_layer", *arguments, stdout=out, stderr=io.StringIO())
    except CommandError as error:
        failed = {"failed": str(error)}
    return {**json.loads(out.getvalue().strip().split("\n")[-1]), **failed}


def test_a_vector_file(perimeter: Perimeter, geojson: Write) -> None:
    path = geojson(
        (rectangle(7.2, 44.0, 7.3, 44.1), {"name": "A", "risk": "high"}),
        ({"type": "Point", "coordinates": []}, {"name": "B"}),
    )
    told = run(path, "--name", "Risques", "--style-field", "risk")
    assert set(told) == KEYS
    assert (told["read"], told["imported"], told["refused"]) == (2, 1, 1)
    assert [(reason["code"], reason["count"]) for reason in told["reasons"]] == [("empty_geometry", 1)]
    assert Path(told["refused_file"]).read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,empty_geometry,")
    layer = Layer.objects.get()
    assert (layer.name, layer.kind, layer.legend[0]["code"]) == ({"fr": "Risques"}, "vector", "high")
    assert layer.report["imported"] == 1


def test_a_plan_and_a_raster_in_its_place(perimeter: Perimeter, geojson: Write, geotiff: Write) -> None:
    zone = (rectangle(7.2, 44.0, 7.3, 44.1), {"LIBELLE": "UA", "TYPEZONE": "U"})
    assert run(geojson(zone), "--profile", "cnig-plu")["imported"] == 1
    assert Layer.objects.get().kind == "plan"
    assert run(geotiff(np.zeros((3, 20, 20), "uint8")))["imported"] == 1
    layer = Layer.objects.get()
    assert (layer.kind, layer.revision, layer.plan_zones.count()) == ("raster", 2, 0)


def test_rows_can_be_chosen(perimeter: Perimeter, geojson: Write) -> None:
    rows = [(rectangle(7.2, 44.0, 7.3, 44.1), {"kind": kind}) for kind in ("a", "b", "b")]
    assert run(geojson(*rows), "--where", "kind=b")["imported"] == 2


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        ("", [], "file_empty"),
        ("{", [], "malformed_json"),
        ("<html></html>", [], "is_web_page"),
        ('{"type": "FeatureCollection", "features": []}', [], "no_features"),
        ('{"type": "Point", "coordinates": [7.5, 44]}', ["--profile", "cnig-plu"], "no_features"),
        ('{"type": "Point", "coordinates": [7.5, 44]}', ["--crs", "EPSG:1"], "crs_unknown"),
        ('{"type": "Point", "coordinates": [7.5, 44]}', ["--style-field", "x"], "unknown_field"),
        ("II*\0", [], "unreadable_raster"),
    ],
)
def test_a_refused_file_says_why_and_changes_nothing(
    perimeter: Perimeter, tmp_path: Path, content: str, options: list[str], code: str
) -> None:
    path = tmp_path / "data.geojson"
    path.write_text(content)
    told = run(path, *options)
    assert told["reasons"][0]["code"] == code
    assert told["imported"] == 0
    assert told["failed"]
    assert not Layer.objects.exists()


def test_no_file_no_perimeter(perimeter: Perimeter, tmp_path: Path) -> None:
    assert run(tmp_path / "nothing.tif")["reasons"][0]["code"] == "file_missing"
    with pytest.raises(CommandError):
        call_command("import_layer", "x", "--perimeter", "nowhere", "--slug", "x", stderr=io.StringIO())
