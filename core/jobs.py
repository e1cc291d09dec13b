"""Long tasks: state, progress and a report that can be read while they run."""

from typing import Any

from core.models import Job


def start(*, kind: str, perimeter_id: int | None = None, total: int | None = None) -> Job:
    """Open a running job."""
    return Job.objects.create(kind=kind, perimeter_id=perimeter_id, total=total, state=Job.State.RUNNING)


def progress(job: Job, done: int, total: int | None = None) -> None:
    """Record how far it is."""
    job.done = done
    job.total = total if total is not None else job.total
    job.save(update_fields=["done", "total", "updated_at"])


def finish(job: Job, report: dict[str, Any], *, failed: bool = False) -> None:
    """Close the job with its report."""
    job.state = Job.State.FAILED if failed else Job.State.DONE
    job.report = report
    job.save(update_fields=["state", "report", "updated_at"])
