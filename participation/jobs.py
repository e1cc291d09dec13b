"""The debate's long tasks. Each may run twice: rows that are here already are known again."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import jobs
from core.summary import Summary
from participation.models import Consultation
from participation.services.closing import answer_the_rest
from participation.services.import_rows import ImportOrder
from participation.services.importing import import_contributions
from participation.services.recheck import recheck_positions
from perimeter_data.jobs import perimeter_of
from perimeter_data.reading import is_zip, read_features
from perimeter_data.selectors import get_upload, published_bbox

RECHECK = "recheck"
ANSWER_THE_REST = "answer_the_rest"


@jobs.handler("import_contributions")
def import_from_upload(job: jobs.Running) -> dict[str, Any]:
    """Import an uploaded file, or (`dry_run`) say what that would do."""
    perimeter, given = perimeter_of(job), job.params
    upload = get_upload(perimeter, given["upload"])
    job.progress(0, phase="reading")
    reading = {name: given["reading"].get(name) for name in ("layer", "crs", "lon", "lat")}
    table = read_features(upload.main, keep="point", near=published_bbox(perimeter), check=job.check, **reading)
    order = ImportOrder(table=table, name=upload.name, folder=upload.results, zip=_zip(upload.main), **given["order"])
    job.progress(0, len(table.features), phase="writing")

    def progress(done: int, total: int, phase: str) -> None:
        job.progress(done, total, phase=phase)

    summary = import_contributions(perimeter=perimeter, order=order, dry_run=given["dry_run"], progress=progress)
    return _report(summary)


def _zip(path: Path) -> Path | None:
    return path if is_zip(path) else None


def _report(summary: Summary) -> dict[str, Any]:
    """Return the summary as JSON; of the file of refused rows its name alone, not where it lies."""
    return {**asdict(summary), "refused_file": summary.refused_file and Path(summary.refused_file).name}


@jobs.handler(RECHECK)
def recheck(job: jobs.Running) -> dict[str, Any]:
    """Check positions against the boundary in force and count zones anew; reports how many changed sides."""
    job.progress(0, phase="recheck")
    return {**recheck_positions(perimeter_id=job.perimeter_id or 0, progress=job.progress)}


@jobs.handler(ANSWER_THE_REST)
def answer_the_rest_of(job: jobs.Running) -> dict[str, Any]:
    """Give the conclusion of a closed consultation to what has no answer of its own."""
    consultation = Consultation.objects.get(pk=job.params["consultation"], perimeter=perimeter_of(job))
    job.progress(0, phase="answering")
    return {"answered": answer_the_rest(consultation=consultation, user_id=job.user_id, progress=job.progress)}
