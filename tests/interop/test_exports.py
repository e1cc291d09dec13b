"""Exports: what the list shows under the same filter, as files that open elsewhere."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyogrio
import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.utils import timezone
from rest_framework.test import APIClient

from core import jobs
from core.models import Job
from interop import files
from interop.api import exports
from layers.models import Layer, LayerKind, PlanZone
from participation.models import Results
from perimeter_data.models import Perimeter, Zoning
from tests import factories

URL = "/api/v1/perimeters/valley/exports/contributions"
LIST = "/api/v1/perimeters/valley/contributions/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def body(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def table(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def test_a_csv_has_flat_columns_and_no_formulas(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    layer = Layer.objects.create(perimeter=perimeter, slug="plu-2017", name=factories.i18n("PLU"), kind=LayerKind.PLAN)
    area = MultiPolygon(factories.square(7.2, 43.9, 7.4, 44.1), srid=4326)
    PlanZone.objects.create(layer=layer, geom=area, libelle="UA", typezone="U")
    Layer.objects.create(
        perimeter=perimeter, slug="plu-2003", name=factories.i18n("PLU"), kind=LayerKind.PLAN, version_of=layer
    )
    made = factories.contribution(perimeter, title="=1+1", text="+33 1\n@home")
    factories.vote(made)
    hiding = factories.open_consultation(perimeter, results=Results.HIDDEN)
    factories.vote(factories.contribution(perimeter, Point(7.9, 44.4, srid=4326), consultation=hiding, title="-x"))
    answer = api.get(f"{URL}.csv")
    assert f'"valley-contributions-{timezone.localdate()}.csv"' in answer["Content-Disposition"]
    first, second = table(answer)
    assert (first["ref"], first["title"], first["text"]) == (made.ref, "'=1+1", "'+33 1\n@home")
    assert (first["lon"], first["lat"], first["kind"], first["theme"]) == ("7.25", "44.0", "idea", "economy")
    assert (first["zone_communes"], first["zone_communes_name"]) == ("W", "W (fr)")
    assert (first["plan_plu_2017"], first["plan_plu_2017_type"], first["votes_for"]) == ("UA", "U", "1")
    assert (second["zone_communes"], second["plan_plu_2017"], second["votes_for"]) == ("E", "", "")
    assert second["title"] == "'-x"
    assert "plan_plu_2003" not in first


def test_every_file_has_the_rows_of_the_list(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    for number in range(6):
        factories.contribution(
            perimeter,
            Point(7.1 + number / 8, 44.2, srid=4326),
            kind=["idea", "report"][number % 2],
            theme=["economy", "health", None][number % 3],
            state=["received", "done", "hidden"][number % 3],
            title=f"Lamp {number}",
        )
    for query in (
        {},
        {"kind": "idea"},
        {"zone": "communes:W"},
        {"q": "lamp"},
        {"theme": "health"},
        {"near": "7.2,44.2,20000"},
        {"until": "2020-01-01"},
    ):
        matched = api.get(LIST, {**query, "count": "only"}).json()["numberMatched"]
        assert len(table(api.get(f"{URL}.csv", query))) == matched
        assert len(json.loads(body(api.get(f"{URL}.geojson", query)))["features"]) == matched
        package = api.get(f"{URL}.gpkg", query)
        Path(files.exports_folder() / "t.gpkg").write_bytes(body(package))
        assert pyogrio.read_info(files.exports_folder() / "t.gpkg", layer="contributions")["features"] == matched
        sheet = zipfile.ZipFile(io.BytesIO(body(api.get(f"{URL}.xlsx", query)))).read("xl/worksheets/sheet1.xml")
        assert sheet.count(b"<row ") == matched + 1


def test_geojson_is_geojson(api: APIClient, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    (feature,) = json.loads(body(api.get(f"{URL}.geojson")))["features"]
    assert (feature["id"], feature["geometry"]) == (made.pk, {"type": "Point", "coordinates": [7.25, 44.0]})
    assert feature["properties"]["ref"] == made.ref
    assert not {"id", "lon", "lat"} & set(feature["properties"])


def test_a_geopackage_tells_what_codes_mean_and_how_it_is_drawn(
    api: APIClient, perimeter: Perimeter, communes: Zoning, tmp_path: Path
) -> None:
    made = factories.contribution(perimeter, theme=None)
    path = tmp_path / "one.gpkg"
    path.write_bytes(body(api.get(f"{URL}.gpkg", {"lang": "fr"})))
    info = pyogrio.read_info(path, layer="contributions")
    assert (info["crs"], info["geometry_type"], info["features"]) == ("EPSG:4326", "Point", 1)
    assert "TITLE" in info["dataset_metadata"]
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert kinds["created_at"] == "datetime64[ms]" == kinds["answered_at"]
    with sqlite3.connect(path) as file:
        row = file.execute("SELECT id, ref, theme, votes_for, zone_communes FROM contributions").fetchone()
        assert row == (made.pk, made.ref, None, 0, "W")
        sent, answered = file.execute("SELECT created_at, answered_at FROM contributions").fetchone()
        assert (sent, answered) == (f"{made.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z", None)
        assert file.execute("PRAGMA user_version").fetchone() == (10300,)
        codes = dict(
            file.execute(
                "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'state_codes'"
            ).fetchall()
        )
        assert codes["received"] == "reçu"
        style, default = file.execute("SELECT styleQML, useAsDefault FROM layer_styles").fetchone()
        assert default == 1 and "economy" in style and "RuleRenderer" in style
    file.close()


def test_text_that_looks_like_something_else_stays_text_in_a_spreadsheet(api: APIClient, perimeter: Perimeter) -> None:
    factories.contribution(perimeter, title="=cmd()", text="06088")
    book = zipfile.ZipFile(io.BytesIO(body(api.get(f"{URL}.xlsx"))))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert '<c r="H2" t="inlineStr"><is><t>=cmd()</t></is></c>' in sheet
    assert '<c r="I2" t="inlineStr"><is><t>06088</t></is></c>' in sheet


HOSTILE = [
    "<r><t>x</t></r>",
    "<r>&</r>",
    "a & b < c > d",
    "_x0041_",
    "tab\there",
    "two\nlines",
    " spaces ",
    "]]>",
    "\x0b",
]


def test_text_that_looks_like_xml_stays_text_in_a_spreadsheet(api: APIClient, perimeter: Perimeter) -> None:
    for text in HOSTILE:
        factories.contribution(perimeter, title=text)
    rows = cells(zipfile.ZipFile(io.BytesIO(body(api.get(f"{URL}.xlsx")))), 1)
    # Readers of the format undo what XML cannot hold.
    undone = {"_x0041_": "_x005F_x0041_", "\x0b": "_x000B_"}
    assert [rows[f"H{at}"] for at in range(2, 2 + len(HOSTILE))] == [undone.get(text, text) for text in HOSTILE]


def cells(book: zipfile.ZipFile, number: int) -> dict[str, str]:
    """Return {"A1": what stands there} of a sheet."""
    sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    return {cell.attrib["r"]: "".join(cell.itertext()) for cell in sheet.iter() if cell.tag.endswith("}c")}


def test_a_spreadsheet_can_be_worked_with(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    for _n in range(2):
        factories.contribution(perimeter, created_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    factories.contribution(perimeter, Point(7.75, 44.25, srid=4326))
    book = zipfile.ZipFile(io.BytesIO(body(api.get(f"{URL}.xlsx", {"lang": "fr"}))))
    rows, zones, meanings = (cells(book, number) for number in (1, 2, 3))
    [at] = [place for place, text in rows.items() if text == "created_at"]
    there = timezone.make_naive(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) - datetime(1899, 12, 30)
    assert float(rows[at.replace("1", "2")]) == pytest.approx(there / timedelta(days=1))
    assert b'<autoFilter ref="A1:' in book.read("xl/worksheets/sheet1.xml")
    assert [zones[f"{column}2"] for column in "ABC"] == ["zone_communes_name", "W (fr)", "2"]
    assert [zones[f"{column}3"] for column in "ABC"] == ["zone_communes_name", "E (fr)", "1"]
    told = {(meanings.get(f"A{row}", ""), meanings.get(f"B{row}", "")) for row in range(2, 60)}
    assert {("ref", "référence"), ("zone_communes_name", "communes (fr)")} <= told
    codes = {(meanings.get(f"C{row}", ""), meanings.get(f"D{row}", "")) for row in range(2, 60)}
    assert {("received", "reçu"), ("economy", "economy (fr)")} <= codes


def test_a_spreadsheet_tells_what_was_asked(api: APIClient, perimeter: Perimeter, communes: Zoning) -> None:
    factories.contribution(perimeter, title="Un banc")
    query = {"lang": "fr", "kind": "idea", "theme": "economy,health", "q": "banc", "until": "2030-02-01"}
    query |= {"zone": "communes:W", "near": "7.25,44,9000", "bbox": "7,43,8,45"}
    told = cells(zipfile.ZipFile(io.BytesIO(body(api.get(f"{URL}.xlsx", query)))), 4)
    rows = {told[f"A{row}"]: told[f"B{row}"] for row in range(2, 13) if f"A{row}" in told}
    assert (rows["lignes"], rows["type"], rows["mots"]) == ("1", "idée", "banc")
    assert rows["thématique"] == "economy (fr), health (fr)"
    assert (rows["zone"], rows["autour de"]) == ("communes W", "7.25, 44.0: 9000 m")
    assert rows["envoyé avant le"].startswith("1 février 2030")
    assert {"territoire", "écrit le", "rectangle"} <= set(rows)
    assert "envoyé depuis le" not in rows


def test_a_large_file_is_a_task_with_progress_that_can_be_stopped(
    api: APIClient, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(3):
        factories.contribution(perimeter)
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    asked = api.get(f"{URL}.gpkg", {"kind": "idea"})
    assert asked.status_code == 202
    assert api.get(f"{URL}.gpkg", {"kind": "idea"}).json() == asked.json()
    address = asked.json()["file"]
    assert api.get(address).status_code == 404
    job = Job.objects.get()
    jobs.run(job.pk)
    assert api.get(asked.json()["job"]).json()["done"] == 3
    assert body(api.get(address)).startswith(b"SQLite format 3")
    assert api.get(address.replace("valley", "other")).status_code == 404
    again = api.get(f"{URL}.xlsx").json()["file"]
    Job.objects.exclude(pk=job.pk).update(state=Job.State.RUNNING)
    assert api.delete(again).status_code == 204
    jobs.run(Job.objects.exclude(pk=job.pk).get().pk)
    assert Job.objects.exclude(pk=job.pk).get().state == Job.State.CANCELLED
    assert [path.name for path in files.exports_folder().iterdir()] == [f"{job.pk}.gpkg"]
    assert api.get(again).status_code == 404


def test_other_endings_and_parameters_are_refused(api: APIClient, perimeter: Perimeter) -> None:
    assert api.get(f"{URL}.docx").status_code == 404
    for query, code in (("mine=true", "mine_on_lists_only"), ("colour=red", "unknown_parameter")):
        answer = api.get(f"{URL}.csv?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, code)
