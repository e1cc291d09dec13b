"""What a category asks about a report."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import LANGUAGES, TranslatedField, translated
from participation.models.themes import Category

MOST_CHOICES = 12
MOST_QUESTIONS = 5


class QuestionKind(models.TextChoices):
    TEXT = "text", _("a few words")
    CHOICE = "choice", _("one of several")
    NUMBER = "number", _("a number")


def validate_choices(value: Any) -> None:
    """Accept `[{"value", "label": {lang: text}}]`, each value once."""
    if not isinstance(value, list) or len(value) > MOST_CHOICES or not all(map(_is_choice, value)):
        raise ValidationError(_("Each choice has a short name and a label per language."), code="invalid_choices")
    if len({choice["value"] for choice in value}) != len(value):
        raise ValidationError(_("Each choice has a name of its own."), code="repeated_choice")


def _is_choice(choice: Any) -> bool:
    if not isinstance(choice, dict) or set(choice) != {"value", "label"}:
        return False
    value, label = choice["value"], choice["label"]
    return (
        isinstance(value, str)
        and 0 < len(value) <= 40
        and isinstance(label, dict)
        and any(label.values())
        and all(language in LANGUAGES and isinstance(text, str) for language, text in label.items())
    )


class Question(models.Model):
    """One optional question; shown where another one's answer has a value, if it says so."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=40)
    kind = models.CharField(
        max_length=6, choices=QuestionKind.choices, default=QuestionKind.TEXT, verbose_name=_("kind")
    )
    label = TranslatedField(verbose_name=_("question"))
    choices = models.JSONField(default=list, blank=True, validators=[validate_choices])
    shown_if = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    shown_value = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["category", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "slug"], name="question_slug"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
        ]

    def __str__(self) -> str:
        return translated(self.label)
