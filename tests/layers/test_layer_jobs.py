"""Importing a layer as a job: its progress, stopping it half-way, a worker that dies."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from core import jobs
from core.models import Job
from layers.jobs import IMPORT
from layers.models import Layer
from layers.services import importing, raster_bounded
from perimeter_data.models import Perimeter, Upload
from tests.layers.conftest import rectangle
from tests.layers.pictures import files

Write = Callable[..., Path]


@pytest.fixture
def send(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Callable[..., Job]:
    """Enqueue the import of files as the layer `brought`."""
    settings.VAR_DIR = tmp_path / "var"

    def run(*paths: Path, **options: Any) -> Job:
        upload = Upload.objects.create(perimeter=perimeter, name="x", size=1)
        upload.folder.mkdir(parents=True)
        for path in paths:
            shutil.copy(path, upload.folder)
        params = {"upload": str(upload.pk), "options": {"slug": "brought", **options}}
        return jobs.enqueue(IMPORT, perimeter_id=perimeter.pk, params=params)

    return run


def ended(job: Job) -> Job:
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_vector_file_and_a_refused_one(send: Callable[..., Job], geojson: Write) -> None:
    job = ended(send(geojson((rectangle(7.2, 44.0, 7.3, 44.1), {})), name={"fr": "A", "it": "B"}))
    assert (job.state, job.done, job.total, job.report["imported"]) == ("done", 1, 1, 1)
    assert Layer.objects.get().name == {"fr": "A", "it": "B"}
    job = ended(send(geojson(name="empty.geojson")))
    assert (job.state, job.report["problem"]["code"]) == ("failed", "no_features")
    assert not Upload.objects.exists()


@pytest.mark.usefixtures("child_process")
def test_a_picture_tells_how_far_it_is(
    send: Callable[..., Job], geotiff: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perimeter_data.reading.bounded.CHECK_S", 0.02)
    seen = []
    progress = jobs.Running.progress
    monkeypatch.setattr(
        jobs.Running, "progress", lambda self, done, *a, **k: (seen.append(done), progress(self, done, *a, **k))
    )
    job = ended(send(geotiff(np.random.default_rng(1).integers(0, 255, (3, 3000, 3000), "uint8"))))
    assert (job.state, job.done, job.total) == ("done", 100, 100)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3


@pytest.mark.slow
def test_how_far_it_is_is_never_read_by_halves(tmp_path: Path) -> None:
    notes, seen = tmp_path / "progress", []
    listen = raster_bounded._listening(notes, lambda done, _total: seen.append(done))
    writing = Thread(target=lambda: [raster_bounded._note(notes, done) for done in range(1, 3000)])
    writing.start()
    while writing.is_alive():
        listen()
    assert seen == sorted(seen)


@pytest.mark.usefixtures("child_process")
def test_stopped_half_way_leaves_nothing(
    send: Callable[..., Job], geotiff: Write, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perimeter_data.reading.bounded.CHECK_S", 0.02)
    job = send(geotiff(np.random.default_rng(1).integers(0, 255, (3, 3000, 3000), "uint8")))
    progress = jobs.Running.progress

    def stopping(self: jobs.Running, done: int, *args: Any, **facts: Any) -> None:
        if done > 0:
            assert list(media.rglob("half-*"))  # there was something to leave
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        progress(self, done, *args, **facts)

    monkeypatch.setattr(jobs.Running, "progress", stopping)
    assert (ended(job).state, job.report["problem"]["code"]) == ("cancelled", "cancelled")
    assert files(media) == []
    assert not list(media.rglob("making-*"))
    assert not Layer.objects.exists()
    assert not Upload.objects.exists()


def test_a_worker_that_dies_leaves_the_job_to_the_next(
    send: Callable[..., Job], geotiff: Write, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send(geotiff(np.full((1, 20, 20), 7, "uint8")))

    def die(*args: Any, **facts: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(importing, "write_raster", die)
        with pytest.raises(SystemExit):
            jobs.run(job.pk)
    assert files(media) == []
    assert ended(job).state == "done"
    assert files(media) == [Layer.objects.get().raster.path]
