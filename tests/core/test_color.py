"""Accents stay legible whatever colour is picked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.color import contrast, luminance, walk
from perimeter_data.accent import MAP_GROUNDS, TEXT_GROUNDS, accent_names

COLOR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert luminance("#ffffff") == pytest.approx(1)


def test_a_colour_that_is_dark_enough_is_left_alone() -> None:
    assert walk("#67264f", MAP_GROUNDS["light"], 3, lighter=False) == "#67264f"


@given(COLOR)
def test_any_picked_colour_gives_names_that_can_be_read(picked: str) -> None:
    for scheme, names in accent_names(picked).items():
        assert min(contrast(names["accent"], ground) for ground in MAP_GROUNDS[scheme]) >= 3
        assert contrast(names["accent_on"], names["accent"]) >= 4.5
        assert min(contrast(names["accent_ink"], ground) for ground in TEXT_GROUNDS[scheme]) >= 4.5
