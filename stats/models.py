"""What zones count, kept at write time (ADR 0021): which contributions changed, what each counted as, and the sums.

A number is always a sum of `ZoneSum`, without what was counted of the contributions in `Touched`, with what those
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
# Margins: nothing is summed over, or all but one of kind, theme and state.
ALL_THREE, BY_KIND, BY_THEME, BY_STATE = 0, 3, 5, 6


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


class ZoneKey(models.Model):
    """What contributions of one zone that count alike share: kind, theme (0: none) and state. Facts name its id."""

    perimeter_id = models.BigIntegerField()
    edition = models.BigIntegerField()
    zone_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    theme_id = models.BigIntegerField()
    state = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "zone_id", "kind", "theme_id", "state"], name="zonekey_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} in {self.edition}/{self.zone_id}"


class Sums(models.Model):
    """Plain numbers instead of keys: what is counted outlives its target by a moment."""

    edition = models.BigIntegerField()
    votes_for = models.IntegerField(default=0)
    votes_against = models.IntegerField(default=0)
    votes_neutral = models.IntegerField(default=0)

    class Meta:
        abstract = True


class ZoneSum(Sums):
    """How many public contributions of one zone share kind, theme and state, or one of the three, with their votes.

    `margin` says which of the three are summed over, by PostgreSQL's GROUPING: then they are '' and 0.
    `month` is when they were sent: `year * 12 + month - 1` in UTC; 0 is all times.
    """

    perimeter_id = models.BigIntegerField()
    month = models.IntegerField()
    margin = models.SmallIntegerField()
    zone_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    theme_id = models.BigIntegerField()
    state = models.CharField(max_length=12)
    n = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)

    class Meta:
        constraints = [
            # What is read at once lies side by side here, with everything that is summed: no row is read.
            models.UniqueConstraint(
                fields=["edition", "month", "margin", "theme_id", "zone_id", "kind", "state"],
                include=["n", "answered", "votes_for", "votes_against", "votes_neutral"],
                name="zonesum_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.n} in {self.edition}/{self.zone_id} in {self.month}"


class ZoneFact(Sums):
    """What one contribution was counted as in one edition: `key_id` is its `ZoneKey`, 0 is none of its kind."""

    contribution_id = models.BigIntegerField()
    key_id = models.BigIntegerField()
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
                    "key_id",
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
