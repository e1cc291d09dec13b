"""What people say about a contribution or a proposal, and what readers flag."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from core.i18n import LANGUAGES
from participation.models.targets import Targeted, exactly_one_target
from participation.states import CommentState
from perimeter_data.models import Perimeter


class Comment(Targeted):
    """A comment, or a reply to one: one level deep, on the same target, in its perimeter (trigger in 0006).

    Read by the public only through `participation.selectors.public_comments`.
    """

    perimeter = models.ForeignKey(
        Perimeter, models.PROTECT, related_name="+", db_index=False, verbose_name=_("perimeter")
    )
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    state = models.CharField(
        max_length=9, choices=CommentState.choices, default=CommentState.PUBLISHED, verbose_name=_("state")
    )
    name = models.CharField(max_length=40, blank=True, verbose_name=_("first name"))
    text = models.TextField(max_length=2000, verbose_name=_("text"))
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="fr")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    redacted_at = models.DateTimeField(null=True)

    class Meta(Targeted.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["contribution", "created_at", "id"], name="comment_contribution"),
            models.Index(fields=["proposal", "created_at", "id"], name="comment_proposal"),
            models.Index(fields=["perimeter", "state", "-created_at"], name="comment_queue"),
            models.Index(
                fields=["perimeter", "created_at", "id"],
                condition=Q(state=CommentState.PENDING),
                name="comment_waiting",
            ),
        ]
        constraints = [
            exactly_one_target("comment_one_target"),
            models.CheckConstraint(
                condition=Q(state__in=CommentState.values) & Q(language__in=LANGUAGES) & ~Q(text=""),
                name="comment_words_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class FlagReason(models.TextChoices):
    """Why a reader wants somebody to look."""

    INSULT = "insult", _("insulting or hateful")
    PERSONAL = "personal", _("tells who somebody is, or how to reach them")
    SPAM = "spam", _("advertising, or the same again and again")
    OFF_TOPIC = "off_topic", _("has nothing to do with this")
    OTHER = "other", _("something else")


class Flag(models.Model):
    """One reader's call for a moderator, on a contribution or on a comment; once per reader and target."""

    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="+", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="flags")
    contribution = models.ForeignKey("Contribution", models.CASCADE, null=True, related_name="flags", db_index=False)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="flags", db_index=False)
    reason = models.CharField(max_length=9, choices=FlagReason.choices)
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["-created_at"]
        indexes = [
            *(
                models.Index(
                    fields=["perimeter", "created_at", "id"],
                    condition=Q(**{"settled_at__isnull": True, f"{target}__isnull": False}),
                    name=f"flag_waiting_{target}",
                )
                for target in ("contribution", "comment")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, comment__isnull=True)
                | Q(contribution__isnull=True, comment__isnull=False),
                name="flag_one_target",
            ),
            models.CheckConstraint(condition=Q(reason__in=FlagReason.values), name="flag_reason_known"),
            *(
                models.UniqueConstraint(
                    fields=[target, "participant"],
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"flag_once_{target}",
                )
                for target in ("contribution", "comment")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"
