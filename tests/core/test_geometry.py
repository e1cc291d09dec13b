"""The world grid: the same arithmetic in Python and in SQL, and tiles as key ranges."""

import math
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import GRID, GRID_BITS, MAX_LAT, MAX_ZOOM, Tile, morton, tile_at, world_position

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)
STEP = st.integers(0, GRID - 1)
CORNERS = [(-180.0, MAX_LAT), (180.0, -MAX_LAT), (0.0, 0.0), (7.27, 43.7), (-180.0, 90.0), (180.0, -90.0)]


@given(lon=LON, lat=LAT, z=st.integers(0, MAX_ZOOM))
def test_a_position_lies_in_the_key_range_of_its_tile_and_of_no_neighbour(lon: float, lat: float, z: int) -> None:
    tile = tile_at(lon, lat, z)
    key = morton(*world_position(lon, lat))
    first, last = tile.key_range()
    assert tile.exists
    assert first <= key < last
    neighbour = Tile(z, tile.x + 1, tile.y)
    if neighbour.exists:
        assert not neighbour.key_range()[0] <= key < neighbour.key_range()[1]


@given(x=STEP, y=STEP)
def test_keys_are_unique_and_split_back(x: int, y: int) -> None:
    key = morton(x, y)
    assert sum((key >> 2 * bit & 1) << bit for bit in range(GRID_BITS)) == x
    assert sum((key >> 2 * bit + 1 & 1) << bit for bit in range(GRID_BITS)) == y


@given(z=st.integers(1, MAX_ZOOM), data=st.data())
def test_four_children_fill_their_parent(z: int, data: st.DataObject) -> None:
    side = st.integers(0, (1 << z - 1) - 1)
    x, y = data.draw(side), data.draw(side)
    ranges = sorted(Tile(z, 2 * x + dx, 2 * y + dy).key_range() for dx in (0, 1) for dy in (0, 1))
    assert (ranges[0][0], ranges[-1][1]) == Tile(z - 1, x, y).key_range()
    assert all(left[1] == right[0] for left, right in pairwise(ranges))


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (23, 0, 0), (99, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_tiles_outside_the_matrix_do_not_exist(z: int, x: int, y: int) -> None:
    assert not Tile(z, x, y).exists


def test_bounds_are_those_of_web_mercator() -> None:
    west, south, east, north = Tile(1, 1, 0).bounds_3857()
    assert (west, south) == (0, 0)
    assert east == north == pytest.approx(20037508.342789244)


@pytest.mark.django_db
@pytest.mark.parametrize(("lon", "lat"), CORNERS)
def test_sql_agrees_with_python(lon: float, lat: float) -> None:
    with connection.cursor() as cursor:
        point = "ST_SetSRID(ST_Point(%(lon)s, %(lat)s), 4326)"
        cursor.execute(
            f"SELECT agorama_wx({point}), agorama_wy({point}), agorama_qk({point})", {"lon": lon, "lat": lat}
        )
        wx, wy, qk = cursor.fetchone()
    expected = world_position(lon, lat)
    assert (wx, wy) == pytest.approx(expected, abs=1)  # the last step may differ between two mathematics libraries
    assert qk == morton(wx, wy)


@pytest.mark.django_db
def test_sql_agrees_with_postgis_projection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH p AS (SELECT ST_SetSRID(ST_Point(6 + random() * 3, 43 + random() * 2), 4326) AS g
                            FROM generate_series(1, 500))
               SELECT max(abs(agorama_wx(g) - (ST_X(m) / %(half)s + 1) / 2 * %(grid)s)),
                      max(abs(agorama_wy(g) - (1 - ST_Y(m) / %(half)s) / 2 * %(grid)s))
                 FROM (SELECT g, ST_Transform(g, 3857) AS m FROM p) t""",
            {"half": 20037508.342789244, "grid": GRID},
        )
        off_x, off_y = cursor.fetchone()
    assert max(off_x, off_y) < 1.001
    assert math.isfinite(off_x)
