"""Counts kept at write time: what changed (written by triggers, migration 0005), and what it adds up to.

A count is always the stored row plus the deltas that are not folded into it yet. Triggers append the deltas in the
transaction of the write; a worker folds them in the background (`participation.folds`). Both happen in one transaction
each, so that in every snapshot the sum is what the public may see, and no write waits for a shared row.
"""

from django.db import models
from django.db.models import Q

# Cells are tiles of these zooms: a level is the cell's size, a tile of zoom z has 8 × 8 cells of level z + 3.
FIRST_LEVEL, LAST_LEVEL = 3, 16
# What is anchored to a zone lies in no cell: level 0 counts by zone id, and everything anchored under cell 0.
ZONES, ANYWHERE = 0, 0


class PinDelta(models.Model):
    """+1 or -1 contribution the public may see: at a position, or (`zone_id`) somewhere in a zone.

    `qk` is where it is drawn: at its position, or at the label point of the zone. Theme 0 is none.
    """

    perimeter_id = models.BigIntegerField()
    zone_id = models.BigIntegerField(null=True)
    qk = models.BigIntegerField()
    wx = models.IntegerField()
    wy = models.IntegerField()
    kind = models.CharField(max_length=8)
    theme_id = models.BigIntegerField()
    state = models.CharField(max_length=12)
    contribution_id = models.BigIntegerField()
    n = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["perimeter_id", "qk"], name="pindelta_key")]

    def __str__(self) -> str:
        return f"{self.n:+d} {self.kind} {self.contribution_id}"


class Cell(models.Model):
    """The contributions of one cell: how many, and the sums that give their middle, and the id where there is one."""

    pk = models.CompositePrimaryKey("perimeter_id", "level", "cell")
    perimeter_id = models.BigIntegerField()
    level = models.SmallIntegerField()
    cell = models.BigIntegerField()
    n = models.IntegerField()
    sum_wx = models.BigIntegerField()
    sum_wy = models.BigIntegerField()
    sum_id = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.n} in {self.level}/{self.cell}"


class PinCell(Cell):
    """All contributions of a cell; `counts` is {kind: n, theme id: n}."""

    counts = models.JSONField(default=dict)


class PinCellPart(Cell):
    """Those of a cell that share kind, theme (0: none) and state: read under a filter, and what a cell is made of."""

    pk = models.CompositePrimaryKey("perimeter_id", "level", "cell", "kind", "theme_id", "state")
    kind = models.CharField(max_length=8)
    theme_id = models.BigIntegerField()
    state = models.CharField(max_length=12)


class Opinion(models.Model):
    """Of one contribution or one proposal; plain numbers, since a fold outlives what it counts by a moment."""

    contribution_id = models.BigIntegerField(null=True)
    proposal_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class VoteDelta(Opinion):
    """+1 or -1 vote on a target."""

    choice = models.CharField(max_length=7)
    n = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.n:+d} {self.choice}"


class VoteTotal(Opinion):
    """How many voted what on a target, as far as it is folded.

    `perimeter_id` and `qk` are the target's: the totals of a tile's pins lie side by side, as the pins do. A trigger
    moves them with it.
    """

    perimeter_id = models.BigIntegerField()
    qk = models.BigIntegerField()
    votes_for = models.IntegerField()
    votes_against = models.IntegerField()
    votes_neutral = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["perimeter_id", "qk"],
                include=["contribution_id", "votes_for", "votes_against"],
                condition=Q(contribution_id__isnull=False),
                name="votetotal_pins",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution_id"], condition=Q(contribution_id__isnull=False), name="votetotal_contribution"
            ),
            models.UniqueConstraint(
                fields=["proposal_id"], condition=Q(proposal_id__isnull=False), name="votetotal_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.votes_for} -{self.votes_against}"
