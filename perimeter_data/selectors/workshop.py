"""What the workshop looks up in one perimeter."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from core.jobs import OPEN
from core.models import Job
from perimeter_data.models import Perimeter, Upload

JOBS_SHOWN = 10


class UnknownUpload(Missing):
    code = "unknown_upload"
    message = _("This upload is not here any more. Files are kept for a week.")


def get_upload(perimeter: Perimeter, pk: UUID) -> Upload:
    """Return an upload whose files are there; raise `UnknownUpload`."""
    found = Upload.objects.filter(pk=pk, perimeter=perimeter).first()
    if found is None or not found.folder.is_dir():
        raise UnknownUpload
    return found


def workshop_jobs(perimeter: Perimeter) -> list[Job]:
    """Return the tasks that wait or run, and the last ones that ended, the newest first."""
    of_perimeter = Job.objects.filter(perimeter_id=perimeter.pk).order_by("-created_at")
    recent = list(of_perimeter[:JOBS_SHOWN])
    known = {job.pk for job in recent}
    return recent + [job for job in of_perimeter.filter(state__in=OPEN) if job.pk not in known]
