"""Messages that are owed: written by a reader of the feed, once each, and sent until they are gone or given up."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participation.models import Follower


class Message(models.Model):
    """One message to one follower about one change; the row is the promise that it is sent once."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm"
        STEP = "step"
        HIDDEN = "hidden"
        DECISION = "decision"

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    change_id = models.BigIntegerField()
    step_id = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True, failed=""), name="message_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["follower", "change_id"], name="message_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["confirm", "step", "hidden", "decision"]), name="message_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
