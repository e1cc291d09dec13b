"""Celery tasks of the debate."""

from celery import shared_task

from participation.services import attachment_files
from participation.services.counts import check_all


@shared_task(name="participation.check_counts")
def check_counts() -> int:
    """Count everything anew in the night and make right what differs; returns in how many perimeters."""
    return sum(map(bool, check_all(repair=True).values()))


@shared_task(name="participation.forget_orphans")
def forget_orphans() -> int:
    """Delete files of pictures and documents that belong to no row; returns how many."""
    return attachment_files.forget_orphans()
