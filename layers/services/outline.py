"""The published boundary as a mask of pixels: what of a raster tile may be shown."""

from functools import lru_cache

import numpy as np
import shapely
from rasterio.features import geometry_mask
from rasterio.transform import from_bounds
from shapely.geometry.base import BaseGeometry

from core.geometry import HALF_WORLD_M, Tile
from perimeter_data.models import PerimeterVersion, VersionState

TILE_PIXELS = 256
FINEST_OUTLINE = 17


def outside_mask(perimeter_id: int, tile: Tile) -> np.ndarray | None:
    """Return a 256 × 256 array, True where a pixel's centre lies outside the perimeter; None if the whole tile does.

    One query; the boundary itself is read once per version, zoom and process, simplified to half a pixel.
    """
    version = PerimeterVersion.objects.filter(perimeter_id=perimeter_id, state=VersionState.PUBLISHED)
    version_id = version.values_list("pk", flat=True).first()
    if version_id is None:
        return None
    bounds = tile.bounds_3857()
    inside = shapely.clip_by_rect(_outline(version_id, min(tile.z, FINEST_OUTLINE)), *bounds)
    if inside.is_empty:
        return None
    shape = (TILE_PIXELS, TILE_PIXELS)
    return geometry_mask([inside], out_shape=shape, transform=from_bounds(*bounds, *shape))


@lru_cache(maxsize=64)
def _outline(version_id: int, zoom: int) -> BaseGeometry:
    """A published boundary never changes: a new one is a new version."""
    boundary = PerimeterVersion.objects.values_list("boundary_3857", flat=True).get(pk=version_id)
    half_pixel_m = HALF_WORLD_M / TILE_PIXELS / (1 << zoom)
    return shapely.from_wkb(bytes(boundary.wkb)).simplify(half_pixel_m)
