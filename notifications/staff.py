"""What members of staff are owed: a digest a day, and word at once of what has waited too long. Each once.

May run at any time, twice, or beside itself: the rows are unique, so nothing is told twice and nothing is skipped.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notifications.desks import Desk, desks
from notifications.models import Reminder, StaffMessage
from participation.models import Contribution
from participation.querysets import past_deadline

DIGEST_FROM_HOUR = 7
# What has been overdue for longer is in the digest: a first day with deadlines is no flood of messages.
TOLD_FOR = timedelta(days=7)
LOCK = "SELECT pg_advisory_xact_lock(hashtext('notifications.overdue'))"


def owe_digests() -> int:
    """Owe everybody today's digest, once the morning has come; returns how many are new."""
    now = timezone.localtime()
    if now.hour < DIGEST_FROM_HOUR:
        return 0
    before = StaffMessage.objects.filter(kind=StaffMessage.Kind.DIGEST, day=now.date()).count()
    owed = [StaffMessage(user=desk.user, kind=StaffMessage.Kind.DIGEST, day=now.date()) for desk in desks()]
    StaffMessage.objects.bulk_create(owed, ignore_conflicts=True)
    return StaffMessage.objects.filter(kind=StaffMessage.Kind.DIGEST, day=now.date()).count() - before


@transaction.atomic
def owe_overdue() -> int:
    """Owe word of what passed its deadline since the last time: one message a person, each contribution once."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    rows = past_deadline(Contribution.objects.all()).filter(Q(due_at__gte=timezone.now() - TOLD_FOR))
    passed: dict[int, list[Contribution]] = defaultdict(list)
    for row in rows.only("pk", "perimeter", "department"):
        passed[row.perimeter_id].append(row)
    if not passed:
        return 0
    known = set(
        Reminder.objects.filter(contribution__in=[row for found in passed.values() for row in found]).values_list(
            "user", "contribution", "deadline"
        )
    )
    return sum(_remind(desk, passed, known) for desk in desks())


def _remind(desk: Desk, passed: dict[int, list[Contribution]], known: set[tuple[int, int, date]]) -> bool:
    """Write down what one person has not been told yet."""
    fresh = []
    for perimeter in desk.perimeters:
        own = desk.departments.get(perimeter.pk)
        for row in passed.get(perimeter.pk, []):
            deadline = timezone.localdate(row.due_at)  # type: ignore[attr-defined]
            if (own is None or row.department_id in own) and (desk.user.pk, row.pk, deadline) not in known:
                fresh.append((row, deadline))
    if not fresh:
        return False
    message = StaffMessage.objects.create(user=desk.user, kind=StaffMessage.Kind.OVERDUE, day=timezone.localdate())
    Reminder.objects.bulk_create(
        Reminder(message=message, user=desk.user, contribution=row, deadline=deadline) for row, deadline in fresh
    )
    return True
