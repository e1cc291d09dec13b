"""Celery tasks of the tiles."""

from celery import shared_task
from django.conf import settings

from tiles import seeding
from tiles.keeping import keeper


@shared_task(name="tiles.trim")
def trim() -> int:
    """Let go of the oldest tile files where they take too much room."""
    return keeper().files.trim(settings.TILE_FILES_BYTES)


@shared_task(name=seeding.TASK)
def seed(job_id: str, perimeter: str, layers: str, places: list[tuple[int, int, int]]) -> None:
    """Make some tiles of one set of layers, and count them for the job."""
    seeding.seed(perimeter, layers, places)
    seeding.count(job_id, len(places))
