"""Celery tasks of the numbers per zone."""

from celery import shared_task

from stats.folds.folding import fold_zones
from stats.services.proving import check_all


@shared_task(name="stats.fold")
def fold() -> int:
    """Fold what was touched by something that no reader of the feed follows; returns how much."""
    return fold_zones()


@shared_task(name="stats.check")
def check() -> int:
    """Count everything per zone anew in the night and make right what differs; returns in how many perimeters."""
    return sum(map(bool, check_all(repair=True).values()))
