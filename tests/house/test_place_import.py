"""Places from a file, in the back office: sent, taken in by a task, told."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from core import jobs
from core.models import Job
from perimeter_data.models import Perimeter, Place
from tests import factories
from tests.house.back_office import page, staff
from tests.perimeter_data.conftest import in_process

__all__ = ["in_process"]
pytestmark = pytest.mark.usefixtures("in_process")
START = "admin:perimeter_data_place_import"


@pytest.fixture
def client(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Client:
    settings.VAR_DIR = tmp_path
    return staff(perimeter, Role.ADMINISTRATOR)


def places(*rows: tuple[float, dict[str, Any]]) -> SimpleUploadedFile:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, 44.0]}, "properties": told}
        for lon, told in rows
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile("places.geojson", body)


def send(client: Client, file: SimpleUploadedFile, **more: str) -> str:
    """Send a file, run the task, return the page that tells of it."""
    answer = client.post(reverse(START), {"upload": file, "name": "", "crs": "", "layer": "", **more})
    assert answer.status_code == 302, answer.context["form"].errors
    waiting = client.get(answer.url).content.decode()
    assert "The file is being read." in waiting
    job = Job.objects.get(state=Job.State.QUEUED)
    jobs.run(job.pk)
    return client.get(answer.url).content.decode()


def test_a_list_of_names_becomes_a_search(client: Client) -> None:
    file = places(
        (7.1, {"nom": "Vintimille", "aliases": "Ventimiglia", "kind": "town", "population": "24 000"}),
        (7.2, {"nom": ""}),
        (9.5, {"nom": "Ailleurs"}),
    )
    told = send(client, file)
    assert "3 read: 1 new, 0 changed, 0 as before, 2 refused." in told
    assert "It lies outside the perimeter." in told
    found = Client().get("/api/v1/perimeters/valley/places/", {"q": "ventimilia"}).json()["features"]
    assert [row["properties"]["name"] for row in found] == ["Vintimille"]
    assert Place.objects.get().population == 24_000
    assert "places.geojson" in client.get(reverse(START)).content.decode()
    again = send(client, places((7.1, {"nom": "Vintimille", "aliases": "Ventimiglia", "kind": "town"})), name="nom")
    assert "0 new" in again
    assert Place.objects.count() == 1


def test_a_file_whose_names_nobody_recognises_is_asked_about(client: Client) -> None:
    told = send(client, places((7.1, {"x1": "Vintimille"})))
    assert "Say which field holds the name of each place." in told
    assert not Place.objects.exists()


def test_it_can_be_stopped(client: Client) -> None:
    answer = client.post(reverse(START), {"upload": places((7.1, {"nom": "V"})), "name": "", "crs": "", "layer": ""})
    client.post(answer.url)
    assert Job.objects.get().state == Job.State.CANCELLED


def test_only_administrators_of_the_perimeter(client: Client, perimeter: Perimeter) -> None:
    assert "Import from a file" in client.get(page(Place, "changelist")).content.decode()
    client.post(reverse(START), {"upload": places((7.1, {"nom": "V"})), "name": "", "crs": "", "layer": ""})
    job = Job.objects.get()
    moderator = staff(perimeter, Role.MODERATOR)
    assert "Import from a file" not in moderator.get(page(Place, "changelist")).content.decode()
    assert moderator.get(reverse(START)).status_code == 403
    stranger = staff(factories.published_perimeter(slug="other"), Role.ADMINISTRATOR)
    assert stranger.get(f"{reverse(START)}?perimeter=valley").status_code == 403
    assert stranger.get(reverse(f"{START}_job", args=[job.pk])).status_code == 404
