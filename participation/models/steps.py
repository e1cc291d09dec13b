"""The path of a contribution after it came in: who took it in hand, what was decided, what was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from participation.models.contributions import Contribution
from participation.models.proposals import Proposal
from participation.states import ContributionState
from perimeter_data.models import Perimeter


class Department(models.Model):
    """Who answers: a department of the public body, or somebody it refers to."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="departments", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=60, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="departments", verbose_name=_("people")
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["perimeter", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["perimeter", "slug"], name="department_slug")]

    def __str__(self) -> str:
        return translated(self.name, self.perimeter.default_language) or self.slug


class Step(models.Model):
    """One step: a state that was reached, an answer, a day by which there is news; any of them.

    `text` is for everybody, `note` for the decision's record. `user` is the member of staff, never shown; a step
    without one is the author's own (`by_author`) or came with an import. `proposal` is the project an idea has become:
    said once.
    """

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="steps", db_index=False)
    state = models.CharField(max_length=12, choices=ContributionState.choices)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="steps")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="+")
    text = TranslatedField(blank=True)
    news_by = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=500, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_author = models.BooleanField(default=False)
    satisfied = models.BooleanField(null=True)
    # When followers were told that the promised day had passed without news: once a promise.
    passed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["contribution", "created_at"], name="step_path"),
            models.Index(fields=["news_by"], condition=Q(news_by__isnull=False), name="step_news_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ContributionState.values), name="step_state_known"),
            models.UniqueConstraint(
                fields=["contribution", "proposal"], condition=Q(proposal__isnull=False), name="step_became_once"
            ),
            models.CheckConstraint(
                condition=Q(satisfied__isnull=True) | ~Q(text={}), name="step_only_answers_are_rated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.state}"
