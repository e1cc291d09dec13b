"""What staff uploads to become a layer: kept on disk until a worker has read it."""

import secrets
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, gettext
from kombu.exceptions import OperationalError as BrokerDown

from core import jobs
from core.models import Job
from layers.tasks import import_upload_task
from perimeter_data.models import Perimeter


def begin_import(*, perimeter: Perimeter, files: Iterable[UploadedFile], options: dict[str, Any]) -> Job:
    """Keep the files and hand them to a worker once this transaction holds; `options` as of `LayerOptions`."""
    folder = Path(settings.MEDIA_ROOT) / "uploads" / secrets.token_hex(16)
    folder.mkdir(parents=True)
    paths = [_kept(folder, file) for file in files]
    main = next((path for path in paths if path.suffix.lower() == ".shp"), paths[0])
    job = Job.objects.create(kind="layer import", perimeter_id=perimeter.pk)
    order = (str(job.pk), perimeter.pk, str(main), options, get_language() or settings.LANGUAGE_CODE)
    transaction.on_commit(partial(_hand_over, job, order))
    return job


def _kept(folder: Path, file: UploadedFile) -> Path:
    path = folder / Path(str(file.name)).name
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path


def _hand_over(job: Job, order: tuple[Any, ...]) -> None:
    try:
        import_upload_task.apply_async(order, retry=False)
    except BrokerDown:
        sentence = gettext("The file could not be handed over to be read. Nothing changed; try again in a minute.")
        jobs.finish(job, {"reasons": [{"code": "worker_out_of_reach", "count": 1, "message": sentence}]}, failed=True)
