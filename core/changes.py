"""The change feed, writing side: every write appends here in its own transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from core import feed
from core.models import Change


def append(
    kind: str,
    *,
    perimeter_id: int | None,
    target_type: str = "",
    target_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Append one change; after the commit the workers are woken."""
    append_many(
        [
            Change(
                kind=kind,
                perimeter_id=perimeter_id,
                target_type=target_type,
                target_id=target_id,
                payload=payload or {},
            )
        ]
    )


def append_many(rows: Iterable[Change]) -> None:
    """Append many changes of one transaction."""
    follow_up(Change.objects.bulk_create(rows, batch_size=5000), alone=False)


def follow_up(rows: Sequence[Change], *, alone: bool) -> None:
    """See to it that what was appended is followed after the commit.

    `alone` says that the write they tell of has no trigger that appends others: they need not be read back.
    """
    if not rows:
        return
    hooks = (getattr(hook[1], "__self__", None) for hook in connection.run_on_commit)
    known = next((hook for hook in hooks if isinstance(hook, feed.Committed)), None)
    if known is not None:
        known.add(rows, alone=alone)
    else:
        # Robust: the write is done, whatever becomes of what follows it.
        transaction.on_commit(feed.Committed(list(rows), alone).follow, robust=True)
    woken = any(hook[1] is feed.wake for hook in connection.run_on_commit)
    if not woken and any(feed.has_reader(row.kind) for row in rows):
        transaction.on_commit(feed.wake)
