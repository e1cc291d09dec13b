"""Layers' long tasks. Each may run twice: what it makes replaces the layer in one transaction at the end."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import jobs
from layers.models import Layer
from layers.selectors import UnknownLayer
from layers.services.importing import PLANS, LayerOptions, import_layer
from layers.services.raster_figures import COUNT, count_figures
from perimeter_data.jobs import perimeter_of
from perimeter_data.models import Upload, ZoningVersion
from perimeter_data.selectors import get_upload
from perimeter_data.services.uploads import remove_upload

IMPORT = "import_layer"


@jobs.handler(IMPORT)
def import_from_upload(job: jobs.Running) -> dict[str, Any]:
    """Make a layer of an upload, which is then forgotten; `options` are the fields of `LayerOptions`."""
    perimeter = perimeter_of(job)
    upload = get_upload(perimeter, job.params["upload"])
    job.progress(0, phase="reading")
    options = LayerOptions(**job.params["options"])
    path = _brought(upload, options)
    try:
        summary = import_layer(perimeter=perimeter, path=path, options=options, progress=job.progress)
    except Exception:  # not when the worker is told to end: the next one goes on with the same files
        remove_upload(upload=upload)
        raise
    remove_upload(upload=upload)
    return asdict(summary)


@jobs.handler(COUNT)
def count_raster_figures(job: jobs.Running) -> dict[str, Any]:
    """Count what a raster says of the zones of an edition; reports how many zones."""
    layer = Layer.objects.select_related("raster").filter(pk=job.params["layer"], perimeter=perimeter_of(job)).first()
    edition = ZoningVersion.objects.filter(pk=job.params["edition"]).first()
    if layer is None or edition is None:  # gone while this waited
        raise UnknownLayer
    return {"zones": count_figures(layer=layer, edition=edition, progress=job.progress)}


def _brought(upload: Upload, options: LayerOptions) -> Path:
    """Return what to read: of a plan all tables that came together, else the only map file or the folder of several."""
    tables = {path.stem.casefold() for path in upload.paths}
    return upload.folder if options.profile in PLANS and len(tables) > 1 else upload.main
