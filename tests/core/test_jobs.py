"""Long tasks can be watched by who knows their id."""

import uuid

import pytest
from rest_framework.test import APIClient

from core import jobs


@pytest.mark.django_db
def test_a_job_tells_its_progress_and_keeps_its_report(api: APIClient) -> None:
    job = jobs.start(kind="import", total=10)
    jobs.progress(job, 4)
    url = f"/api/v1/jobs/{job.pk}/"
    assert api.get(url).json() == {"id": str(job.pk), "kind": "import", "state": "running", "done": 4, "total": 10}
    jobs.finish(job, {"path": "/var/secret"}, failed=True)
    answer = api.get(url)
    assert answer.json()["state"] == "failed"
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_an_unknown_job_is_a_problem(api: APIClient) -> None:
    response = api.get(f"/api/v1/jobs/{uuid.uuid4()}/")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_job")
