"""What everything placed on the map has in common."""

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.columns import position_column, qk_column, wx_column, wy_column
from perimeter_data.models import IsValid, Perimeter, PerimeterVersion


class Placed(models.Model):
    """A position (and maybe a shape) inside the perimeter version it was checked against (trigger in 0002)."""

    perimeter = models.ForeignKey(
        Perimeter, models.PROTECT, related_name="%(class)ss", db_index=False, verbose_name=_("perimeter")
    )
    perimeter_version = models.ForeignKey(PerimeterVersion, models.PROTECT, related_name="+")
    outside_version = models.ForeignKey(
        PerimeterVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="the later boundary that leaves this position outside: for a moderator to look at",
    )
    ref = models.CharField(max_length=24, editable=False, db_default="", verbose_name=_("number"))
    position = position_column()
    shape = models.GeometryField(srid=4326, null=True, blank=True, spatial_index=False)
    wx = wx_column()
    wy = wy_column()
    qk = qk_column()
    created_at = models.DateTimeField(db_index=False, verbose_name=_("created"))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "ref"], name="%(class)s_ref"),
            models.CheckConstraint(
                condition=Q(shape__isnull=True) | Q(IsValid(F("shape"))), name="%(class)s_shape_valid"
            ),
        ]
