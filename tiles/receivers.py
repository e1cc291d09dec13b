"""Tiles listen to the change feed."""

from collections.abc import Sequence

from core.feed import at_once
from core.models import Change
from tiles.freshness import purge


@at_once
def take_away(changes: Sequence[Change]) -> None:
    """Take away what a transaction made wrong, as soon as it is committed."""
    purge(changes)
