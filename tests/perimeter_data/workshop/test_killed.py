"""A worker killed in the middle of a publish: the old boundary serves on, and the task is run again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from core import jobs
from core.models import Job
from perimeter_data.models import Perimeter
from tests import factories

# Another process, as a worker is: it takes the job and stops for a minute when everything is written but not committed.
WORKER = """
import sys, time
import django
django.setup()
from core import jobs
from perimeter_data.services import publish
clip_zones = publish.clip_zones
def slow(**given):
    clip_zones(**given)
    print("half-way", flush=True)
    time.sleep(60)
publish.clip_zones = slow
jobs.run(sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_during_a_publish_changes_nothing() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    draft = perimeter.versions.get()
    draft.pk, draft.number, draft.state = None, 2, "draft"
    draft.save()
    job = jobs.enqueue(
        "publish_boundary", perimeter_id=perimeter.pk, params={"version": draft.pk, "expect": 1, "moved": False}
    )
    database = connection.settings_dict
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{database['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)],
        cwd=Path(settings.BASE_DIR),
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "mapserver.settings"},
        stdout=subprocess.PIPE,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"half-way\n"
        assert published(perimeter) == 1, "nobody sees a publish that is not done"
        jobs.run(job.pk)  # another worker leaves it alone
        assert published(perimeter) == 1
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    assert Client().get("/api/v1/perimeters/valley/").status_code == 200
    assert published(perimeter) == 1
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING, "nobody could say that it ended"
    Job.objects.filter(pk=job.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    for _attempt in range(50):  # PostgreSQL lets go of a dead process's lock in its own time
        if jobs.resume():
            break
        time.sleep(0.1)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)
    assert published(perimeter) == 2


def published(perimeter: Perimeter) -> int:
    return perimeter.versions.get(state="published").number
