"""Opening the COG of a raster layer: for tiles, for the value at a point, for figures of zones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import rasterio
from django.conf import settings
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from core.errors import Unavailable
from layers import store
from layers.models import RasterFile
from layers.services.media import full_path

ENVIRONMENT = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}


@contextmanager
def opened(raster: RasterFile, overview: int | None = None) -> Iterator[DatasetReader]:
    """Give the open file, or the one that an overview of it (0 the finest) is by itself.

    Raise `Unavailable` where it is being replaced, is out of reach or has broken blocks.
    """
    level = {} if overview is None else {"overview_level": overview}
    if raster.in_store:
        with store.lane(), _opened_in_store(raster, level) as dataset:
            yield dataset
        return
    try:
        with rasterio.Env(**ENVIRONMENT), rasterio.open(full_path(raster.path), **level) as dataset:
            yield dataset
    except RasterioError as error:
        raise Unavailable from error


@contextmanager
def _opened_in_store(raster: RasterFile, level: dict[str, int]) -> Iterator[DatasetReader]:
    """Read by ranges; whatever goes wrong on the way is `StoreAway`, after a few requests of bounded time."""
    place = store.require_store()
    bounds: dict[str, Any] = {
        "GDAL_HTTP_TIMEOUT": str(settings.AGORAMA_STORE_TIMEOUT_S),
        "GDAL_HTTP_CONNECTTIMEOUT": str(settings.AGORAMA_STORE_TIMEOUT_S),
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
        "CPL_VSIL_CURL_USE_HEAD": "NO",
        # Else GDAL goes on believing what it heard of a file while the store was away.
        "CPL_VSIL_CURL_NON_CACHED": f"/vsis3/{place.bucket}/",
    }
    address, session = place.address(raster.path), store.StoreSession(place)
    try:
        with (
            rasterio.Env(session=session, **ENVIRONMENT, **bounds),
            rasterio.open(address, driver="GTiff", **level) as dataset,
        ):
            yield dataset
    except RasterioError as error:
        raise store.StoreAway from error
