"""Long tasks of the numbers per zone."""

from typing import Any

from core import jobs
from stats.services.counting import count_layer

COUNT_LAYER = "count_layer"


@jobs.handler(COUNT_LAYER)
def count_by_layer(job: jobs.Running) -> dict[str, Any]:
    """Count all contributions by the features of a layer that has changed."""
    return {"counted": count_layer(layer_id=job.params["layer"])}
