"""Units: kept from a file, listed, picked in every way, composed into a boundary."""

import json
from typing import Any

import mapbox_vector_tile
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import jobs
from core.models import Job
from perimeter_data.models import Unit, UnitSet
from tests import factories
from tests.perimeter_data.workshop.conftest import API, Workshop, rectangle
from tests.shared import data_file

pytestmark = pytest.mark.usefixtures("in_process")
# Two columns of communes on the French side, two on the Italian; codes as offices write them.
FRENCH = {"06001": ("Ascros", 7.0, "plain"), "06016": ("Beuil", 7.2, "high"), "06127": ("Saint-Martin", 7.4, "high")}
ITALIAN = {"4001": ("Acceglio", 7.6, "high"), "4002": ("San Damiano", 7.8, "plain"), "6127": ("Coni", 8.0, "high")}


def towns_file(name: str, towns: dict[str, tuple[str, float, str]]) -> SimpleUploadedFile:
    features = [
        {
            "type": "Feature",
            "geometry": rectangle(west, 43.5, west + 0.2, 44.5),
            "properties": {"code": code, "nom": title, "zone": kind, "pop": 100},
        }
        for code, (title, west, kind) in towns.items()
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile(name, body)


def kept(workshop: Workshop, name: str, towns: dict[str, tuple[str, float, str]]) -> dict[str, Any]:
    upload = workshop.upload(towns_file(name, towns))["upload"]
    asked = {"upload": upload["id"], "code": "code", "name": "nom", "population": "pop", "title": name}
    return workshop.done("unit-sets/", asked)


@pytest.fixture
def sets(workshop: Workshop) -> list[int]:
    return [kept(workshop, "fr.geojson", FRENCH)["unit_set"], kept(workshop, "it.geojson", ITALIAN)["unit_set"]]


def names(found: dict[str, Any]) -> list[str]:
    return [unit["name"] for unit in found["units"]]


def test_a_set_is_kept_and_told(workshop: Workshop, sets: list[int]) -> None:
    french, italian = workshop.see("")["unit_sets"]
    assert (french["title"], french["units"], italian["units"]) == ("fr.geojson", 3, 3)
    assert french["bbox"] == pytest.approx([7.0, 43.5, 7.6, 44.5])
    assert french["fields"] == ["code", "nom", "zone", "pop"]
    page = workshop.see(f"unit-sets/{sets[0]}/units/?q=martin")
    assert (page["total"], page["units"][0]["code"], page["units"][0]["population"]) == (1, "06127", 100)
    assert page["units"][0]["area_km2"] == pytest.approx(0.2 * 80.2 * 111.1, rel=0.01)
    assert workshop.see(f"unit-sets/{sets[0]}/units/?offset=2&limit=1")["units"][0]["name"] == "Saint-Martin"


def test_rows_without_a_code_are_refused_and_said(workshop: Workshop) -> None:
    report = kept(workshop, "x.geojson", {**FRENCH, "": ("Nameless", 9.0, "plain")})
    assert (report["read"], report["imported"], report["refused"]) == (4, 3, 1)
    assert [reason["code"] for reason in report["reasons"]] == ["no_code"]


def test_without_a_field_for_the_code_units_are_numbered(workshop: Workshop) -> None:
    upload = workshop.upload(towns_file("fr.geojson", FRENCH))["upload"]
    made = workshop.done("unit-sets/", {"upload": upload["id"], "name": "nom"})
    assert list(Unit.objects.filter(unit_set=made["unit_set"]).values_list("code", "name")) == [
        ("1", "Ascros"),
        ("2", "Beuil"),
        ("3", "Saint-Martin"),
    ]


def test_pasted_codes_forgive_lost_zeros_names_and_accents(workshop: Workshop, sets: list[int]) -> None:
    found = workshop.make("selection/", {"sets": sets, "codes": "06001\n6016; acceglio\n4002\n99999, SAN DAMIANO"}, 200)
    assert names(found) == ["Ascros", "Beuil", "Acceglio", "San Damiano"]
    assert found["unknown"] == ["99999"]
    assert names(workshop.make("selection/", {"sets": sets, "codes": "06001 06016 4001"}, 200)) == [
        "Ascros",
        "Beuil",
        "Acceglio",
    ]


def test_what_may_mean_two_units_is_asked(workshop: Workshop, sets: list[int]) -> None:
    assert names(workshop.make("selection/", {"sets": sets, "codes": "6127"}, 200)) == ["Coni"]  # written just so
    workshop.done(
        "unit-sets/", {"upload": workshop.upload(towns_file("b.geojson", ITALIAN))["upload"]["id"], "name": "nom"}
    )
    third = workshop.see("")["unit_sets"][2]["id"]
    found = workshop.make("selection/", {"sets": [sets[1], third], "codes": "Coni"}, 200)
    assert [word["code"] for word in found["ambiguous"]] == ["Coni"]
    assert {unit["set"] for unit in found["ambiguous"][0]["units"]} == {sets[1], third}


def test_units_are_picked_by_attribute_distance_or_all(workshop: Workshop, sets: list[int]) -> None:
    assert workshop.see(f"unit-sets/{sets[0]}/values/?field=zone")["values"] == [
        {"value": "high", "count": 2},
        {"value": "plain", "count": 1},
    ]
    by_value = workshop.make("selection/", {"sets": sets, "field": "zone", "values": ["plain"]}, 200)
    assert names(by_value) == ["Ascros", "San Damiano"]
    line = {"type": "LineString", "coordinates": [[7.5, 43.0], [7.5, 45.0]]}
    near = [
        names(workshop.make("selection/", {"sets": sets, "line": line, "distance_m": metres}, 200))
        for metres in (0, 7_900, 8_200)
    ]
    # 0.1 degrees are 8.02 km in the middle, 7.94 km at the northern end.
    assert near[0] == near[1] == ["Saint-Martin"]
    assert near[2] == ["Beuil", "Saint-Martin", "Acceglio"]
    assert len(names(workshop.make("selection/", {"sets": sets, "all": True}, 200))) == 6


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"codes": "1", "all": True}, 400),
        ({}, 400),
        ({"line": {"type": "LineString", "coordinates": [[7, 44]]}, "distance_m": 5}, 422),
        ({"line": {"type": "LineString", "coordinates": [[7, 44], [700, 44]]}, "distance_m": 5}, 422),
        ({"line": {"type": "Polygon", "coordinates": []}, "distance_m": 5}, 400),
        ({"codes": "x\x00y"}, 400),
    ],
)
def test_what_cannot_be_picked_is_said(workshop: Workshop, sets: list[int], body: dict[str, Any], status: int) -> None:
    assert workshop.make("selection/", {"sets": sets, **body}, status)["detail"]


