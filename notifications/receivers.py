"""What the feed says that somebody waits to hear. May run twice: a message of a change and a follower is one row."""

from collections import defaultdict
from collections.abc import Sequence

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

from core.feed import reader
from core.models import Change
from notifications.models import Message
from participation.models import Follower
from participation.states import PUBLIC_STATES

ASKED = "follow.asked"
STEPS = ("contribution.answered", "contribution.state_changed", "contribution.reopened")
MODERATED = "contribution.moderated"
# What was read and left as it is concerns nobody but who flagged it.
TOLD = ("redact", "move", "theme", "uphold", "grant")
OUT_OF_SIGHT = ("hidden", "rejected")


@reader("notifications.messages", [ASKED, MODERATED, *STEPS])
def owe(rows: Sequence[Change]) -> None:
    """Write down the messages that these changes call for."""
    told = [row for row in rows if row.kind in STEPS or row.kind == MODERATED]
    followers: dict[int, list[Follower]] = defaultdict(list)
    for one in Follower.objects.filter(
        contribution__in={row.target_id for row in told}, confirmed_at__isnull=False, stopped_at=None
    ):
        followers[one.contribution_id].append(one)
    owed = [message for row in told for message in _steps(row, followers[row.target_id or 0])]
    asked = {row.target_id or 0: row.pk for row in rows if row.kind == ASKED}
    for one in Follower.objects.filter(pk__in=asked, confirmed_at=None, stopped_at=None):
        owed.append(Message(follower=one, kind=Message.Kind.CONFIRM, change_id=asked[one.pk]))
    if Message.objects.bulk_create(owed, ignore_conflicts=True):
        transaction.on_commit(_wake)


def _steps(change: Change, followers: list[Follower]) -> list[Message]:
    """Return what a step calls for, of those who had confirmed by then: what went out of sight, or was changed by a
    moderator, is told its author."""
    state, step = change.payload.get("state"), change.payload.get("step")
    decision = change.payload.get("decision")
    if change.kind == MODERATED:
        if change.payload.get("action") not in TOLD:
            return []
        kind = Message.Kind.DECISION
    elif state in PUBLIC_STATES:
        kind = Message.Kind.STEP
    elif state in OUT_OF_SIGHT:
        kind = Message.Kind.HIDDEN
    else:
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
        and (kind == Message.Kind.STEP or one.is_author)
    ]


def _wake() -> None:
    try:
        current_app.send_task("notifications.send", ignore_result=True, retry=False)
    except BrokerDown:
        return  # the beat sends what is due
