"""An administrator at the workshop, and jobs that run at once."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from core import jobs
from perimeter_data.models import Perimeter
from tests import factories
from tests.perimeter_data.conftest import in_process

__all__ = ["in_process"]
API = "/api/v1/workshop/valley/"


class Workshop(APIClient):
    """A signed-in administrator's requests; `ran` waits for what a 202 promised."""

    def make(self, path: str, body: dict[str, Any], status: int = 202) -> dict[str, Any]:
        answer = self.post(f"{API}{path}", body, format="json")
        assert answer.status_code == status, answer.content
        return answer.json()

    def ran(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post, run the job, return it as it ended."""
        job = self.make(path, body)["job"]
        jobs.run(job["id"])
        return self.job(job["id"])

    def job(self, pk: str) -> dict[str, Any]:
        return self.get(f"{API}jobs/{pk}/").json()

    def done(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post, run, and return the report of a job that went well."""
        job = self.ran(path, body)
        assert job["state"] == "done", job
        return job["report"]

    def see(self, path: str) -> dict[str, Any]:
        answer = self.get(f"{API}{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def upload(self, *files: Path | SimpleUploadedFile) -> dict[str, Any]:
        given = [SimpleUploadedFile(file.name, file.read_bytes()) if isinstance(file, Path) else file for file in files]
        answer = self.post(f"{API}uploads/", {"files": given}, format="multipart")
        assert answer.status_code == 201, answer.content
        return answer.json()


@pytest.fixture
def workshop(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Workshop:
    settings.VAR_DIR = tmp_path
    client = Workshop()
    client.force_login(factories.MembershipFactory(perimeter=perimeter).user)
    return client


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a GeoJSON Polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(*areas: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body that makes a boundary of drawn areas."""
    return {"from": "drawing", "areas": list(areas), "tolerance_m": 0, **more}
