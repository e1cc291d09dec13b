"""What staff uploads to become a layer: kept on disk until a worker has read it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from core import jobs
from core.models import Job
from layers.jobs import IMPORT
from perimeter_data.models import Perimeter
from perimeter_data.services.uploads import store_upload


def begin_import(
    *, perimeter: Perimeter, files: Iterable[UploadedFile], options: dict[str, Any], user_id: int | None
) -> Job:
    """Keep the files and hand them to a worker once this transaction holds; `options` as of `LayerOptions`.

    Raise `NoFile` or `UploadTooLarge`.
    """
    upload = store_upload(files=files, perimeter=perimeter, user_id=user_id, max_bytes=max_bytes())
    params = {"upload": str(upload.pk), "options": options}
    return jobs.enqueue(IMPORT, perimeter_id=perimeter.pk, params=params, user_id=user_id)


def max_bytes() -> int:
    """Return how much may be sent at once: pictures are larger than what draws shapes."""
    return max(settings.AGORAMA_RASTER_MAX_BYTES, settings.AGORAMA_IMPORT_MAX_BYTES)
