"""Celery tasks of the debate."""

from celery import shared_task

from participation.services.counts import check_all
from participation.services.promises import tell_passed


@shared_task(name="participation.check_counts")
def check_counts() -> int:
    """Count everything anew in the night and make right what differs; returns in how many perimeters."""
    return sum(map(bool, check_all(repair=True).values()))


@shared_task(name="participation.tell_passed")
def promises() -> int:
    """Tell those who wait that a promised day has passed."""
    return tell_passed()
