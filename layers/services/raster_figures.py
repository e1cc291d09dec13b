"""What a raster says of each zone of a zoning: counted once for an import and a boundary, then kept."""

from typing import Any

import shapely
from django.db import connection
from django.utils.translation import gettext_lazy as _
from rasterio.io import DatasetReader
from shapely.geometry.base import BaseGeometry

from core import jobs
from core.errors import Unavailable
from core.jobs import OPEN
from core.models import Job
from layers.models import Layer, RasterFigures, RasterFile
from layers.refusals import NoValues
from layers.services.raster_files import PALETTE
from layers.services.raster_reading import opened
from layers.services.raster_values import require_raster
from layers.services.raster_zones import Figures, figures_of, in_crs_of, pixels_under
from perimeter_data.models import ZoningVersion

COUNT = "raster_figures"
# What is read while somebody waits: about a second.
PIXELS_AT_ONCE = 10_000_000
ZONES = """
SELECT z.code, ST_AsBinary(cut.geom), ST_Area(cut.geom::geography)
  FROM perimeter_data_zone z
  JOIN perimeter_data_perimeterversion v ON v.perimeter_id = %(perimeter)s AND v.state = 'published'
 CROSS JOIN LATERAL (SELECT CASE WHEN ST_Covers(v.boundary, z.geom) THEN z.geom
                                 ELSE ST_CollectionExtract(ST_Intersection(z.geom, v.boundary), 3) END AS geom) cut
 WHERE z.version_id = %(edition)s
"""


class BeingCounted(Unavailable):
    code = "being_counted"
    message = _("This is being counted. Please ask again in a few seconds.")


def zone_figures(layer: Layer, edition: ZoningVersion) -> dict[str, dict[str, Any]]:
    """Return {zone code: {count, mean, minimum, maximum, area_ha, covered, classes}} of the part inside the perimeter.

    Raise `NoValues` for photographs and shapes, `BeingCounted` while a worker counts what takes longer than a request.
    """
    raster = require_raster(layer)
    if raster.bands != 1:
        raise NoValues
    kept = RasterFigures.objects.filter(layer=layer, edition=edition, revision=layer.revision).first()
    if kept is not None:
        return dict(kept.figures)
    zones = _zones(layer, edition)
    with opened(raster) as dataset:
        shapes = {code: in_crs_of(dataset, shape) for code, (shape, _area) in zones.items()}
        if sum(pixels_under(dataset, shape) for shape in shapes.values()) <= PIXELS_AT_ONCE:
            return _count(layer, raster, edition, lambda done, total: None)
    _hand_over(layer, edition)
    raise BeingCounted(retry_after_s=10)


def count_figures(*, layer: Layer, edition: ZoningVersion, progress: Any) -> int:
    """Count however long it takes; `progress(done, total)` counts zones. Return how many zones there are."""
    return len(_count(layer, require_raster(layer), edition, progress))


def _hand_over(layer: Layer, edition: ZoningVersion) -> None:
    params = {"layer": layer.pk, "edition": edition.pk, "revision": layer.revision}
    if not Job.objects.filter(kind=COUNT, perimeter_id=layer.perimeter_id, params=params, state__in=OPEN).exists():
        jobs.enqueue(COUNT, perimeter_id=layer.perimeter_id, params=params)


def _count(layer: Layer, raster: RasterFile, edition: ZoningVersion, progress: Any) -> dict[str, dict[str, Any]]:
    zones = _zones(layer, edition)
    figures = {}
    with opened(raster) as dataset:
        for done, (code, (shape, area_m2)) in enumerate(zones.items()):
            progress(done, len(zones))
            found = figures_of(dataset, in_crs_of(dataset, shape), classes=raster.colormap == PALETTE)
            figures[code] = _told(dataset, raster, found, area_m2)
    row = RasterFigures(layer=layer, edition=edition, revision=layer.revision, figures=figures)
    RasterFigures.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["layer", "edition"],
        update_fields=["revision", "figures"],
    )
    return figures


def _zones(layer: Layer, edition: ZoningVersion) -> dict[str, tuple[BaseGeometry, float]]:
    """Return each zone's part inside the perimeter and its area, by code."""
    with connection.cursor() as cursor:
        cursor.execute(ZONES, {"perimeter": layer.perimeter_id, "edition": edition.pk})
        return {code: (shapely.from_wkb(bytes(wkb)), area_m2) for code, wkb, area_m2 in cursor.fetchall()}


def _told(dataset: DatasetReader, raster: RasterFile, found: Figures, area_m2: float) -> dict[str, Any]:
    scale, offset = dataset.scales[0], dataset.offsets[0]
    classes = raster.colormap == PALETTE

    def real(number: float | None) -> float | None:
        return None if number is None or classes else number * scale + offset

    return {
        "count": round(found.pixels, 2),
        "mean": real(found.mean),
        "minimum": real(found.minimum),
        "maximum": real(found.maximum),
        "area_ha": round(found.area_m2 / 10_000, 4),
        "covered": round(min(1.0, found.area_m2 / area_m2), 4) if area_m2 else 0.0,
        "classes": {str(kind): round(area / 10_000, 4) for kind, area in found.classes.items()} if classes else None,
    }
