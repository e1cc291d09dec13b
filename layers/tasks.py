"""Celery tasks of layers: what takes longer than a request."""

import shutil
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from celery import shared_task
from django.utils import translation

from core import jobs
from core.errors import DomainError
from core.models import Job
from core.summary import Summary
from layers.services.importing import LayerOptions, import_layer
from perimeter_data.models import Perimeter


@shared_task(name="layers.import_layer")
def import_layer_task(job_id: str, perimeter_id: int, path: str, options: dict[str, Any]) -> None:
    """Import a file as a layer and tell the job; `options` are the fields of `LayerOptions`."""
    job = Job.objects.get(pk=job_id)
    job.state = Job.State.RUNNING
    job.save(update_fields=["state", "updated_at"])
    perimeter = Perimeter.objects.get(pk=perimeter_id)
    follow = partial(jobs.progress, job)
    try:
        chosen = LayerOptions(**options)
        summary = import_layer(perimeter=perimeter, path=Path(path), options=chosen, progress=follow)
    except DomainError as error:
        summary = Summary()
        summary.tell(error.code, str(error), **error.extra)
    except Exception:
        jobs.finish(job, {}, failed=True)
        raise
    jobs.finish(job, asdict(summary), failed=not summary.useful)


@shared_task(name="layers.import_upload")
def import_upload_task(job_id: str, perimeter_id: int, path: str, options: dict[str, Any], language: str) -> None:
    """Import a file that lies in a folder of its own, told in the uploader's language; the folder is then removed."""
    try:
        with translation.override(language):
            import_layer_task(job_id, perimeter_id, path, options)
    finally:
        shutil.rmtree(Path(path).parent)
