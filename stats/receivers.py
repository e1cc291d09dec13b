"""What the numbers per zone do about changes below them; each may run twice."""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from core import jobs
from core.feed import reader
from core.models import Change, Job
from layers.models import Layer
from stats.folds.folding import fold_zones
from stats.jobs import COUNT_LAYER
from stats.models import CountedLayer

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


@reader("stats.layers", ["layer.changed"])
def count_layers(rows: Sequence[Change]) -> None:
    """A new layer, or another one in its place: count by it, in a task of its own."""
    for perimeter_id, layer_id in dict.fromkeys((row.perimeter_id, row.target_id) for row in rows):
        params = {"layer": layer_id}
        if not Job.objects.filter(kind=COUNT_LAYER, params=params, state=Job.State.QUEUED).exists():
            jobs.enqueue(COUNT_LAYER, perimeter_id=perimeter_id, params=params)


@receiver(post_delete, sender=Layer)
def forget_layer(instance: Layer, **kwargs: Any) -> None:
    """What was counted by a deleted layer goes at the next check."""
    CountedLayer.objects.filter(layer_id=instance.pk).delete()
