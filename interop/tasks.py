"""Celery tasks of exports."""

from celery import shared_task

from interop.files import forget_exports


@shared_task(name="interop.forget_exports")
def forget() -> int:
    """Delete exports that nobody fetched for a day; returns how many."""
    return forget_exports()
