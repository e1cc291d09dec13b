"""Tiles of rasters are drawn once, and anew as soon as the picture or the boundary is another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.wsgi import get_wsgi_application
from django.test import Client

from core.geometry import tile_at
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.services.publish import publish_boundary
from tests import factories
from tests.layers.pictures import pixels
from tests.tiles.test_keeping import Answered, count
from tiles.keeping import Keeper, Raster
from tiles.wsgi import TilesFirst

Bring = Callable[..., Any]
Write = Callable[..., Path]
TILE = tile_at(*factories.INSIDE, 9)
PATH = f"/tiles/valley/brought/{TILE.z}/{TILE.x}/{TILE.y}.webp"


@pytest.mark.django_db(transaction=True)
def test_kept_until_it_is_another(
    client: Client, bring: Bring, geotiff: Write, perimeter: Perimeter, settings: Any
) -> None:
    bring(geotiff(np.full((3, 50, 50), 200, "uint8")))
    made, filed = count("made"), count("file")
    django = get_wsgi_application()
    slow = Answered(django, PATH)
    fast = Answered(TilesFirst(django), PATH)
    assert (slow.status, fast.status, fast.body) == ("200 OK", "200 OK", slow.body)
    assert fast.headers == {**slow.headers, "content-length": str(len(fast.body))}
    assert fast.headers["content-type"] == "image/webp"
    assert Answered(TilesFirst(django), PATH, if_none_match=fast.headers["etag"]).status == "304 Not Modified"
    other = Keeper(settings.TILE_CACHE_DIR, 10_000_000)
    body = other.raster(Raster(perimeter.pk, "brought", TILE, "webp"), PATH, lambda: b"not asked")
    assert body is not None and body.raw == fast.body
    assert (count("made") - made, count("file") - filed) == (1, 1)

    bring(geotiff(np.full((3, 50, 50), 90, "uint8")))
    assert other.held(PATH) is None
    darker = pixels(client.get(PATH).content)
    assert darker[..., 0].max() < 100

    smaller = MultiPolygon(factories.square(7.0, 43.5, 7.1, 44.5), srid=4326)
    version = PerimeterVersion.objects.create(
        perimeter=perimeter, number=2, boundary=smaller, accepted=smaller, tolerance_m=0, area_km2=1
    )
    publish_boundary(version=version)
    fewer = pixels(client.get(PATH).content)
    assert 0 < (fewer[..., 3] > 0).sum() < (darker[..., 3] > 0).sum()


@pytest.mark.django_db(transaction=True)
def test_what_shows_nothing_is_not_kept(client: Client, bring: Bring, geotiff: Write, settings: Any) -> None:
    bring(geotiff(np.full((3, 50, 50), 200, "uint8")))
    assert client.get("/tiles/valley/brought/9/0/0.png").status_code == 200
    assert not list(settings.TILE_CACHE_DIR.rglob("*.png"))
