"""Long tasks can be watched by who knows their id."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.test import APIClient

from core import jobs
from core.errors import DomainError
from core.models import Change, Job


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


@pytest.fixture
def done_by(monkeypatch: pytest.MonkeyPatch) -> dict[str, jobs.Handler]:
    """The only handlers there are; what they are sent by is left out."""
    handlers: dict[str, jobs.Handler] = {}
    monkeypatch.setattr(jobs, "_handlers", handlers)
    return handlers


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The jobs that went to a worker."""
    ids: list[uuid.UUID] = []
    monkeypatch.setattr(jobs, "_send", ids.append)
    return ids


class Sad(DomainError):
    code = "sad"
    message = _("There is nothing here.")


def state_of(job: Job) -> tuple[str, dict[str, Any]]:
    job.refresh_from_db()
    return job.state, job.report


@pytest.mark.django_db(transaction=True)
class TestHandlers:
    def test_a_job_runs_once_with_its_params(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        calls: list[dict[str, Any]] = []
        done_by["walk"] = lambda job: calls.append(job.params) or {"steps": 3}
        job = jobs.enqueue("walk", params={"to": "Tende"})
        assert sent == [job.pk]
        jobs.run(job.pk)
        jobs.run(job.pk)
        assert calls == [{"to": "Tende"}]
        assert state_of(job) == ("done", {"steps": 3})

    def test_progress_is_seen_from_inside_a_transaction(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        seen: list[tuple[int, str]] = []

        def walk(running: jobs.Running) -> dict[str, Any]:
            with transaction.atomic():
                running.progress(4, 10, phase="walking")
                other = connection.copy()
                with other.cursor() as cursor:
                    cursor.execute("SELECT done, phase FROM core_job WHERE id = %s", [running.id])
                    seen.append(cursor.fetchone())
                other.close()
            return {}

        done_by["walk"] = walk
        jobs.run(jobs.enqueue("walk").pk)
        assert seen == [(4, "walking")]

    def test_a_refusal_is_told_in_the_language_of_who_asked(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        def fail(running: jobs.Running) -> dict[str, Any]:
            raise Sad(where="Breil")

        done_by["walk"] = fail
        with translation.override("it"):
            job = jobs.enqueue("walk")
        jobs.run(job.pk)
        assert state_of(job) == (
            "failed",
            {"problem": {"code": "sad", "detail": "Qui non c’è niente.", "where": "Breil"}},
        )

    def test_a_running_job_stops_when_it_looks(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        def asked_from_outside(running: jobs.Running) -> dict[str, Any]:
            jobs.request_cancel(Job.objects.get(pk=running.id))
            with transaction.atomic():
                Change.objects.create(kind="walked")
                running.check()
            return {}

        done_by["walk"] = asked_from_outside
        job = jobs.enqueue("walk")
        jobs.run(job.pk)
        assert state_of(job)[0] == "cancelled"
        assert not Change.objects.filter(kind="walked").exists()

    def test_a_waiting_job_is_stopped_at_once(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        done_by["walk"] = lambda job: {"walked": True}
        job = jobs.enqueue("walk")
        jobs.request_cancel(job)
        jobs.run(job.pk)
        assert state_of(job)[0] == "cancelled"

    def test_what_no_one_works_at_is_sent_again_and_given_up_after_three(
        self, done_by: Any, sent: list[uuid.UUID]
    ) -> None:
        done_by["walk"] = lambda job: {}
        job = jobs.enqueue("walk")
        long_ago = timezone.now() - timedelta(minutes=5)
        Job.objects.filter(pk=job.pk).update(state="running", attempt=3, updated_at=long_ago)
        assert jobs.resume() == 1
        assert jobs.resume() == 0  # it was sent just now
        jobs.run(job.pk)
        state, report = state_of(job)
        assert (state, report["problem"]["code"]) == ("failed", "worker_died")

    def test_what_somebody_works_at_is_left_alone(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        again: list[int] = []

        def walk(running: jobs.Running) -> dict[str, Any]:
            Job.objects.filter(pk=running.id).update(updated_at=timezone.now() - timedelta(minutes=5))
            again.append(jobs.resume())
            return {}

        done_by["walk"] = walk
        jobs.run(jobs.enqueue("walk").pk)
        assert again == [0]

    def test_a_fault_of_ours_is_told_and_raised(self, done_by: Any, sent: list[uuid.UUID]) -> None:
        def stumble(running: jobs.Running) -> dict[str, Any]:
            raise ZeroDivisionError

        done_by["walk"] = stumble
        job = jobs.enqueue("walk")
        with pytest.raises(ZeroDivisionError):
            jobs.run(job.pk)
        assert state_of(job)[1]["problem"]["code"] == "internal_error"