def test_units_of_both_countries_become_one_boundary(workshop: Workshop, sets: list[int]) -> None:
    ids = [unit["id"] for unit in workshop.make("selection/", {"sets": sets, "all": True}, 200)["units"]]
    report = workshop.done("boundaries/", {"from": "units", "units": ids})
    draft = workshop.see(f"boundaries/{report['boundary']}/")
    assert (draft["parts"], draft["holes"], draft["source"]) == (1, 0, "fr.geojson, it.geojson")
    assert draft["area_km2"] == pytest.approx(1.2 * 80.2 * 111.1, rel=0.01)


def test_a_foreign_set_is_none(workshop: Workshop, sets: list[int]) -> None:
    other = UnitSet.objects.create(perimeter=factories.PerimeterFactory(), title="theirs")
    assert workshop.make("selection/", {"sets": [other.pk], "all": True}, 404)["code"] == "unknown_unit_set"
    for path in (f"unit-sets/{other.pk}/units/", f"unit-sets/{other.pk}/values/?field=a"):
        assert workshop.get(f"{API}{path}").status_code == 404
    assert workshop.delete(f"{API}unit-sets/{other.pk}/").status_code == 404
    assert workshop.get(f"/workshop/valley/tiles/units-{other.pk}/0/0/0.mvt").status_code == 404


def test_a_set_can_be_forgotten(workshop: Workshop, sets: list[int]) -> None:
    assert workshop.delete(f"{API}unit-sets/{sets[0]}/").status_code == 204
    assert [row["id"] for row in workshop.see("")["unit_sets"]] == sets[1:]


def test_a_job_that_runs_twice_makes_one_set(workshop: Workshop) -> None:
    upload = workshop.upload(towns_file("fr.geojson", FRENCH))["upload"]
    job = workshop.make("unit-sets/", {"upload": upload["id"], "code": "code", "name": "nom"})["job"]
    jobs.run(job["id"])
    Job.objects.filter(pk=job["id"]).update(state=Job.State.RUNNING)
    jobs.run(job["id"])
    assert UnitSet.objects.count() == 1


def test_units_are_drawn_for_staff(workshop: Workshop, sets: list[int]) -> None:
    answer = workshop.get(f"/workshop/valley/tiles/units-{sets[0]}/8/133/93.mvt")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    layer = mapbox_vector_tile.decode(answer.content)["units"]
    assert {feature["properties"]["name"] for feature in layer["features"]} == {"Ascros", "Beuil", "Saint-Martin"}
    assert {feature["id"] for feature in layer["features"]} == set(
        Unit.objects.filter(unit_set=sets[0]).values_list("pk", flat=True)
    )
    assert workshop.get(f"/workshop/valley/tiles/units-{sets[0]}/8/300/93.mvt").status_code == 404
    assert workshop.get("/workshop/valley/tiles/anything/8/133/93.mvt").json()["code"] == "unknown_layer"


def test_real_communes_and_comuni(workshop: Workshop) -> None:
    found = []
    for name, code, title in (
        ("boundaries/fr_communes_06.geojson", "code", "nom"),
        ("boundaries/it_comuni_cuneo.geojson", "com_istat_code", "name"),
    ):
        upload = workshop.upload(data_file(name))["upload"]
        found.append(workshop.done("unit-sets/", {"upload": upload["id"], "code": code, "name": title})["unit_set"])
    pasted = "06163 Tende\nla brigue, limone piemonte\nvernante"
    picked = workshop.make("selection/", {"sets": found, "codes": pasted}, 200)
    assert sorted(names(picked)) == ["Brigue", "Limone Piemonte", "Tende", "Vernante"]
    ids = [unit["id"] for unit in picked["units"]]
    draft = workshop.see(f"boundaries/{workshop.done('boundaries/', {'from': 'units', 'units': ids})['boundary']}/")
    assert draft["parts"] == 1, "the seam between the two countries' files is closed"
