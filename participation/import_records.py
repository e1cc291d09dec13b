"""Named reads about imports: what was found in a file, what was imported before."""

from core.jobs import OPEN
from core.models import Job
from perimeter_data.models import Perimeter, Upload

INSPECTION = "inspect_upload"
IMPORT = "import_contributions"
SHOWN = 10


def last_inspection(upload: Upload) -> Job | None:
    """Return the last time this file was looked at."""
    looked = Job.objects.filter(kind=INSPECTION, perimeter_id=upload.perimeter_id, params__upload=str(upload.pk))
    return looked.order_by("-created_at").first()


def past_imports(perimeter: Perimeter) -> list[Job]:
    """Return the last imports of a perimeter, without those that were only tried, the newest first."""
    imports = Job.objects.filter(kind=IMPORT, perimeter_id=perimeter.pk, params__dry_run=False)
    return list(imports.order_by("-created_at")[:SHOWN])


def is_open(job: Job) -> bool:
    """Say whether a task waits or runs."""
    return job.state in OPEN
