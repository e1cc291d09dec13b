"""Tiles made before anybody asks: the ones that files are kept of, in chunks that any number of workers share."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from celery import current_app
from django.db.models import F
from django.urls import reverse

from core import jobs
from core.geometry import Tile
from core.models import Job
from perimeter_data.models import Perimeter
from tiles.extent import Box, cover, covered, extent
from tiles.keeping import keeper
from tiles.style.document import kept_sets

CHUNK = 256
TASK = "tiles.seed"
KIND = "seed_tiles"


def chunks(layer_sets: list[str], box: Box, zooms: range) -> Iterator[tuple[str, list[Tile]]]:
    """Yield a set of layers and some tiles of it, low zooms first: those are asked for most."""
    for z in zooms:
        for layers in layer_sets:
            left = cover(box, z)
            while some := list(islice(left, CHUNK)):
                yield layers, some


def begin(*, perimeter: Perimeter, zooms: range) -> Job:
    """Hand all chunks to the workers; the job counts the tiles that are there."""
    layer_sets, box = sorted(kept_sets(perimeter)), extent(perimeter)
    total = covered(box, zooms) * len(layer_sets)
    job = jobs.start(kind=KIND, perimeter_id=perimeter.pk, total=total)
    for layers, some in chunks(layer_sets, box, zooms):
        given = [str(job.pk), perimeter.slug, layers, [(tile.z, tile.x, tile.y) for tile in some]]
        current_app.send_task(TASK, given, ignore_result=True)
    return job


def seed(slug: str, layers: str, places: list[tuple[int, int, int]]) -> None:
    """Make what is not there yet; raises what `Keeper.tile` raises."""
    kept = keeper()
    for place in places:
        tile = Tile(*place)
        address: dict[str, Any] = {"perimeter": slug, "layers": layers, "z": tile.z, "x": tile.x, "y": tile.y}
        kept.tile(kept.drawing(slug, layers), tile, reverse("tiles:vector", kwargs=address))


def count(job_id: str, made: int) -> None:
    """Add to what is done, and end the job with the last of it."""
    mine = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
    mine.update(done=F("done") + made)
    job = mine.filter(done__gte=F("total")).first()
    if job is not None:
        jobs.finish(job, {"tiles": job.total})
