"""Zonings, their editions, and their zones."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from perimeter_data.models.perimeters import Perimeter
from perimeter_data.models.valid import IsValid
from perimeter_data.models.versions import VersionState


class Zoning(models.Model):
    """A named set of statistical units of a perimeter."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="zonings", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=60, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    gap_width_m = models.FloatField(
        default=200,
        validators=[MinValueValidator(0), MaxValueValidator(5000)],
        help_text=_("A position in no zone counts in the nearest one within this distance."),
        verbose_name=_("nearest zone within (m)"),
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("Order among the zonings; the first is drawn."), verbose_name=_("order")
    )

    class Meta:
        verbose_name = _("zoning")
        verbose_name_plural = _("zonings")
        ordering = ["perimeter", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["perimeter", "slug"], name="zoning_slug")]

    def __str__(self) -> str:
        return f"{self.perimeter.slug}/{self.slug}"


class ZoningVersion(models.Model):
    """One edition of a zoning."""

    zoning = models.ForeignKey(Zoning, models.CASCADE, related_name="versions", verbose_name=_("zoning"))
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT, verbose_name=_("state")
    )
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source"))
    source_date = models.DateField(null=True, blank=True, verbose_name=_("date of the source"))
    population_year = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("year of the population"))
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("created"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["zoning", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["zoning", "number"], name="zoning_version_number"),
            models.UniqueConstraint(
                fields=["zoning"], condition=Q(state="published"), name="zoning_one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="zoning_version_state"),
        ]

    def __str__(self) -> str:
        return f"{self.zoning} v{self.number}"


class Zone(models.Model):
    """One unit, whole (`geom`, for membership and population) and clipped to the perimeter (`display_3857`)."""

    version = models.ForeignKey(ZoningVersion, models.CASCADE, related_name="zones", db_index=False)
    code = models.CharField(max_length=40)
    name = TranslatedField()
    population = models.PositiveIntegerField(null=True, blank=True)
    geom = models.MultiPolygonField(srid=4326, spatial_index=False)
    display_3857 = models.MultiPolygonField(srid=3857, null=True, editable=False, spatial_index=False)
    label_point = models.PointField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["version", "code"]
        indexes = [
            GistIndex(fields=["geom"], name="zone_geom"),
            GistIndex(fields=["display_3857"], name="zone_display"),
            models.Index("version", Func(F("label_point"), function="agorama_qk"), name="zone_label"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="zone_code"),
            models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="zone_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {translated(self.name)}"
