"""What helps to answer: who a contribution goes to, and answers that are written often."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField
from participation.models.steps import Department
from participation.models.themes import Category, Theme
from participation.states import ContributionState
from perimeter_data.models import Perimeter, Zone


class RoutingRule(models.Model):
    """What is of this category, this theme and in this zone goes to this department; what is left empty is any.

    Of several that fit the one that says most wins, then the first in order.
    """

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="routing_rules", verbose_name=_("perimeter"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("theme"))
    # Its zoning and code are what counts: a new edition of the zoning keeps the rule.
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("zone"))
    department = models.ForeignKey(Department, models.CASCADE, related_name="rules", verbose_name=_("department"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["perimeter", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["perimeter", "category", "theme", "zone"], nulls_distinct=False, name="routing_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"→ {self.department}"


class AnswerTemplate(models.Model):
    """An answer that is written often: chosen in the form, changed there, then sent."""

    perimeter = models.ForeignKey(
        Perimeter, models.CASCADE, related_name="answer_templates", verbose_name=_("perimeter")
    )
    name = models.CharField(max_length=80, verbose_name=_("name"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("theme"))
    state = models.CharField(max_length=12, blank=True, choices=ContributionState.choices, verbose_name=_("state"))
    text = TranslatedField(verbose_name=_("text"))

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["perimeter", "name"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "name"], name="answer_template_name"),
            models.CheckConstraint(
                condition=Q(state="") | Q(state__in=ContributionState.values), name="answer_template_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
