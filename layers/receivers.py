"""What layers do about changes below them; each may run twice."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from core.feed import reader
from core.models import Change
from layers.models import BaseMap, RasterFile
from layers.services.clip import redraw_perimeter
from layers.services.media import forget_file


@reader("layers.clip", ["perimeter.published"])
def clip(rows: Sequence[Change]) -> None:
    """A new boundary: what is drawn of each layer changes."""
    for perimeter_id in sorted({row.perimeter_id for row in rows if row.perimeter_id}):
        redraw_perimeter(perimeter_id=perimeter_id)


@receiver(post_delete, sender=RasterFile)
def delete_file(instance: RasterFile, **kwargs: Any) -> None:
    """The picture of a deleted layer goes with it, once the deletion holds."""
    transaction.on_commit(partial(forget_file, instance.path, in_store=instance.in_store))


@receiver(post_delete, sender=BaseMap)
def delete_tiles(instance: BaseMap, **kwargs: Any) -> None:
    """So does the file of a deleted base map."""
    if instance.file:
        transaction.on_commit(partial(forget_file, instance.file))
