"""Logos below the map and its pages."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from perimeter_data.models.perimeters import Perimeter


class LogoRole(models.TextChoices):
    """Why a logo stands there."""

    OWNER = "owner", _("who stands behind the map")
    FUNDER = "funder", _("who pays for it")


class Logo(models.Model):
    """A picture of a public body or of a fund, with what it says to those who do not see it."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="logos", verbose_name=_("perimeter"))
    role = models.CharField(
        max_length=6, choices=LogoRole.choices, default=LogoRole.OWNER, verbose_name=_("why it stands there")
    )
    image = models.FileField(upload_to="logos/")
    alt = TranslatedField(verbose_name=_("what it says"))
    link = models.URLField(blank=True, verbose_name=_("where it leads"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ["perimeter", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(role__in=LogoRole.values), name="logo_role_known")]

    def __str__(self) -> str:
        return translated(self.alt, self.perimeter.default_language)
