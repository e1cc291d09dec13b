"""Zone types of the plan standard: colours, hatches, odd codes."""

import pytest
from django.utils import translation

from layers.plan_types import PLAN_TYPES, is_standard, plan_label, plan_legend, plan_type, standard_code

OFFICIAL = {"U": "#e60000", "AUc": "#ff6565", "AUs": "#feccbe", "A": "#ffff00", "N": "#56aa02"}


def test_fills_are_the_official_ones_and_hatches_differ() -> None:
    assert {code: kind.fill for code, kind in PLAN_TYPES.items()} == OFFICIAL
    assert {code: kind.hatch for code, kind in PLAN_TYPES.items()} == {
        "U": "grid",
        "AUc": "lines",
        "AUs": "dashes",
        "A": "dots",
        "N": "plain",
    }


@pytest.mark.parametrize(
    ("code", "drawn_like"),
    [
        ("U", "U"),
        ("Nh", "N"),
        ("Ah", "A"),
        ("nh", "N"),
        ("AUC", "AUc"),
        ("auS", "AUs"),
        ("AU", "AUc"),
        ("1AU", "AUc"),
        ("2AU", "AUs"),
        ("1AUs", "AUs"),
        ("Ue", "U"),
        ("", ""),
        ("?", ""),
        ("Z", ""),
    ],
)
def test_odd_codes_are_drawn_like_what_they_begin_with(code: str, drawn_like: str) -> None:
    assert plan_type(code).code == drawn_like


def test_other_capitals_are_the_same_code_and_odd_codes_stay_as_they_are() -> None:
    assert standard_code("AUC") == "AUc"
    assert standard_code("Nh") == "Nh"
    assert not is_standard("Nh")


def test_legend_lists_the_codes_present_in_the_standards_order() -> None:
    legend = plan_legend({"Nh", "A", "U", "N", "AUs"})
    assert [entry["code"] for entry in legend] == ["U", "AUs", "A", "N", "Nh"]
    assert legend[-1] == {"code": "Nh", "fill": OFFICIAL["N"], "line": "#343434", "hatch": "plain", "group": "zone"}


@pytest.mark.parametrize(
    ("language", "natural"),
    [
        ("fr", "Zone naturelle ou forestière"),
        ("it", "Zona naturale o forestale"),
        ("en", "Natural or forest zone"),
    ],
)
def test_words_are_in_the_readers_language(language: str, natural: str) -> None:
    with translation.override(language):
        assert plan_label("N") == natural
        assert plan_label("Nh") == f"{natural} (Nh)"
