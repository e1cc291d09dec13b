"""Celery tasks of the messages."""

from celery import shared_task

from notifications.receivers import wake
from notifications.sending import send_due
from notifications.staff import owe_digests, owe_overdue


@shared_task(name="notifications.send")
def send() -> int:
    """Send what is due."""
    return send_due()


@shared_task(name="notifications.digests")
def digests() -> int:
    """Owe staff today's digest, once the morning has come."""
    return _owed(owe_digests())


@shared_task(name="notifications.overdue")
def overdue() -> int:
    """Owe staff word of what has waited too long."""
    return _owed(owe_overdue())


def _owed(count: int) -> int:
    if count:
        wake()
    return count
