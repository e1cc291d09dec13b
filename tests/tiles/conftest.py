"""Ask for tiles as a viewer does, and read them."""

from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client

from core.geometry import tile_at
from tests.tiles.mvt import check

Features = list[dict[str, Any]]
Fetch = Callable[..., Features]


def decoded(data: bytes) -> dict[str, Features]:
    """Return {layer: features} of a valid tile, y downwards as in the tile itself."""
    check(data)
    tile = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in tile.items()}


@pytest.fixture
def fetch(page: Client) -> Fetch:
    """Return fetch(layers, z, lon, lat, query="") → the features of the layer that is named alone."""

    def ask(layer: str, z: int, lon: float = 7.25, lat: float = 44.0, query: str = "") -> Features:
        tile = tile_at(lon, lat, z)
        response = page.get(f"/tiles/valley/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt{query}")
        assert response.status_code == 200, response.content
        return decoded(response.content).get(layer, [])

    return ask
