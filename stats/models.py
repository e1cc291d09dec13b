"""What zones count, kept at write time (ADR 0021): which contributions changed, what each counted as, and the sums.

A number is always a sum of `ZoneCount`, without what was counted of the contributions in `Touched`, with what those
are now. Triggers write `Touched` in the transaction of each write; a worker folds it in the background
(`stats.folds`). So in every snapshot the numbers are what counting gives, and no write waits for a shared row.
"""

from enum import IntEnum

from django.db import models


class Edition(IntEnum):
    """What the zones belong to: an `edition` is its id times 4 plus this.

    A whole perimeter has two zones: 0 is at a position, 1 somewhere in a zone (`Contribution.anchor`).
    """

    PERIMETER = 0
    ZONING_VERSION = 1
    LAYER = 2

    def of(self, pk: int) -> int:
        """Return the edition's number."""
        return pk * 4 + self


AT_A_POSITION, SOMEWHERE = 0, 1


class Touched(models.Model):
    """A contribution of which something that is counted has changed since it was last folded."""

    contribution_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.contribution_id)


class CountedLayer(models.Model):
    """A layer of areas whose features the facts know, as it was at a revision: another one is not counted yet."""

    layer_id = models.BigIntegerField(unique=True)
    perimeter_id = models.BigIntegerField()
    is_plan = models.BooleanField()
    revision = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"layer {self.layer_id} r{self.revision}"


class Sums(models.Model):
    """Plain numbers instead of keys: what is counted outlives its target by a moment."""

    edition = models.BigIntegerField()
    votes_for = models.IntegerField(default=0)
    votes_against = models.IntegerField(default=0)
    votes_neutral = models.IntegerField(default=0)

    class Meta:
        abstract = True


class Counts(Sums):
    """How many public contributions of one zone share kind, theme (0: none) and state, with their votes."""

    perimeter_id = models.BigIntegerField()
    zone_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    theme_id = models.BigIntegerField()
    state = models.CharField(max_length=12)
    n = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)

    class Meta:
        abstract = True


class ZoneCount(Counts):
    """Of all times."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "zone_id", "kind", "theme_id", "state"], name="zonecount_unique")
        ]

    def __str__(self) -> str:
        return f"{self.n} in {self.edition}/{self.zone_id}"


class ZoneMonth(Counts):
    """Of those sent in one month: `year * 12 + month - 1` in UTC."""

    month = models.IntegerField()

    class Meta:
        constraints = [
            # An edition's months lie side by side here, with everything that is summed: no row is read.
            models.UniqueConstraint(
                fields=["edition", "month", "theme_id", "zone_id", "kind", "state"],
                include=["n", "answered", "votes_for", "votes_against", "votes_neutral"],
                name="zonemonth_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.n} in {self.edition}/{self.zone_id} in {self.month}"


class ZoneFact(Sums):
    """What one contribution was counted as in one edition: `count_id` is its `ZoneCount`, 0 is none of its kind."""

    contribution_id = models.BigIntegerField()
    count_id = models.BigIntegerField()
    category_id = models.BigIntegerField()
    consultation_id = models.BigIntegerField()
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution_id", "edition"], name="zonefact_unique")]
        indexes = [
            # An edition's facts lie side by side here, by day, with everything a filter asks: no row is read.
            models.Index(
                fields=["edition", "created_at"],
                include=[
                    "count_id",
                    "contribution_id",
                    "category_id",
                    "consultation_id",
                    "language",
                    "channel",
                    "answered_at",
                    "votes_for",
                    "votes_against",
                    "votes_neutral",
                ],
                name="zonefact_days",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} in {self.edition}"
