"""What the numbers per zone do about changes below them; each may run twice."""

from collections.abc import Sequence

from core.feed import reader
from core.models import Change
from stats.folds.folding import fold_zones

# Readers add what is not folded: these keep that little, they are not what makes the numbers right.
TOUCHING = (
    "pins.changed",
    "vote.cast",
    "vote.withdrawn",
    "contribution.answered",
    "contributions.imported",
    "zones.assigned",
)


@reader("stats.zones", TOUCHING)
def count_zones(rows: Sequence[Change]) -> None:
    """Fold what was touched into the sums per zone."""
    fold_zones()
