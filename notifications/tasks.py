"""Celery tasks of the messages."""

from celery import shared_task

from notifications.sending import send_due


@shared_task(name="notifications.send")
def send() -> int:
    """Send what is due."""
    return send_due()
