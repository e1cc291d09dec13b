"""Exports that take longer than a request."""

from typing import Any

from core import jobs
from interop.files import export_path
from interop.rows import export_of
from interop.services.writing import write_export
from participation.filters import ContributionFilter
from perimeter_data.jobs import perimeter_of

EXPORT = "export_contributions"


@jobs.handler(EXPORT)
def export(job: jobs.Running) -> dict[str, Any]:
    """Write the export of a filter; stopped half-way it leaves no file."""
    asked, ending = job.params["filter"], job.params["ending"]
    what = export_of(perimeter_of(job), ContributionFilter.parse(asked))
    job.progress(0, what.count, phase="writing")
    path = export_path(job.id, ending)
    write_export(export=what, ending=ending, path=path, progress=job.progress)
    return {"rows": what.count, "bytes": path.stat().st_size}
