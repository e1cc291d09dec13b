"""Boundaries: the versions of a perimeter, and their pieces."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.columns import mercator_column
from perimeter_data.models.perimeters import Perimeter
from perimeter_data.models.valid import IsValid


class VersionState(models.TextChoices):
    """A boundary or an edition is a draft, the published one, or a former one."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class PerimeterVersion(models.Model):
    """One boundary of a perimeter. `accepted` is the boundary plus `tolerance_m`; positions are checked against it."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="versions", verbose_name=_("perimeter"))
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT, verbose_name=_("state")
    )
    boundary = models.MultiPolygonField(srid=4326)
    accepted = models.MultiPolygonField(srid=4326)
    boundary_3857 = mercator_column("boundary", models.MultiPolygonField(srid=3857))
    tolerance_m = models.FloatField(
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
        verbose_name=_("tolerance (m)"),
        help_text=_("Positions that lie outside by no more than this still count as inside."),
    )
    area_km2 = models.FloatField()
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source"))
    source_date = models.DateField(null=True, blank=True, verbose_name=_("date of the source"))
    licence = models.CharField(max_length=120, blank=True, verbose_name=_("licence"))
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("created"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published"))

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["perimeter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "number"], name="perimeter_version_number"),
            models.UniqueConstraint(
                fields=["perimeter"], condition=Q(state="published"), name="perimeter_one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="perimeter_version_state"),
            models.CheckConstraint(
                condition=Q(IsValid(F("boundary"))) & Q(IsValid(F("accepted"))), name="perimeter_version_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perimeter.slug} v{self.number}"


class PerimeterPiece(models.Model):
    """A small piece (ST_Subdivide) of a version's accepted area: what each position is checked against."""

    version = models.ForeignKey(PerimeterVersion, models.CASCADE, related_name="pieces", db_index=False)
    geom = models.PolygonField(srid=4326, spatial_index=False)

    class Meta:
        indexes = [
            GistIndex(fields=["geom"], name="perimeter_piece_geom"),
            models.Index(fields=["version"], name="perimeter_piece_version"),
        ]

    def __str__(self) -> str:
        return f"piece of {self.version_id}"
