"""Zonings: from a file, from units, by hand; published by one administrator among several."""

import json
from typing import Any

import mapbox_vector_tile
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core import jobs
from core.models import Job
from perimeter_data.models import Perimeter, Zone
from tests.perimeter_data.workshop.conftest import API, Workshop, rectangle
from tests.shared import data_file

pytestmark = pytest.mark.usefixtures("in_process")
WEST, EAST = rectangle(7.0, 43.5, 7.5, 44.5), rectangle(7.5, 43.5, 8.0, 44.5)
KM2 = 80.2 * 111.1  # one square degree here


def line(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(corner) for corner in corners]}


@pytest.fixture
def zoning(workshop: Workshop) -> str:
    made = workshop.make("zonings/", {"name": {"fr": "Quartiers", "it": "Quartieri"}}, 201)
    assert made == {**made, "slug": "quartiers", "published": None, "editions": []}
    return "zonings/quartiers/"


@pytest.fixture
def whole(workshop: Workshop, zoning: str) -> str:
    """A draft whose one zone is the whole perimeter: a square of one degree with a hole."""
    assert workshop.done(f"{zoning}editions/", {"from": "perimeter"}) == {"edition": 1}
    return f"{zoning}editions/1/"


def zones(edition: dict[str, Any]) -> dict[str, Any]:
    return {zone["code"]: zone for zone in edition["zones"]}


