"""Lines and areas: bands of zooms, what is too small, and tiles that would be too heavy."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import connection

from core.geometry import tile_at
from perimeter_data.models import Perimeter
from tests.tiles.conftest import Fetch, decoded
from tests.tiles.ground import plan, vector_layer
from tiles import encode
from tiles.resolve import vector_sources

MIDDLE = tile_at(7.25, 44.0, 12)
WEST, SOUTH, EAST, NORTH = 7.2075, 43.9615, 7.2945, 44.024  # of that tile, a little inside


def square(lon: float, lat: float, side: float) -> Polygon:
    """Return one by its south-western corner and side, in degrees."""
    return Polygon.from_bbox((lon, lat, lon + side, lat + side))


@pytest.mark.django_db
def test_the_database_keeps_bands_with_the_shape(perimeter: Perimeter) -> None:
    big, small = Point(7.25, 44.0).buffer(0.05, quadsegs=250), square(7.2, 43.95, 0.0005)
    layer = vector_layer(perimeter, "areas", [(big, "a"), (small, "a"), (Point(7.3, 43.9), "tap")])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_NPoints(display_3857), ST_NPoints(display_z13), ST_NPoints(display_z10)"
            "  FROM layers_layerfeature WHERE layer_id = %s ORDER BY id",
            [layer.pk],
        )
        full, tiny, point = cursor.fetchall()
    assert full[0] == 1001 > full[1] > full[2] > 8
    assert tiny == (5, 5, None)
    assert point == (1, 1, 1)


def test_every_zoom_shows_the_same_area(fetch: Fetch, perimeter: Perimeter) -> None:
    plan(perimeter)
    for z in range(8, 18):
        assert [f for f in fetch("plan", z) if f["properties"].get("libelle") == "UA"], z


def test_a_name_stands_only_where_there_is_room(fetch: Fetch, perimeter: Perimeter) -> None:
    plan(perimeter)
    widths = {}
    for z in range(6, 13):
        found = [f for f in fetch("plan", z) if f["properties"]["libelle"] == "UA"]
        labels = [f for f in found if f["properties"].get("part") == "label"]
        areas = [f for f in found if "part" not in f["properties"]]
        widths[z] = (bool(areas), bool(labels))
    assert (True, False) in widths.values()
    assert all(areas for areas, labels in widths.values() if labels)


@pytest.fixture
def crowded(perimeter: Perimeter) -> Perimeter:
    """Ten times as many areas in the east of a tile as in its west."""
    width, height = EAST - WEST, NORTH - SOUTH
    areas = [square(WEST + width * (n % 10) / 20, SOUTH + height * (n // 10) / 10, width / 80) for n in range(100)]
    areas += [
        square(WEST + width * (0.5 + (n % 25) / 50), SOUTH + height * (n // 25) / 40, width / 80) for n in range(1000)
    ]
    vector_layer(perimeter, "areas", [(area, "a") for area in areas])
    return perimeter


@pytest.mark.parametrize("max_bytes", [8_000, 20_000])
def test_a_heavy_tile_is_thinned_everywhere_alike(
    crowded: Perimeter, monkeypatch: pytest.MonkeyPatch, max_bytes: int
) -> None:
    whole = _made(crowded)
    monkeypatch.setattr(encode, "MAX_BYTES", max_bytes)
    thinned = _made(crowded)
    assert len(decoded(whole)["areas"]) == 1100
    assert 0.5 * max_bytes < len(thinned) <= max_bytes
    left = Counter(_half(feature) for feature in decoded(thinned)["areas"])
    assert left["west"] > 0.8 * min(100, left["east"])


def _made(perimeter: Perimeter) -> bytes:
    return encode.encode(vector_sources(perimeter, ["areas"]), MIDDLE)


def _half(feature: dict[str, Any]) -> str:
    ring_ = feature["geometry"]["coordinates"][0]
    return "west" if sum(x for x, _y in ring_) / len(ring_) < 2048 else "east"
