"""Coordinates as people type them: the same as the map's script reads."""

import pytest

from frontend_embed.typed_position import typed_position


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("43.9375, 7.5147", 7.5147, 43.9375),
        ("43.9375,7.5147", 7.5147, 43.9375),
        ("43,9375, 7,5147", 7.5147, 43.9375),
        ("43,9375 7,5147", 7.5147, 43.9375),
        ("43.9375 7.5147", 7.5147, 43.9375),
        ("43,9375; 7,5147", 7.5147, 43.9375),
        ("43.9375° N, 7.5147° E", 7.5147, 43.9375),
        ("7.5147E 43.9375N", 7.5147, 43.9375),
        ("43.9375N 7.5147O", -7.5147, 43.9375),
        ("-43, 7", 7, -43),
        ("43°56'15\"N 7°30'53\"E", 7.514722, 43.9375),
    ],
)
def test_read(text: str, lon: float, lat: float) -> None:
    found = typed_position(text)
    assert found is not None
    assert (round(found.x, 6), round(found.y, 6)) == (lon, lat)


@pytest.mark.parametrize(
    "text", ["", "43.9", "Breil", "43.9, 7.5, 3", "91, 7", "43, 181", "NaN, 7", "43.9 north", "9" * 5000]
)
def test_not_read(text: str) -> None:
    assert typed_position(text) is None
