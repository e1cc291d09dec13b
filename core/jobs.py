"""Long tasks: handed to a worker, watched, stopped when asked, and run again when their worker died.

A handler is registered under a kind and gets a `Running`. It must be repeatable: a worker killed half-way leaves the
job to the next one. While it runs, a second connection holds an advisory lock and carries progress, so that both are
seen from outside whatever transaction the handler is in; when the process dies, PostgreSQL lets go of the lock.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerDown

from core.errors import DomainError
from core.i18n import current_language
from core.models import Job

logger = logging.getLogger(__name__)
Report = dict[str, Any]
Handler = Callable[["Running"], Report]
_handlers: dict[str, Handler] = {}

OPEN = (Job.State.QUEUED, Job.State.RUNNING)
MAX_ATTEMPTS = 3
# A queued job that nobody took by then is sent again; a running one as soon as its lock is free.
QUEUED_FOR = timedelta(seconds=30)
RUNNING_FOR = timedelta(seconds=5)

LOCK = "SELECT pg_try_advisory_lock(%s)"
UNLOCK = "SELECT pg_advisory_unlock(%s)"
IS_FREE = "SELECT pg_try_advisory_xact_lock(%s)"
PROGRESS = """
UPDATE core_job SET done = %s, total = %s, phase = %s, updated_at = now() WHERE id = %s RETURNING cancel_requested
"""


class Cancelled(DomainError):
    """Somebody asked the job to stop; what it had begun is undone with its transaction."""

    code = "cancelled"
    message = _("This was stopped before it was done. Nothing changed.")


class WorkerDied(DomainError):
    code = "worker_died"
    message = _("This ended three times before it was done, so we stopped trying. Nothing changed.")


class Unforeseen(DomainError):
    code = "internal_error"
    message = _("Something broke on our side. It has been noted.")


class Running:
    """A job in a handler's hands."""

    def __init__(self, job: Job, side: BaseDatabaseWrapper) -> None:
        self.id, self.params, self.language = job.pk, job.params, job.language
        self.perimeter_id, self.user_id = job.perimeter_id, job.user_id
        self._side = side
        self._done, self._total, self._phase = 0, job.total, job.phase

    def progress(self, done: int, total: int | None = None, *, phase: str | None = None) -> None:
        """Record how far it is; raise `Cancelled` when somebody asked to stop."""
        self._done, self._total = done, total if total is not None else self._total
        self._phase = phase if phase is not None else self._phase
        with self._side.cursor() as cursor:
            cursor.execute(PROGRESS, [self._done, self._total, self._phase, self.id])
            row = cursor.fetchone()
        if row is None or row[0]:
            raise Cancelled

    def check(self) -> None:
        """Raise `Cancelled` when somebody asked to stop."""
        self.progress(self._done)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what runs jobs of this kind."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(
    kind: str, *, perimeter_id: int | None = None, params: dict[str, Any] | None = None, user_id: int | None = None
) -> Job:
    """Write a job down and hand it to a worker once this transaction holds. `params` are plain JSON."""
    if kind not in _handlers:
        raise LookupError(f"no handler runs jobs of kind {kind}")
    job = Job.objects.create(
        kind=kind, perimeter_id=perimeter_id, params=params or {}, user_id=user_id, language=current_language()
    )
    transaction.on_commit(partial(_send, job.pk))
    return job


