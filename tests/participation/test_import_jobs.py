"""The long task of an import: tried first, repeatable after a kill, stopped whole."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import translation

from core import jobs
from core.models import Change, Job
from participation.models import Contribution
from perimeter_data.models import Perimeter, Upload
from perimeter_data.services.uploads import remove_upload, store_upload

FIELDS = {"title": "name", "text": "what", "id": "id"}


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture(autouse=True)
def _sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are run by the tests themselves."""
    monkeypatch.setattr(jobs, "_send", lambda job_id: None)


def upload(perimeter: Perimeter, name: str, content: bytes) -> Upload:
    return store_upload(files=[SimpleUploadedFile(name, content)], perimeter=perimeter, user_id=None)


def rows(count: int) -> bytes:
    """Return a CSV with so many rows inside, and one outside at its end."""
    lines = [f"{number},Bench {number},in the shade,{7.1 + number / 10_000:.5f},44.2" for number in range(count)]
    return "\n".join(["id,name,what,lon,lat", *lines, "o,Out,far,9.5,44.2"]).encode()


def begin(given: Upload, *, dry_run: bool = False, fields: dict[str, str] | None = None, **order: Any) -> Job:
    params = {
        "upload": str(given.pk),
        "reading": {},
        "dry_run": dry_run,
        "order": {"fields": FIELDS if fields is None else fields, "source": "town", **order},
    }
    return jobs.enqueue("import_contributions", perimeter_id=given.perimeter_id, params=params)


def run(job: Job) -> tuple[str, dict[str, Any]]:
    jobs.run(job.pk)
    job.refresh_from_db()
    return job.state, job.report


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[name] for name in ("read", "imported", "updated", "unchanged", "duplicates", "refused"))


@pytest.mark.django_db
def test_a_dry_run_says_what_the_import_then_does(perimeter: Perimeter) -> None:
    given = upload(perimeter, "rows.csv", rows(3))
    state, tried = run(begin(given, dry_run=True))
    assert (state, counts(tried)) == ("done", (4, 3, 0, 0, 0, 1))
    assert not Contribution.objects.exists()
    _state, report = run(begin(given))
    assert counts(report) == counts(tried)
    assert Contribution.objects.count() == 3
    assert Change.objects.filter(kind="contribution.submitted").count() == 3
    assert counts(run(begin(given))[1]) == (4, 0, 0, 3, 0, 1)


@pytest.mark.django_db
def test_the_refused_rows_lie_with_the_upload_and_go_with_it(perimeter: Perimeter) -> None:
    given = upload(perimeter, "rows.csv", rows(1))
    _state, report = run(begin(given))
    kept = given.results / report["refused_file"]
    assert "outside_perimeter" in kept.read_text("utf-8-sig")
    remove_upload(upload=given)
    assert not kept.exists()


@pytest.mark.django_db
def test_a_refusal_is_told_in_the_language_of_who_asked(perimeter: Perimeter) -> None:
    given = upload(perimeter, "rows.csv", rows(1))
    with translation.override("fr"):
        job = begin(given, fields={"title": "nowhere"})
    state, report = run(job)
    assert (state, report["problem"]["code"], report["problem"]["fields"][0]) == ("failed", "unknown_field", "id")
    assert "nowhere" in report["problem"]["detail"]
    gone = begin(given)
    given.delete()
    assert run(gone)[1]["problem"]["code"] == "unknown_upload"


@pytest.mark.django_db(transaction=True)
def test_stopped_half_way_leaves_nothing(perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begin(upload(perimeter, "rows.csv", rows(3000)))
    progress, other = jobs.Running.progress, connection.copy()

    def stop_in_the_middle(running: jobs.Running, done: int, *args: Any, **kwargs: Any) -> None:
        if done >= 1000:
            with other.cursor() as cursor:
                cursor.execute("UPDATE core_job SET cancel_requested = true WHERE id = %s", [running.id])
        progress(running, done, *args, **kwargs)

    monkeypatch.setattr(jobs.Running, "progress", stop_in_the_middle)
    state, _report = run(job)
    other.close()
    assert state == "cancelled"
    assert not Contribution.objects.exists()
    assert (job.done, job.total) == (1000, 3001)


class Killed(BaseException):
    """The worker's process is gone: nothing below it is caught."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", ["before the commit", "after it"])
def test_a_killed_worker_leaves_all_or_nothing_and_the_next_one_finishes(
    perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    job = begin(upload(perimeter, "rows.csv", rows(20)))
    with monkeypatch.context() as patched:
        where = (
            "participation.services.importing.assign_zones"
            if at == "before the commit"
            else "participation.jobs._report"
        )
        patched.setattr(where, _die)
        with pytest.raises(Killed):
            jobs.run(job.pk)
    left = {"before the commit": 0, "after it": 20}[at]
    assert Contribution.objects.count() == left
    state, report = run(job)
    assert (state, counts(report)) == ("done", (21, 20 - left, 0, left, 0, 1))
    assert Contribution.objects.count() == 20
    assert Change.objects.filter(kind="contribution.submitted").count() == 20


def _die(*args: Any, **kwargs: Any) -> None:
    raise Killed
