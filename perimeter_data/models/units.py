"""Units of an uploaded file, to compose boundaries and zonings from."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q

from core.columns import mercator_column
from perimeter_data.models.perimeters import Perimeter
from perimeter_data.models.valid import IsValid


class UnitSet(models.Model):
    """Units of one uploaded file (communes, comuni, quartiers), kept to compose boundaries and zonings from."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="unit_sets")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    fields = ArrayField(models.CharField(max_length=200), default=list)
    # The job that made it: run a second time, it finds its set here.
    job_id = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["perimeter", "pk"]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """One unit of a set, with what else its file says of it."""

    unit_set = models.ForeignKey(UnitSet, models.CASCADE, related_name="units", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    population = models.PositiveIntegerField(null=True)
    attributes = models.JSONField(default=dict)
    geom = models.MultiPolygonField(srid=4326, spatial_index=False)
    geom_3857 = mercator_column("geom", models.MultiPolygonField(srid=3857))

    class Meta:
        ordering = ["unit_set", "code"]
        indexes = [GistIndex(fields=["geom_3857"], name="unit_geom")]
        constraints = [
            models.UniqueConstraint(fields=["unit_set", "code"], name="unit_code"),
            models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="unit_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
