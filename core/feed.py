"""The change feed, reading side.

A reader is a function registered for some kinds of change. Each has a cursor: a transaction horizon. A round reads
the changes of finished transactions only (xid below `pg_snapshot_xmin`), hands them over in order, and moves the
cursor in the same transaction: a crash repeats the round, it never skips one. So readers must be repeatable.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from celery import current_app
from django.db import connection, transaction
from django.db.models import Max
from kombu.exceptions import OperationalError as BrokerDown

from core.models import Change, FeedCursor

logger = logging.getLogger(__name__)
# A burst of writes wakes the workers a few times a second, not once a write.
PAUSE_S = 0.3
Reader = Callable[[Sequence[Change]], None]
_readers: dict[str, tuple[frozenset[str], Reader]] = {}
_at_once: list[Reader] = []


def reader(name: str, kinds: Sequence[str]) -> Callable[[Reader], Reader]:
    """Register a function as a reader of these kinds of change."""

    def register(function: Reader) -> Reader:
        _readers[name] = (frozenset(kinds), function)
        return function

    return register


def at_once(function: Reader) -> Reader:
    """Register a function that is handed all changes of a transaction right after its commit, by who wrote them.

    What it fails to do a crash may leave undone: it follows the feed besides.
    """
    _at_once.append(function)
    return function


@dataclass(slots=True)
class Committed:
    """What is to be done after a commit that appended these changes; `alone` while no trigger has added others."""

    rows: list[Change]
    alone: bool

    def add(self, rows: Sequence[Change], *, alone: bool) -> None:
        """Take in what the same transaction appended later."""
        self.rows.extend(rows)
        self.alone &= alone

    def follow(self) -> None:
        """Hand all changes of that transaction to whoever follows at once."""
        rows = self.rows
        if not self.alone:
            transactions = Change.objects.filter(pk=rows[0].pk).values("xid")
            rows = list(Change.objects.filter(xid__in=transactions).order_by("id"))
        for function in _at_once:
            function(rows)


def has_reader(kind: str) -> bool:
    """Say whether anything follows from this kind of change."""
    return any(kind in kinds for kinds, _function in _readers.values())


class Alarm:
    """When a worker was last asked to read: asked again within the pause, one round reads for all who asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rings_at = -PAUSE_S

    def wait_s(self) -> float | None:
        """Return in how many seconds a round is wanted; None where one is coming anyway."""
        with self.lock:
            now = time.monotonic()
            if now < self.rings_at:
                return None
            wait_s = 0 if now - self.rings_at >= PAUSE_S else PAUSE_S
            self.rings_at = now + wait_s
            return wait_s


alarm = Alarm()


def wake() -> None:
    """Ask a worker to read, at once or with others who ask.

    A dead broker costs seconds, not changes: beat reads as well.
    """
    wait_s = alarm.wait_s()
    if wait_s is None:
        return
    try:
        current_app.send_task("core.read_feed", ignore_result=True, retry=False, countdown=wait_s or None)
    except BrokerDown as error:
        logger.warning("the broker is out of reach, changes wait for the next beat: %s", error)


def read_all() -> int:
    """Let every reader read what is new; return the number of changes handed over."""
    return sum(_read(name) for name in sorted(_readers))


def settle(timeout_s: float = 30) -> bool:
    """Read until every change committed so far has been followed, here or by another worker.

    False if time ran out, or at once inside a transaction: what it wrote is not for others to read yet.
    """
    if connection.in_atomic_block:
        return False
    target = Change.objects.aggregate(last=Max("xid"))["last"] or 0
    ends_at = time.monotonic() + timeout_s
    while True:
        read_all()
        behind = FeedCursor.objects.filter(reader__in=list(_readers), horizon__lte=target)
        if not behind.exists():
            return True
        if time.monotonic() >= ends_at:
            return False
        time.sleep(0.1)


def _read(name: str) -> int:
    kinds, function = _readers[name]
    FeedCursor.objects.get_or_create(reader=name)
    with transaction.atomic():
        cursor = FeedCursor.objects.select_for_update(skip_locked=True).filter(reader=name).first()
        if cursor is None:  # another worker is reading
            return 0
        horizon = oldest_running_transaction()
        rows = list(
            Change.objects.filter(xid__gte=cursor.horizon, xid__lt=horizon, kind__in=kinds).order_by("xid", "id")
        )
        if rows:
            function(rows)
        cursor.horizon = horizon
        cursor.save()
    return len(rows)


def oldest_running_transaction() -> int:
    """Return the horizon: every transaction with a smaller number has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
