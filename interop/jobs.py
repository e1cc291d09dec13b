"""Exports that take longer than a request."""

from typing import Any

from core import jobs
from interop.files import export_path
from interop.rows import Export, export_of
from interop.services.writing import write_export
from layers.selectors import staff_layers
from participation.areas import area_of
from participation.filters import ContributionFilter
from perimeter_data.jobs import perimeter_of

EXPORT = "export_contributions"
STAFF_EXPORT = "export_for_staff"


@jobs.handler(EXPORT)
def export(job: jobs.Running) -> dict[str, Any]:
    """Write the export of a filter; stopped half-way it leaves no file."""
    return _write(job, export_of(perimeter_of(job), ContributionFilter.parse(job.params["filter"])))


@jobs.handler(STAFF_EXPORT)
def export_for_staff(job: jobs.Running) -> dict[str, Any]:
    """Write the export of a filter and an area, with personal data where it was asked for; the same otherwise."""
    perimeter, asked = perimeter_of(job), job.params
    area = area_of(perimeter, asked["area"], staff_layers(perimeter))
    f = ContributionFilter.parse(asked["filter"])
    return _write(job, export_of(perimeter, f, area, personal=asked["personal"]))


def _write(job: jobs.Running, what: Export) -> dict[str, Any]:
    ending = job.params["ending"]
    job.progress(0, what.count, phase="writing")
    path = export_path(job.id, ending)
    write_export(export=what, ending=ending, path=path, progress=job.progress)
    return {"rows": what.count, "bytes": path.stat().st_size}
