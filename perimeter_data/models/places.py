"""Places, and the beginnings of words that they are found by."""

import math
from typing import Any

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.columns import position_column, qk_column, wx_column, wy_column
from core.i18n import TranslatedField
from perimeter_data.models.perimeters import Perimeter
from perimeter_data.names import MAX_LETTERS, keys, search_text


class PlaceKind(models.TextChoices):
    """What a place is; decides how its name is drawn."""

    TOWN = "town", _("town")
    VILLAGE = "village", _("village")
    HAMLET = "hamlet", _("hamlet")
    PASS = "pass", _("mountain pass")
    SUMMIT = "summit", _("summit")
    STATION = "station", _("station")
    RIVER = "river", _("river")
    SEA = "sea", _("sea")
    LAKE = "lake", _("lake")
    OTHER = "other", _("place")


class Place(models.Model):
    """A named point (or area) people search for."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="places", verbose_name=_("perimeter"))
    kind = models.CharField(max_length=10, choices=PlaceKind.choices, default=PlaceKind.OTHER, verbose_name=_("kind"))
    rank = models.PositiveSmallIntegerField(default=5, help_text=_("1 is shown first, 9 last."), verbose_name=_("rank"))
    name = models.CharField(max_length=120, verbose_name=_("name"))
    names = TranslatedField(blank=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("other names"))
    search_text = models.TextField(editable=False)
    population = models.PositiveIntegerField(null=True, blank=True)
    position = position_column()
    shape = models.GeometryField(srid=4326, null=True, blank=True, spatial_index=False)
    wx = wx_column()
    wy = wy_column()
    qk = qk_column()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["rank", "name"]
        indexes = [
            models.Index(fields=["perimeter", "qk"], name="place_qk"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="place_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.searchable()
        super().save(*args, **kwargs)
        self.keys.all().delete()
        PlaceKey.objects.bulk_create(keys_of(self))

    def every_name(self) -> list[str]:
        """Return its names in all languages and its aliases, each once."""
        return list(dict.fromkeys([self.name, *self.names.values(), *self.aliases]))

    def searchable(self) -> str:
        """Return what a search looks in; `bulk_create` does not set it by itself."""
        return search_text(self.every_name())

    def weight(self) -> int:
        """Return what comes first among equal matches, the lowest: by rank, then by people."""
        return self.rank * 100 + 99 - min(99, round(10 * math.log10(1 + (self.population or 0))))


class PlaceKey(models.Model):
    """One beginning by which a place is found: of a name, or of a word in it (`perimeter_data.names.keys`)."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="keys")
    words = models.CharField(max_length=MAX_LETTERS)
    weight = models.SmallIntegerField()

    class Meta:
        # The first finds rare beginnings; the second walks from the weightiest where many begin so.
        indexes = [
            models.Index(
                fields=["perimeter", "words"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                include=["weight", "place"],
                name="place_key_words",
            ),
            models.Index(fields=["perimeter", "weight", "place"], include=["words"], name="place_key_weight"),
        ]

    def __str__(self) -> str:
        return self.words


def keys_of(place: Place) -> list[PlaceKey]:
    """Return the unsaved keys of a saved place."""
    weight, owner = place.weight(), place.perimeter_id
    words = sorted(keys(place.every_name()))
    return [PlaceKey(perimeter_id=owner, place_id=place.pk, words=key, weight=weight) for key in words]
