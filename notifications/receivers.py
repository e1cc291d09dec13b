"""What the feed says that somebody waits to hear. May run twice: a message of a change and a follower is one row."""

from collections.abc import Sequence

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

from core.feed import reader
from core.models import Change
from notifications.models import Message
from participation.models import Follower
from participation.states import PUBLIC_STATES

STEPS = ("contribution.answered", "contribution.state_changed", "contribution.reopened")
OUT_OF_SIGHT = ("hidden", "rejected")


@reader("notifications.messages", ["follow.asked", *STEPS])
def owe(rows: Sequence[Change]) -> None:
    """Write down the messages that these changes call for."""
    owed = [message for row in rows for message in _of(row)]
    if Message.objects.bulk_create(owed, ignore_conflicts=True):
        transaction.on_commit(_wake)


def _of(change: Change) -> list[Message]:
    if change.kind == "follow.asked":
        asked = Follower.objects.filter(pk=change.target_id or 0, confirmed_at=None, stopped_at=None)
        return [Message(follower=one, kind=Message.Kind.CONFIRM, change_id=change.pk) for one in asked]
    told = Follower.objects.filter(
        contribution=change.target_id or 0, confirmed_at__lt=change.created_at, stopped_at=None
    )
    state = change.payload.get("state")
    if state in PUBLIC_STATES:
        step = change.payload.get("step")
        return [
            Message(follower=one, kind=Message.Kind.STEP, change_id=change.pk, step_id=int(step) if step else None)
            for one in told
        ]
    if state in OUT_OF_SIGHT:
        return [
            Message(follower=one, kind=Message.Kind.HIDDEN, change_id=change.pk) for one in told.filter(is_author=True)
        ]
    return []


def _wake() -> None:
    try:
        current_app.send_task("notifications.send", ignore_result=True, retry=False)
    except BrokerDown:
        return  # the beat sends what is due