def change(workshop: Workshop, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = workshop.patch(f"{API}{path}", body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()


def areas(edition: dict[str, Any]) -> float:
    return sum(zone["area_km2"] for zone in edition["zones"])


def test_a_town_without_files_draws_its_neighbourhoods(workshop: Workshop, whole: str) -> None:
    first = workshop.see(whole)
    assert first["report"] == {
        "gaps": [],
        "gaps_count": 0,
        "overlaps": [],
        "overlaps_count": 0,
        "uncovered_km2": 0,
    }
    (one,) = first["zones"]
    edition = workshop.make(f"{whole}split/", {"zone": one["id"], "line": line((7.5, 43.0), (7.5, 45.0))}, 200)
    left, right = zones(edition)["1"], zones(edition)["1-2"]
    assert areas(edition) == pytest.approx(one["area_km2"], rel=1e-3)
    assert (left["population"], right["name_i18n"]["fr"]) == (None, f"{one['name_i18n']['fr']} 2")
    change(workshop, f"{whole}zones/{left['id']}/", {"name": {"fr": "Ouest"}, "population": 1200, "code": "W"})
    edition = change(workshop, whole, {"population_year": 2021, "source": "the town"})
    assert (edition["population_year"], zones(edition)["W"]["population"]) == (2021, 1200)

    assert workshop.done(f"{whole}publish/", {"expect": None}) == {"edition": 1}
    assert workshop.see("")["zonings"][0]["published"] == 1
    answer = workshop.post(
        f"{API}{whole}merge/", {"zones": [left["id"], right["id"]], "into": left["id"]}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")
    assert workshop.done("zonings/quartiers/editions/", {"from": "edition", "edition": 1}) == {"edition": 2}
    copy = workshop.see("zonings/quartiers/editions/2/")
    assert (copy["population_year"], len(copy["zones"])) == (2021, 2)
    joined = [zone["id"] for zone in copy["zones"]]
    merged = workshop.make("zonings/quartiers/editions/2/merge/", {"zones": joined, "into": joined[0]}, 200)
    assert areas(merged) == pytest.approx(one["area_km2"], rel=1e-3)


def test_a_line_that_does_not_go_through_is_said(workshop: Workshop, whole: str) -> None:
    (one,) = workshop.see(whole)["zones"]
    for corners in (((7.1, 44.0), (7.2, 44.1)), ((7.1, 44.0), (9.0, 44.1)), ((9, 44), (10, 44))):
        refused = workshop.make(f"{whole}split/", {"zone": one["id"], "line": line(*corners)}, 422)
        assert refused["code"] == "not_divided"
    assert len(workshop.see(whole)["zones"]) == 1


def test_a_drawn_zone_is_cut_out_of_the_others(workshop: Workshop, whole: str) -> None:
    before = areas(workshop.see(whole))
    drawn = {"polygon": rectangle(7.0, 43.5, 7.2, 43.7), "name": {"fr": "Port"}, "code": "P", "population": 50}
    edition = workshop.make(f"{whole}zones/", drawn, 200)
    assert areas(edition) == pytest.approx(before, rel=1e-3)
    assert (zones(edition)["P"]["population"], edition["report"]["overlaps_count"]) == (50, 0)
    assert workshop.make(f"{whole}zones/", drawn | {"code": "1"}, 409)["code"] == "code_taken"
    assert areas(workshop.see(whole)) == pytest.approx(before, rel=1e-3), "a refused edit changes nothing"
    port = zones(edition)["P"]
    gone = workshop.delete(f"{API}{whole}zones/{port['id']}/").json()
    assert gone["report"]["gaps_count"] == 1
    assert gone["report"]["uncovered_km2"] == pytest.approx(port["area_km2"], rel=1e-2)
    assert 7.0 < gone["report"]["gaps"][0]["point"][0] < 7.2


def features(*rows: tuple[dict[str, Any], dict[str, Any]]) -> SimpleUploadedFile:
    made = [{"type": "Feature", "geometry": shape, "properties": told} for shape, told in rows]
    return SimpleUploadedFile("q.geojson", json.dumps({"type": "FeatureCollection", "features": made}).encode())


def test_a_file_with_gaps_and_overlaps_is_taken_and_told(workshop: Workshop, zoning: str) -> None:
    file = features(
        (rectangle(7.0, 43.5, 7.3, 44.5), {"c": "A", "fr": "Ouest", "it": "Ovest", "p": "1 200"}),
        (rectangle(7.28, 43.5, 7.5, 44.5), {"c": "B", "fr": "Milieu", "it": "", "p": "x"}),
        (rectangle(9.0, 43.5, 9.5, 44.5), {"c": "C", "fr": "Ailleurs", "it": "Altrove", "p": 7}),
        (rectangle(7.0, 43.5, 7.1, 44.0), {"c": "", "fr": "Sans", "it": "", "p": 7}),
    )
    asked = {
        "from": "upload",
        "upload": workshop.upload(file)["upload"]["id"],
        "code": "c",
        "name": "fr",
        "names": {"it": "it"},
        "population": "p",
        "population_year": 2020,
    }
    report = workshop.done(f"{zoning}editions/", asked)
    assert (report["edition"], report["read"], report["imported"], report["refused"]) == (1, 4, 3, 1)
    edition = workshop.see(f"{zoning}editions/1/")
    found = zones(edition)
    assert found["A"]["name_i18n"] == {"fr": "Ouest", "it": "Ovest"}
    assert found["B"]["name_i18n"] == {"fr": "Milieu"}
    assert [found[code]["population"] for code in "ABC"] == [1200, None, 7]
    assert [found[code]["outside"] for code in "ABC"] == [False, False, True]
    (overlap,) = edition["report"]["overlaps"]
    assert sorted(overlap["codes"]) == ["A", "B"]
    assert overlap["area_ha"] == pytest.approx(0.02 * KM2 * 100, rel=0.01)
    assert edition["report"]["uncovered_km2"] == pytest.approx(0.5 * KM2 - 0.01 * KM2, rel=0.01)
    tile = workshop.get("/workshop/valley/tiles/edition-quartiers-1/7/66/46.mvt")
    drawn = mapbox_vector_tile.decode(tile.content)["zones"]["features"]
    assert {feature["properties"]["name"] for feature in drawn} >= {"Ouest", "Milieu"}


def test_zones_from_units_keep_codes_and_populations(workshop: Workshop, zoning: str) -> None:
    file = features((WEST, {"c": "W", "n": "West", "p": 10}), (EAST, {"c": "E", "n": "East", "p": 20}))
    upload = workshop.upload(file)["upload"]["id"]
    made = workshop.done("unit-sets/", {"upload": upload, "code": "c", "name": "n", "population": "p"})
    picked = workshop.make("selection/", {"sets": [made["unit_set"]], "all": True}, 200)["units"]
    workshop.done(f"{zoning}editions/", {"from": "units", "units": [unit["id"] for unit in picked]})
    found = zones(workshop.see(f"{zoning}editions/1/"))
    assert {code: zone["population"] for code, zone in found.items()} == {"W": 10, "E": 20}
    workshop.delete(f"{API}unit-sets/{made['unit_set']}/")
    assert len(workshop.see(f"{zoning}editions/1/")["zones"]) == 2


def test_the_first_administrator_wins(workshop: Workshop, whole: str) -> None:
    workshop.done("zonings/quartiers/editions/", {"from": "edition", "edition": 1})
    ids = [workshop.make(f"zonings/quartiers/editions/{n}/publish/", {"expect": None})["job"]["id"] for n in (1, 2)]
    for job in ids:
        jobs.run(job)
    assert [workshop.job(job)["state"] for job in ids] == ["done", "failed"]
    assert workshop.job(ids[1])["report"]["problem"]["code"] == "published_meanwhile"


def test_a_zoning_goes_only_before_it_was_ever_published(workshop: Workshop, whole: str) -> None:
    assert workshop.make("zonings/", {"name": {"fr": "Quartiers"}}, 409)["code"] == "slug_taken"
    other = workshop.make("zonings/", {"name": {"it": "Rioni"}}, 201)["slug"]
    assert workshop.delete(f"{API}zonings/{other}/").status_code == 204
    workshop.done(f"{whole}publish/", {"expect": None})
    answer = workshop.delete(f"{API}zonings/quartiers/")
    assert (answer.status_code, answer.json()["code"]) == (409, "was_published")


def test_without_a_boundary_there_is_nothing_to_divide(workshop: Workshop, perimeter: Perimeter, zoning: str) -> None:
    perimeter.versions.update(state="draft")
    ended = workshop.ran(f"{zoning}editions/", {"from": "perimeter"})
    assert ended["report"]["problem"]["code"] == "no_boundary"


def test_a_job_that_runs_twice_makes_one_edition(workshop: Workshop, zoning: str) -> None:
    job = workshop.make(f"{zoning}editions/", {"from": "perimeter"})["job"]
    jobs.run(job["id"])
    Job.objects.filter(pk=job["id"]).update(state=Job.State.RUNNING)
    jobs.run(job["id"])
    assert len(workshop.see("")["zonings"][0]["editions"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("zonings/", {"name": {}}, 400),
        ("zonings/", {"name": {"de": "Viertel"}}, 400),
        ("zonings/", {"name": {"fr": "x"}, "slug": "Not a slug"}, 400),
        ("zonings/quartiers/editions/", {"from": "thin air"}, 400),
        ("zonings/quartiers/editions/", {"from": "edition", "edition": 9}, 404),
        ("zonings/quartiers/editions/9/publish/", {"expect": None}, 404),
        ("zonings/quartiers/editions/1/split/", {"zone": 1, "line": line((7, 44), (8, 44))}, 404),
        ("zonings/nowhere/editions/", {"from": "perimeter"}, 404),
        (
            "zonings/quartiers/editions/1/zones/",
            {"polygon": {"type": "Polygon", "coordinates": []}, "name": {"fr": "x"}},
            422,
        ),
    ],
)
def test_what_cannot_be_is_said(workshop: Workshop, whole: str, path: str, body: dict[str, Any], status: int) -> None:
    assert workshop.make(path, body, status)["detail"]


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # an example is some requests: to make it small takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    cuts=st.lists(
        st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2), st.booleans(), st.integers(0, 50)), min_size=1, max_size=6
    )
)
def test_dividing_and_joining_lose_no_ground(workshop: Workshop, zoning: str, cuts: list[Any]) -> None:
    """Whatever lines are drawn: the zones cover the perimeter, once."""
    number = workshop.done(f"{zoning}editions/", {"from": "perimeter"})["edition"]
    draft = f"{zoning}editions/{number}/"
    for begin, end, joins, pick in cuts:
        edition = workshop.see(draft)
        zone = edition["zones"][pick % len(edition["zones"])]
        cut = line((7 + begin, 43.0), (7 + end, 45.0))
        answer = workshop.post(f"{API}{draft}split/", {"zone": zone["id"], "line": cut}, format="json")
        assert answer.status_code in (200, 422), answer.content
        edition = workshop.see(draft)
        if joins and len(edition["zones"]) > 1:
            pair = [row["id"] for row in edition["zones"][:2]]
            edition = workshop.make(f"{draft}merge/", {"zones": pair, "into": pair[0]}, 200)
        assert (edition["report"]["gaps"], edition["report"]["overlaps"]) == ([], [])
    assert all(zone.geom.valid for zone in Zone.objects.filter(version__number=number))


def test_real_neighbourhoods_of_nice(workshop: Workshop) -> None:
    upload = workshop.upload(data_file("boundaries/nice_iris.geojson"))
    jobs.run(upload["job"]["id"])
    guessed = workshop.see(f"uploads/{upload['upload']['id']}/")["inspection"]["guesses"]
    assert guessed["code"] and guessed["name"], guessed
    workshop.make("zonings/", {"name": {"fr": "IRIS"}}, 201)
    asked = {"from": "upload", "upload": upload["upload"]["id"], "code": guessed["code"], "name": guessed["name"]}
    report = workshop.done("zonings/iris/editions/", asked)
    edition = workshop.see("zonings/iris/editions/1/")
    assert len(edition["zones"]) == report["imported"] == report["read"] > 100
    assert edition["report"]["overlaps_count"] == 0
