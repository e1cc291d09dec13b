"""Exports for staff: of a filter and an area; personal data only for who may, and written down."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role
from core import jobs
from core.models import Job
from interop import files
from interop.models import PersonalExport
from participation.models import Follower
from perimeter_data.models import Perimeter
from tests import factories

URL = "/api/v1/planner/valley/exports/"
SQUARE = [[[7.2, 43.9], [7.3, 43.9], [7.3, 44.1], [7.2, 44.1], [7.2, 43.9]]]
SHAPE = {"type": "shape", "geometry": {"type": "Polygon", "coordinates": SQUARE}}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def said(perimeter: Perimeter) -> None:
    """Two in the square, one elsewhere; of the first, the author's address is confirmed, of others it is not."""
    made = [factories.contribution(perimeter, kind=kind) for kind in ("idea", "report")]
    made.append(factories.contribution(perimeter, Point(7.9, 44.4, srid=4326)))
    now = timezone.now()
    for email, facts in (
        ("author@example.org", {"is_author": True, "confirmed_at": now}),
        ("reader@example.org", {"confirmed_at": now}),
    ):
        Follower.objects.create(contribution=made[0], email=email, root="x", **facts)
    Follower.objects.create(contribution=made[1], email="unsure@example.org", root="x", is_author=True)
    stopped = {"confirmed_at": now, "stopped_at": now, "is_author": True}
    Follower.objects.create(contribution=made[1], email="gone@example.org", root="x", **stopped)


def signed_in(perimeter: Perimeter, role: str) -> APIClient:
    client = APIClient()
    client.force_login(factories.MembershipFactory(perimeter=perimeter, role=role).user)
    return client


