"""What staff decided about a contribution or a comment, and what its author has to say against it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.models.attachments import Attachment
from participation.models.comments import Comment
from participation.models.contributions import Contribution
from perimeter_data.models import Perimeter


class Action(models.TextChoices):
    """What a moderator does."""

    APPROVE = "approve", _("published")
    REJECT = "reject", _("not published")
    HIDE = "hide", _("hidden")
    SHOW = "show", _("shown again")
    KEEP = "keep", _("left as it is")
    REDACT = "redact", _("passages left out")
    MOVE = "move", _("moved")
    THEME = "theme", _("filed under another theme")
    UPHOLD = "uphold", _("looked at again: the decision stands")
    GRANT = "grant", _("looked at again: the decision is taken back")
    PHOTO_SHOW = "photo_show", _("a photo published")
    PHOTO_HIDE = "photo_hide", _("a photo hidden")
    PHOTO_BLUR = "photo_blur", _("a part of a photo made unrecognisable")


class Reason(models.TextChoices):
    """Why; the author reads it."""

    OFF_TOPIC = "off_topic", _("It has nothing to do with this consultation")
    INSULT = "insult", _("It insults somebody")
    PERSONAL = "personal", _("It tells who somebody is, or how to reach them")
    SPAM = "spam", _("It is advertising")
    DUPLICATE = "duplicate", _("It was said already")
    CHARTER = "charter", _("It goes against the rules of this consultation")
    PLACE = "place", _("It was not at the right place, or under the right theme")
    OTHER = "other", _("Another reason")


class ModerationDecision(models.Model):
    """One act of a member of staff: who, when, why.

    `message` is for the author, `note` for the record alone. `before` and `after` hold what the act changed; of a
    redaction, `before` is the only place where the original words still are. What was decided about a photo is a
    decision about its contribution that names the photo, as long as that is here. Never shown to the public.
    """

    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="+", db_index=False)
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="decisions", db_index=False)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="decisions", db_index=False)
    photo = models.ForeignKey(Attachment, models.SET_NULL, null=True, related_name="decisions")
    action = models.CharField(max_length=10, choices=Action.choices)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    message = models.TextField(max_length=1000, blank=True)
    note = models.TextField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["id"]
        indexes = [
            models.Index(fields=[target, "id"], condition=Q(**{f"{target}__isnull": False}), name=f"decision_{target}")
            for target in ("contribution", "comment")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, comment__isnull=True)
                | Q(contribution__isnull=True, comment__isnull=False),
                name="decision_one_target",
            ),
            models.CheckConstraint(
                condition=Q(photo__isnull=True) | Q(action__in=["photo_show", "photo_hide", "photo_blur"]),
                name="decision_about_photo",
            ),
            models.CheckConstraint(
                condition=Q(action__in=Action.values) & Q(reason__in=["", *Reason.values]), name="decision_words_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class Appeal(models.Model):
    """What an author says against a decision about a contribution or a comment, once; `answer` is what came of it."""

    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="+", db_index=False)
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, related_name="appeals")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="appeals")
    decision = models.OneToOneField(ModerationDecision, models.CASCADE, related_name="appeal")
    text = models.TextField(max_length=2000)
    answer = models.OneToOneField(ModerationDecision, models.SET_NULL, null=True, related_name="answers")
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["perimeter", "created_at", "id"], condition=Q(answered_at__isnull=True), name="appeal_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, comment__isnull=True)
                | Q(contribution__isnull=True, comment__isnull=False),
                name="appeal_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.pk}"
