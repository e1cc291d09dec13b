"""Celery tasks of the territory."""

from celery import shared_task

from perimeter_data.services import uploads


@shared_task(name="perimeter_data.forget_uploads")
def forget_uploads() -> int:
    """Forget uploads of a week ago."""
    return uploads.forget_uploads()