def ask(client: APIClient, ending: str = "csv", status: int = 201, **more: Any) -> dict[str, Any]:
    answer = client.post(URL, {"format": ending, **more}, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()


def fetched(client: APIClient, told: dict[str, Any]) -> bytes:
    assert client.get(told["file"]).status_code == 404  # not written yet
    jobs.run(told["job"].rstrip("/").rsplit("/", 1)[1])
    assert client.get(told["job"]).json()["state"] == "done"
    answer = client.get(told["file"])
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return b"".join(answer.streaming_content)


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_file_has_the_rows_of_filter_and_area_and_nothing_personal(perimeter: Perimeter, said: None) -> None:
    planner = signed_in(perimeter, Role.PLANNER)
    assert len(table(fetched(planner, ask(planner, area=SHAPE)))) == 2
    (only,) = table(fetched(planner, ask(planner, area=SHAPE, filter={"kind": "report"})))
    assert only["kind"] == "report" and "author_email" not in only
    for ending in ("csv", "xlsx", "geojson", "gpkg"):
        body = fetched(planner, ask(planner, ending))
        assert len(body) > 500 and b"@example.org" not in body
    assert not PersonalExport.objects.exists()
    book = zipfile.ZipFile(io.BytesIO(fetched(planner, ask(planner, "xlsx", area=SHAPE))))
    assert re.search(r"[1-9][0-9.]* km²", book.read("xl/worksheets/sheet4.xml").decode())


def test_a_planner_takes_nothing_personal_out(perimeter: Perimeter, said: None) -> None:
    for role in (Role.PLANNER, Role.VIEWER, Role.AGENT):
        refused = ask(signed_in(perimeter, role), status=403, personal=True)
        assert refused["code"] == "personal_not_allowed"
    assert not Job.objects.exists() and not PersonalExport.objects.exists()


def test_personal_data_is_written_down_and_fetched_by_who_asked(perimeter: Perimeter, said: None) -> None:
    moderator = signed_in(perimeter, Role.MODERATOR)
    told = ask(moderator, area=SHAPE, filter={"since": "2020-01-01"}, personal=True)
    assert [row["author_email"] for row in table(fetched(moderator, told))] == ["author@example.org", ""]
    kept = PersonalExport.objects.get()
    assert (kept.rows, kept.ending, kept.picked["filter"]) == (2, "csv", {"since": "2020-01-01"})
    assert kept.name == kept.user.get_username()
    pk = told["file"].rsplit("/", 1)[1]
    for other in (signed_in(perimeter, Role.ADMINISTRATOR), APIClient()):
        assert other.get(told["file"]).status_code in (401, 404)
    assert APIClient().get(f"/api/v1/perimeters/valley/exports/files/{pk}").status_code == 404
    moderator_role = kept.user.memberships.get()
    moderator_role.role = Role.PLANNER
    moderator_role.save()
    assert moderator.get(told["file"]).status_code == 404


def test_administrators_read_who_took_what_and_change_nothing(perimeter: Perimeter, said: None) -> None:
    administrator, moderator = Client(), Client()
    administrator.force_login(factories.MembershipFactory(perimeter=perimeter, role=Role.ADMINISTRATOR).user)
    user = factories.MembershipFactory(perimeter=perimeter, role=Role.MODERATOR).user
    moderator.force_login(user)
    ask(signed_in(perimeter, Role.MODERATOR), personal=True)
    kept = PersonalExport.objects.get()
    pages = [
        reverse("admin:interop_personalexport_changelist"),
        reverse("admin:interop_personalexport_change", args=[kept.pk]),
    ]
    for page in pages:
        assert kept.name in administrator.get(page).content.decode()
        assert moderator.get(page).status_code == 403
    assert administrator.get(reverse("admin:interop_personalexport_add")).status_code == 403
    assert administrator.post(reverse("admin:interop_personalexport_delete", args=[kept.pk])).status_code == 403
    other = Client()
    elsewhere = factories.published_perimeter(slug="other")
    other.force_login(factories.MembershipFactory(perimeter=elsewhere, role=Role.ADMINISTRATOR).user)
    assert kept.name not in other.get(pages[0]).content.decode()


def test_what_is_stopped_leaves_no_file_and_what_is_old_is_gone(
    perimeter: Perimeter, said: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = signed_in(perimeter, Role.PLANNER)
    for ending in ("csv", "geojson"):
        told = ask(planner, ending)
        job = Job.objects.latest("created_at")
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.CANCELLED
        assert planner.get(told["file"]).status_code == 404
    assert not list((tmp_path / "exports").glob("*"))
    told = ask(planner)
    fetched(planner, told)
    monkeypatch.setattr("interop.api.planner.KEPT_S", -1)
    assert planner.get(told["file"]).status_code == 404
    assert planner.delete(told["file"]).status_code == 204
    assert not list(files.exports_folder().glob("*"))


def test_what_is_asked_is_read_strictly(perimeter: Perimeter) -> None:
    planner = signed_in(perimeter, Role.PLANNER)
    assert ask(planner, "pdf", 400)["code"]
    assert ask(planner, status=400, area={"type": "moon"})["code"] == "invalid_area"
    assert ask(planner, status=400, filter={"nonsense": "1"})["code"] == "unknown_parameter"
    assert APIClient().post(URL, {"format": "csv"}, format="json").status_code == 401


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="needs gdal-bin")
def test_ogrinfo_reads_the_geopackage_with_its_codes_and_style(
    perimeter: Perimeter, said: None, tmp_path: Path
) -> None:
    planner = signed_in(perimeter, Role.PLANNER)
    path = tmp_path / "taken.gpkg"
    path.write_bytes(fetched(planner, ask(planner, "gpkg", area=SHAPE)))
    order = ["ogrinfo", "-al", str(path)]
    told = subprocess.run(order, check=True, capture_output=True, text=True).stdout
    assert "Layer name: contributions\nGeometry: Point\nFeature Count: 2\n" in told
    assert 'ID["EPSG",4326]' in told
    assert re.search(r"^kind: String .*domain name=kind_codes$", told, re.MULTILINE)
    assert "Layer name: layer_styles" in told and "<qgis" in told
    assert "TITLE=valley (en)" in told
