"""What a contribution is about."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from perimeter_data.models import Perimeter


class Anchor(models.TextChoices):
    """Exactly here, or somewhere in this zone."""

    EXACT = "exact", _("exactly here")
    ZONE = "zone", _("somewhere in this zone")


class Theme(models.Model):
    """One theme of a perimeter; `icon` is one of the sprites (bridge, stall, heart, people)."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="themes", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=40, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    color = models.CharField(max_length=7, validators=[RegexValidator(r"^#[0-9a-f]{6}$")], verbose_name=_("colour"))
    icon = models.CharField(max_length=20, default="heart", verbose_name=_("icon"))
    anchor_default = models.CharField(
        max_length=5, choices=Anchor.choices, default=Anchor.EXACT, verbose_name=_("where it is, at first")
    )
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    answer_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name=_("days to the first answer"),
        help_text=_("Empty: as many as the perimeter says."),
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["perimeter", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "slug"], name="theme_slug"),
            models.CheckConstraint(condition=Q(anchor_default__in=Anchor.values), name="theme_anchor_known"),
        ]

    def __str__(self) -> str:
        return translated(self.name)


class Category(models.Model):
    """What is wrong, for reports."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="categories", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=40, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="categories", verbose_name=_("theme")
    )
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    answer_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        verbose_name=_("days to the first answer"),
        help_text=_("Empty: as many as the theme or the perimeter says."),
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["perimeter", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["perimeter", "slug"], name="category_slug")]

    def __str__(self) -> str:
        return translated(self.name)
