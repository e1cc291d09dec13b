"""What the feed says that somebody waits to hear. May run twice: a message of a change and a follower is one row."""

from collections.abc import Sequence

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

from core.feed import reader
from core.models import Change
from notifications.models import Message
from participation.audience import audience
from participation.models import Follower
from participation.states import PUBLIC_STATES

ASKED = "follow.asked"
STEPS = ("contribution.answered", "contribution.state_changed", "contribution.reopened")
MODERATED, MERGED, PASSED = "contribution.moderated", "contribution.merged", "contribution.news_passed"
TOLD = (*STEPS, MODERATED, MERGED, PASSED)
# What was read and left as it is concerns nobody but who flagged it.
MODERATIONS = ("redact", "move", "theme", "photo_hide", "uphold", "grant")
OUT_OF_SIGHT = ("hidden", "rejected")


@reader("notifications.messages", [ASKED, *TOLD])
def owe(rows: Sequence[Change]) -> None:
    """Write down the messages that these changes call for."""
    told = [row for row in rows if row.kind in TOLD]
    followers = audience(row.target_id or 0 for row in told)
    owed = [message for row in told for message in _told(row, followers.get(row.target_id or 0, []))]
    asked = {row.target_id or 0: row.pk for row in rows if row.kind == ASKED}
    for one in Follower.objects.filter(pk__in=asked, confirmed_at=None, stopped_at=None):
        owed.append(Message(follower=one, kind=Message.Kind.CONFIRM, change_id=asked[one.pk]))
    if Message.objects.bulk_create(owed, ignore_conflicts=True):
        transaction.on_commit(wake)


def _told(change: Change, followers: list[Follower]) -> list[Message]:
    """Return what a change calls for, of those who had confirmed by then.

    What went out of sight is told authors alone, what a moderator changed its own author: not those of what was joined.
    """
    kind, step, decision = _kind(change), change.payload.get("step"), change.payload.get("decision")
    if kind is None:
        return []
    return [
        Message(
            follower=one,
            kind=kind,
            change_id=change.pk,
            step_id=int(step) if step else None,
            decision_id=int(decision) if decision else None,
        )
        for one in followers
        if one.confirmed_at is not None
        and one.confirmed_at < change.created_at
        and (one.is_author or kind not in (Message.Kind.HIDDEN, Message.Kind.DECISION))
        and (one.contribution_id == change.target_id or kind != Message.Kind.DECISION)
    ]


def _kind(change: Change) -> Message.Kind | None:
    if change.kind == MERGED:
        return Message.Kind.MERGED
    if change.kind == PASSED:
        return Message.Kind.PASSED
    if change.kind == MODERATED:
        return Message.Kind.DECISION if change.payload.get("action") in MODERATIONS else None
    state = change.payload.get("state")
    if state in PUBLIC_STATES:
        return Message.Kind.STEP
    return Message.Kind.HIDDEN if state in OUT_OF_SIGHT else None


def wake() -> None:
    """Ask a worker to send now."""
    try:
        current_app.send_task("notifications.send", ignore_result=True, retry=False)
    except BrokerDown:
        return  # the beat sends what is due
