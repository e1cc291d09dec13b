"""Celery tasks without a domain."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import feed, jobs
from core.models import IdempotencyRecord

IDEMPOTENCY_KEPT = timedelta(days=2)


@shared_task(name="core.read_feed")
def read_feed() -> int:
    """Let every reader of the change feed read what is new."""
    return feed.read_all()


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Run one job of core.jobs."""
    jobs.run(job_id)


@shared_task(name="core.resume_jobs")
def resume_jobs() -> int:
    """Send jobs again whose worker died or whose message was lost."""
    return jobs.resume()


@shared_task(name="core.forget_old")
def forget_old() -> int:
    """Forget idempotency keys after two days."""
    deleted, _by_model = IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - IDEMPOTENCY_KEPT).delete()
    return deleted
