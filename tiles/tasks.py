"""Celery tasks of the tiles."""

from celery import shared_task
from django.conf import settings

from tiles.keeping import keeper


@shared_task(name="tiles.trim")
def trim() -> int:
    """Let go of the oldest tile files where they take too much room."""
    return keeper().files.trim(settings.TILE_FILES_BYTES)
