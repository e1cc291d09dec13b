"""Dated processes and what is open when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Rung
from core.i18n import TranslatedField, translated
from participation.models.themes import Theme
from perimeter_data.models import ModerationMode, Perimeter, Zone


class Feature(models.TextChoices):
    """What a phase opens."""

    IDEAS = "ideas", _("ideas")
    REPORTS = "reports", _("reports")
    COMMENTS = "comments", _("comments")
    VOTES_CONTRIBUTIONS = "votes_contributions", _("votes on contributions")
    VOTES_PROPOSALS = "votes_proposals", _("votes on proposals")


class PhaseKind(models.TextChoices):
    """The part of a consultation a phase is."""

    INFORM = "inform", _("We tell you about it")
    COLLECT = "collect", _("You say what you think")
    VOTE = "vote", _("You vote")
    EVALUATE = "evaluate", _("We look at everything")
    REPORT_BACK = "report_back", _("We report back")


class Results(models.TextChoices):
    """Who sees how votes stand. `shown` is what becomes of `hidden` once votes are over: it never goes back."""

    LIVE = "live", _("Everybody sees them as they come in")
    HIDDEN = "hidden", _("Nobody sees them before votes are over")
    SHOWN = "shown", _("Votes are over, everybody sees them")


# What a body tells before it asks, in the order it is read.
CONSULTATION_TEXTS = (
    "commitment", "participant_role", "admissible", "charter", "calendar", "budget", "actors", "conclusion",
)  # fmt: skip


class Consultation(models.Model):
    """A dated process of a perimeter. An empty `area` means the whole perimeter.

    `threshold` is how many votes for a contribution put it on the committee's list. `conclusion` is what is answered,
    at the end, to everything that has no answer of its own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="consultations", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=60, verbose_name=_("short name"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, verbose_name=_("state"))
    title = TranslatedField(verbose_name=_("title"))
    intro = TranslatedField(blank=True, verbose_name=_("introduction"))
    commitment = TranslatedField(blank=True, verbose_name=_("what becomes of the result"))
    participant_role = TranslatedField(blank=True, verbose_name=_("what you can weigh in on"))
    admissible = TranslatedField(blank=True, verbose_name=_("what belongs here"))
    charter = TranslatedField(blank=True, verbose_name=_("rules of the debate"))
    calendar = TranslatedField(blank=True, verbose_name=_("calendar"))
    budget = TranslatedField(blank=True, verbose_name=_("budget"))
    actors = TranslatedField(blank=True, verbose_name=_("who is involved"))
    conclusion = TranslatedField(blank=True, verbose_name=_("what came of it"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="consultations", verbose_name=_("themes"))
    area = models.ManyToManyField(Zone, blank=True, related_name="+", verbose_name=_("where"))
    moderation = models.CharField(
        max_length=6, choices=ModerationMode.choices, default=ModerationMode.AFTER, verbose_name=_("moderation")
    )
    photo_moderation = models.CharField(
        max_length=6,
        choices=ModerationMode.choices,
        default=ModerationMode.AFTER,
        verbose_name=_("moderation of photos"),
    )
    rung = models.CharField(max_length=10, choices=Rung.choices, default=Rung.DEVICE)
    threshold = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("votes needed"))
    neutral_votes = models.BooleanField(default=False, verbose_name=_("neutral votes"))
    results = models.CharField(
        max_length=6, choices=Results.choices, default=Results.LIVE, verbose_name=_("results of votes")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["perimeter", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "slug"], name="consultation_slug"),
            models.CheckConstraint(condition=Q(state__in=["draft", "published", "closed"]), name="consultation_state"),
            models.CheckConstraint(condition=Q(results__in=Results.values), name="consultation_results"),
            models.CheckConstraint(condition=~Q(state="closed", results="hidden"), name="consultation_closed_shows"),
            models.CheckConstraint(
                condition=Q(photo_moderation__in=ModerationMode.values), name="consultation_photo_moderation"
            ),
        ]

    def __str__(self) -> str:
        return translated(self.title, self.perimeter.default_language)


class Phase(models.Model):
    """What is open between two dates (end exclusive)."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="phases")
    kind = models.CharField(
        max_length=12, choices=PhaseKind.choices, default=PhaseKind.COLLECT, verbose_name=_("what it is")
    )
    name = TranslatedField(blank=True, verbose_name=_("name"))
    starts_at = models.DateTimeField(verbose_name=_("starts"))
    ends_at = models.DateTimeField(verbose_name=_("ends"))
    features = ArrayField(
        models.CharField(max_length=24, choices=Feature.choices),
        default=list,
        blank=True,
        verbose_name=_("what is open"),
    )

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["consultation", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="phase_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=PhaseKind.values), name="phase_kind_known"),
        ]

    def __str__(self) -> str:
        days = (
            formats.date_format(timezone.localtime(at), "SHORT_DATE_FORMAT") for at in (self.starts_at, self.ends_at)
        )
        return " – ".join(days)
