"""Proving the sums per zone of every perimeter, and making them right."""

import logging

from perimeter_data.models import Perimeter
from stats.folds.drift import Drift, check_zones

logger = logging.getLogger(__name__)


def check_all(*, repair: bool) -> dict[str, Drift]:
    """Return {perimeter: what differed}; each perimeter is a transaction of its own."""
    found = {}
    for pk, slug in Perimeter.objects.order_by("slug").values_list("pk", "slug"):
        found[slug] = check_zones(perimeter_id=pk, repair=repair)
        if found[slug]:
            logger.warning("numbers per zone of %s differed: %s", slug, found[slug])
    return found
