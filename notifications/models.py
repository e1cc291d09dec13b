"""Messages that are owed: written down once each, and sent until they are gone or given up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participation.models import Contribution, Follower


class Owed(models.Model):
    """A message on its way; the row is the promise that it is sent once."""

    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True, failed=""), name="%(class)s_due"),
        ]


class Message(Owed):
    """One message to one follower about one change."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm"
        STEP = "step"
        HIDDEN = "hidden"
        DECISION = "decision"
        MERGED = "merged"
        PASSED = "passed"

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    change_id = models.BigIntegerField()
    step_id = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField(null=True)

    class Meta(Owed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["follower", "change_id"], name="message_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["confirm", "step", "hidden", "decision", "merged", "passed"]),
                name="message_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StaffMessage(Owed):
    """One message to a member of staff: the day's digest, or what has waited too long since the last one."""

    class Kind(models.TextChoices):
        DIGEST = "digest"
        OVERDUE = "overdue"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()

    class Meta(Owed.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], condition=Q(kind="digest"), name="digest_once"),
            models.CheckConstraint(condition=Q(kind__in=["digest", "overdue"]), name="staff_message_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Reminder(models.Model):
    """What an overdue message tells: once per person, contribution and deadline."""

    message = models.ForeignKey(StaffMessage, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="+")
    deadline = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "contribution", "deadline"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.contribution_id} {self.deadline}"


class Wish(models.Model):
    """What a member of staff wants to receive, and in which language; without a row: everything, the perimeter's."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wish")
    wants_messages = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wants_messages}"
