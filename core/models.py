"""Tables without a domain: the change feed, its readers, long jobs, idempotency keys."""

import uuid

from django.db import models
from django.db.models.expressions import Func


class CurrentXid(Func):
    """The transaction that writes the row, as bigint."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()
    arity = 0


class Change(models.Model):
    """One row of the change feed, written in the transaction of the write it tells of.

    Ids are handed out before commit, so a reader never trusts their order: it reads by `xid`, up to the oldest
    transaction still running (see core.feed).
    """

    xid = models.BigIntegerField(db_default=CurrentXid(), editable=False)
    kind = models.CharField(max_length=40)
    perimeter_id = models.BigIntegerField(null=True)
    target_type = models.CharField(max_length=24, blank=True)
    target_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="change_xid"),
            models.Index(fields=["target_type", "target_id", "id"], name="change_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_type} {self.target_id}"


class FeedCursor(models.Model):
    """How far one reader of the feed has come: every change with xid below `horizon` is done."""

    reader = models.CharField(max_length=40, primary_key=True)
    horizon = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.reader} < {self.horizon}"


class Job(models.Model):
    """A long task with progress and a report, told by `params` well enough to be run again (see core.jobs)."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    perimeter_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    phase = models.CharField(max_length=24, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    params = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    attempt = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["perimeter_id", "-created_at"], name="job_perimeter"),
            models.Index(fields=["state"], condition=models.Q(state__in=["queued", "running"]), name="job_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="job_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class IdempotencyRecord(models.Model):
    """What a POST with this key was answered, so that the same key and body never make two rows."""

    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_unique")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
