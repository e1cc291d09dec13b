"""The arithmetic of keys in SQL and in Python is one."""

import math
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.geometry import Tile, morton, tile_at, world_position

SQL = """
SELECT agorama_wx(p), agorama_wy(p), agorama_qk(p) FROM ST_SetSRID(ST_Point(%s, %s), 4326) AS p
"""


def keys_in_sql(lon: float, lat: float) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(SQL, [lon, lat])
        return cursor.fetchone()


class TestKeys(TestCase):
    @given(st.floats(-180, 180), st.floats(-90, 90))
    def test_sql_and_python_agree(self, lon: float, lat: float) -> None:
        wx, wy, qk = keys_in_sql(lon, lat)
        x, y = world_position(lon, lat)
        # The two libraries may differ in the last bit of a logarithm: one step of 15 cm.
        assert abs(wx - x) <= 1
        assert abs(wy - y) <= 1
        assert qk == morton(wx, wy)

    @given(st.floats(-180, 180), st.floats(-85, 85), st.integers(0, 22))
    def test_a_tile_is_one_range_of_keys(self, lon: float, lat: float, z: int) -> None:
        tile = tile_at(lon, lat, z)
        first, end = tile.key_range()
        assert first <= morton(*world_position(lon, lat)) < end
        for other in (Tile(z, tile.x + 1, tile.y), Tile(z, tile.x, tile.y + 1)):
            if other.exists:
                low, high = other.key_range()
                assert end <= low or high <= first


@pytest.mark.parametrize(
    ("z", "x", "y", "exists"),
    [(0, 0, 0, True), (0, 1, 0, False), (22, 2**22 - 1, 2**22 - 1, True), (23, 0, 0, False), (3, -1, 0, False)],
)
def test_the_matrix_ends(z: int, x: int, y: int, exists: bool) -> None:
    assert Tile(z, x, y).exists is exists


def test_tiles_are_numbered_as_everybody_does(db: Any) -> None:
    """The formula of the OpenStreetMap wiki (slippy map tilenames), for Nice at z14."""
    phi = math.radians(43.7009)
    y = (1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2 * 2**14
    assert tile_at(7.2683, 43.7009, 14) == Tile(14, int((7.2683 + 180) / 360 * 2**14), int(y))
    assert keys_in_sql(0, 0) == (1 << 27, 1 << 27, morton(1 << 27, 1 << 27))