def request_cancel(job: Job) -> None:
    """Ask a job to stop: at once where nobody has begun it, else when it next looks."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, report={"problem": _problem(Cancelled())}):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()


def run(job_id: uuid.UUID | str) -> None:
    """Run one job to its end, unless somebody else does or it has ended."""
    with _held(uuid.UUID(str(job_id))) as side:
        if side is None:
            return
        job = Job.objects.filter(pk=job_id, state__in=OPEN).first()
        if job is None or job.kind not in _handlers:
            return
        with translation.override(job.language):
            _run(job, side)


def _run(job: Job, side: BaseDatabaseWrapper) -> None:
    job.attempt += 1
    if job.attempt > MAX_ATTEMPTS:
        return _end(job, Job.State.FAILED, {"problem": _problem(WorkerDied())})
    job.state = Job.State.RUNNING
    job.save(update_fields=["state", "attempt", "updated_at"])
    try:
        report = _handlers[job.kind](Running(job, side))
    except Cancelled as error:
        return _end(job, Job.State.CANCELLED, {"problem": _problem(error)})
    except DomainError as error:
        return _end(job, Job.State.FAILED, {"problem": _problem(error)})
    except Exception:
        _end(job, Job.State.FAILED, {"problem": _problem(Unforeseen())})
        raise
    return _end(job, Job.State.DONE, report)


def _end(job: Job, state: Job.State, report: Report) -> None:
    job.state, job.report = state, report
    job.save(update_fields=["state", "report", "updated_at"])


def _problem(error: DomainError) -> Report:
    return {"code": error.code, "detail": str(error), **error.extra}


def resume() -> int:
    """Send again what nobody works at: workers die, brokers forget. Returns how many."""
    now, sent = timezone.now(), 0
    waiting = Job.objects.filter(state=Job.State.QUEUED, updated_at__lt=now - QUEUED_FOR)
    begun = Job.objects.filter(state=Job.State.RUNNING, updated_at__lt=now - RUNNING_FOR)
    for job in [*waiting, *begun]:
        if job.kind in _handlers and _is_free(job.pk):
            Job.objects.filter(pk=job.pk).update(updated_at=now)
            _send(job.pk)
            sent += 1
    return sent


def run_waiting(kind: str) -> bool:
    """Run here what waits of a kind, for commands that end when all is done; say whether nothing is open any more."""
    for pk in list(Job.objects.filter(kind=kind, state__in=OPEN).values_list("pk", flat=True)):
        run(pk)
    return not Job.objects.filter(kind=kind, state__in=OPEN).exists()


def as_json(job: Job) -> dict[str, Any]:
    """Return a job for those who may read its report."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "state": job.state,
        "phase": job.phase,
        "done": job.done,
        "total": job.total,
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
        "report": job.report,
    }


def _send(job_id: uuid.UUID) -> None:
    try:
        current_app.send_task("core.run_job", [str(job_id)], ignore_result=True, retry=False)
    except BrokerDown as error:
        logger.warning("the broker is out of reach, job %s waits for the next beat: %s", job_id, error)


def _key(job_id: uuid.UUID) -> int:
    return job_id.int >> 65  # a bigint of PostgreSQL, never negative


def _is_free(job_id: uuid.UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_FREE, [_key(job_id)])
        return bool(cursor.fetchone()[0])


@contextmanager
def _held(job_id: uuid.UUID) -> Iterator[BaseDatabaseWrapper | None]:
    """Hold the job's lock on a connection of its own; None where another process holds it.

    Inside a transaction, what it wrote is seen by its own connection alone: then that one carries progress too.
    """
    side = connection if connection.in_atomic_block else connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute(LOCK, [_key(job_id)])
            mine = bool(cursor.fetchone()[0])
        try:
            yield side if mine else None
        finally:
            if mine:
                with side.cursor() as cursor:
                    cursor.execute(UNLOCK, [_key(job_id)])
    finally:
        if side is not connection:
            side.close()


# --- Jobs without a handler: whoever opens one closes it ---------------------------------------------------------


def start(*, kind: str, perimeter_id: int | None = None, total: int | None = None) -> Job:
    """Open a running job."""
    return Job.objects.create(kind=kind, perimeter_id=perimeter_id, total=total, state=Job.State.RUNNING)


def progress(job: Job, done: int, total: int | None = None) -> None:
    """Record how far it is."""
    job.done = done
    job.total = total if total is not None else job.total
    job.save(update_fields=["done", "total", "updated_at"])


def finish(job: Job, report: Report, *, failed: bool = False) -> None:
    """Close the job with its report."""
    _end(job, Job.State.FAILED if failed else Job.State.DONE, report)
