"""Drafts of a boundary: made, looked at, published by one administrator among several."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import jobs
from core.models import Job
from perimeter_data.models import Perimeter
from tests import factories
from tests.perimeter_data.workshop.conftest import API, Workshop, drawn, rectangle

pytestmark = pytest.mark.usefixtures("in_process")
WEST = rectangle(7.0, 43.5, 7.5, 44.5)


def test_a_drawn_boundary_changes_nothing_until_it_is_published(workshop: Workshop, perimeter: Perimeter) -> None:
    factories.contribution(perimeter)
    lost = factories.contribution(perimeter, factories.square(7.8, 44.0, 7.82, 44.02).centroid)
    factories.proposal(perimeter, lost.position)
    assert workshop.done("boundaries/", drawn(WEST)) == {"boundary": 2}

    draft = workshop.see("boundaries/2/")
    assert draft["state"] == "draft"
    assert draft["compared"]["published"] == 1
    assert draft["compared"]["added_km2"] == 0
    assert draft["compared"]["removed_km2"] == pytest.approx(0.5 * 80.2 * 111.1 - 8.02 * 11.11, abs=10)
    assert draft["compared"]["contributions_outside"] == draft["compared"]["proposals_outside"] == 1
    assert workshop.see("")["perimeter"]["published"] == 1

    assert workshop.done("boundaries/2/publish/", {"expect": 1}) == {"boundary": 2}
    assert workshop.see("boundaries/1/")["state"] == "retired"
    assert workshop.done("boundaries/1/publish/", {"expect": 2}) == {"boundary": 1}  # brought back
    assert [row["state"] for row in workshop.see("")["boundaries"]] == ["retired", "published"]


def test_holes_are_cut_and_told(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST, holes=[rectangle(7.1, 43.6, 7.2, 43.7)]))
    draft = workshop.see("boundaries/2/")
    assert (draft["holes"], draft["parts"]) == (1, 1)
    (hole,) = draft["oddities"]
    assert hole["kind"] == "hole"
    assert 7.1 < hole["point"][0] < 7.2
    assert hole["bbox"] == pytest.approx([7.1, 43.6, 7.2, 43.7], abs=1e-4)


def test_shape_and_difference(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(rectangle(6.9, 43.5, 7.5, 44.5)))
    shape = workshop.see("boundaries/2/shape/?tolerance_m=100")
    assert shape["bbox"] == [6.9, 43.5, 7.5, 44.5]
    changes = workshop.see("boundaries/2/difference/")["features"]
    assert [row["properties"]["change"] for row in changes] == ["added", "removed"]


def test_the_first_administrator_wins(workshop: Workshop) -> None:
    for _draft in range(2):
        workshop.done("boundaries/", drawn(WEST))
    first = workshop.make("boundaries/2/publish/", {"expect": 1})["job"]
    second = workshop.make("boundaries/3/publish/", {"expect": 1})["job"]
    jobs.run(first["id"])
    jobs.run(second["id"])
    assert workshop.job(first["id"])["state"] == "done"
    ended = workshop.job(second["id"])
    assert (ended["state"], ended["report"]["problem"]["code"]) == ("failed", "published_meanwhile")
    assert ended["report"]["problem"]["published"] == 2
    assert workshop.make("boundaries/3/publish/", {"expect": 1}, 409)["code"] == "published_meanwhile"
    assert workshop.see("")["perimeter"]["published"] == 2


def test_what_moves_to_the_other_side_of_the_world_is_asked_about(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(rectangle(-73.6, 45.4, -73.5, 45.5)))
    assert workshop.see("boundaries/2/")["compared"]["far_away"] is True
    assert workshop.make("boundaries/2/publish/", {"expect": 1}, 409)["code"] == "far_away"
    workshop.done("boundaries/2/publish/", {"expect": 1, "moved": True})
    assert workshop.see("")["perimeter"]["bbox"][0] == -73.6


def test_expect_must_be_said(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST))
    assert workshop.make("boundaries/2/publish/", {}, 400)["code"] == "missing_field"


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ([[7, 44], [7.1, 44.1], [7.1, 44], [7, 44.1], [7, 44]], "drawing_crosses_itself"),
        ([[7, 44], [7.1, 44.1]], "drawing_broken"),
        ([[7, 44], ["x", 44.1], [7.1, 44], [7, 44]], "drawing_broken"),
        ([[7, 44], [700, 44.1], [7.1, 44], [7, 44]], "drawing_broken"),
        ([[7, 44], [7, 44], [7, 44], [7, 44]], "drawing_crosses_itself"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(workshop: Workshop, ring: Any, code: str) -> None:
    ended = workshop.ran("boundaries/", drawn({"type": "Polygon", "coordinates": [ring]}))
    assert (ended["state"], ended["report"]["problem"]["code"]) == ("failed", code)
    assert ended["report"]["problem"]["detail"].endswith(".")
    assert len(workshop.see("")["boundaries"]) == 1


def test_a_drawing_that_crosses_itself_a_little_is_mended_and_said(workshop: Workshop) -> None:
    ring = [[7, 44], [7.2, 44], [7.2, 44.2], [7.001, 44.2], [7.0, 44.1995], [7.001, 44.1995], [7, 44.2], [7, 44]]
    workshop.done("boundaries/", drawn({"type": "Polygon", "coordinates": [ring]}))
    draft = workshop.see("boundaries/2/")
    assert [row["kind"] for row in draft["oddities"] if row["kind"] == "repaired"] == ["repaired"]


@pytest.mark.parametrize("count", [20_001, 100_000])
def test_drawings_are_bounded(workshop: Workshop, count: int) -> None:
    ring = [[7 + n * 1e-6, 44] for n in range(count)]
    answer = workshop.post(f"{API}boundaries/", drawn({"type": "Polygon", "coordinates": [ring]}), format="json")
    assert (answer.status_code, answer.json()["code"]) in ((422, "too_many_vertices"), (413, "body_too_large"))
    assert not Job.objects.exists()


def test_bodies_are_bounded(workshop: Workshop) -> None:
    answer = workshop.post(f"{API}boundaries/", {"from": "drawing", "source": "x" * 5_000_000}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [
        {"from": "nothing"},
        {"from": "upload"},
        {"from": "units"},
        {"from": "drawing"},
        {"from": "drawing", "areas": []},
        {"from": "drawing", "areas": [{"type": "Point", "coordinates": [7, 44]}]},
        {"from": "drawing", "areas": [WEST], "tolerance_m": 5000},
        {"from": "drawing", "areas": [WEST], "colour": "red"},
    ],
)
def test_what_cannot_be_read_is_400(workshop: Workshop, body: dict[str, Any]) -> None:
    workshop.make("boundaries/", body, 400)


def test_a_draft_can_be_thrown_away_and_nothing_else(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST))
    assert workshop.delete(f"{API}boundaries/2/").status_code == 204
    answer = workshop.delete(f"{API}boundaries/1/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_draft")
    assert workshop.get(f"{API}boundaries/2/").status_code == 404


def test_a_job_that_runs_twice_makes_one_draft(workshop: Workshop) -> None:
    job = workshop.make("boundaries/", drawn(WEST))["job"]
    jobs.run(job["id"])
    Job.objects.filter(pk=job["id"]).update(state=Job.State.RUNNING)  # as if its worker had died before it could say so
    jobs.run(job["id"])
    assert workshop.job(job["id"])["report"] == {"boundary": 2}
    assert len(workshop.see("")["boundaries"]) == 2


def test_a_publish_that_runs_twice_publishes_once(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST))
    job = workshop.make("boundaries/2/publish/", {"expect": 1})["job"]
    jobs.run(job["id"])
    Job.objects.filter(pk=job["id"]).update(state=Job.State.RUNNING)
    jobs.run(job["id"])
    assert workshop.job(job["id"])["state"] == "done"
    assert workshop.see("")["perimeter"]["published"] == 2


def test_a_job_can_be_stopped(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST))
    job = workshop.make("boundaries/2/publish/", {"expect": 1})["job"]
    assert workshop.delete(f"{API}jobs/{job['id']}/").status_code == 202
    jobs.run(job["id"])
    assert workshop.job(job["id"])["state"] == "cancelled"
    assert workshop.see("")["perimeter"]["published"] == 1


def test_stopping_in_the_middle_of_a_publish_undoes_it(workshop: Workshop) -> None:
    workshop.done("boundaries/", drawn(WEST))
    job = workshop.make("boundaries/2/publish/", {"expect": 1})["job"]
    Job.objects.filter(pk=job["id"]).update(cancel_requested=True)
    jobs.run(job["id"])
    assert workshop.job(job["id"])["state"] == "cancelled"
    assert workshop.see("")["perimeter"]["published"] == 1


def test_a_boundary_from_an_upload(workshop: Workshop) -> None:
    parts = [("A", rectangle(7.0, 43.5, 7.4, 44.5)), ("B", rectangle(7.4005, 43.5, 8.0, 44.5))]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"name": name, "kind": "town"}} for name, shape in parts
    ]
    sea = {"type": "Feature", "geometry": rectangle(8.0, 43.0, 9.0, 44.0), "properties": {"name": "C", "kind": "sea"}}
    body = json.dumps({"type": "FeatureCollection", "features": [*features, sea]}).encode()
    upload = workshop.upload(SimpleUploadedFile("towns.geojson", body))["upload"]
    asked = {"from": "upload", "upload": upload["id"], "where": {"kind": ["town"]}, "source": "the town"}
    workshop.done("boundaries/", asked)
    draft = workshop.see("boundaries/2/")
    assert draft["source"] == "the town"
    assert draft["parts"] == 1
    assert [row["kind"] for row in draft["oddities"]] == ["gap_closed"]
    assert draft["oddities"][0]["names"] == ["#1", "#2"]


def test_an_upload_is_looked_at(workshop: Workshop) -> None:
    body = json.dumps({"type": "Feature", "geometry": WEST, "properties": {"nom": "Ouest"}}).encode()
    given = workshop.upload(SimpleUploadedFile("west.geojson", body))
    assert given["upload"]["inspection"] is None
    jobs.run(given["job"]["id"])
    seen = workshop.see(f"uploads/{given['upload']['id']}/")["inspection"]
    assert (seen["read"], seen["geometry_kinds"], seen["guesses"]["name"]) == (1, {"Polygon": 1}, "nom")
    report = workshop.done(f"uploads/{given['upload']['id']}/inspect/", {"crs": "EPSG:4326"})
    assert report["inspection"]["crs"]["state"] == "given"
    workshop.done("boundaries/", {"from": "upload", "upload": given["upload"]["id"]})


def test_an_upload_can_be_thrown_away(workshop: Workshop) -> None:
    upload = workshop.upload(SimpleUploadedFile("a.geojson", b"{}"))["upload"]
    assert upload["files"] == ["a.geojson"]
    assert workshop.delete(f"{API}uploads/{upload['id']}/").status_code == 204
    assert workshop.get(f"{API}uploads/{upload['id']}/").status_code == 404
    workshop.make("boundaries/", {"from": "upload", "upload": upload["id"]}, 404)
