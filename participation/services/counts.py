"""Proving the counts of every perimeter, and making them right."""

import logging

from participation.folds.drift import Drift, check_counts
from perimeter_data.models import Perimeter

logger = logging.getLogger(__name__)


def check_all(*, repair: bool) -> dict[str, Drift]:
    """Return {perimeter: what differed}; each perimeter is a transaction of its own."""
    found = {}
    for pk, slug in Perimeter.objects.order_by("slug").values_list("pk", "slug"):
        found[slug] = check_counts(perimeter_id=pk, repair=repair)
        if found[slug]:
            logger.warning("counts of %s differed: %s", slug, found[slug])
    return found
