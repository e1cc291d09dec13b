"""MapLibre expressions that several groups use."""

from collections.abc import Sequence
from typing import Any

StyleLayer = dict[str, Any]
Expression = list[Any]
BOLD = ["DejaVu Sans Bold", "DejaVu Sans"]
SEMIBOLD = ["DejaVu Sans SemiBold", "DejaVu Sans"]
MEDIUM = ["DejaVu Sans Medium", "DejaVu Sans"]
ITALIC = ["DejaVu Sans Italic", "DejaVu Sans"]


def get(field: str) -> Expression:
    return ["get", field]


def by_zoom(*stops: tuple[float, Any]) -> Expression:
    """Return a value that grows smoothly from stop to stop."""
    return ["interpolate", ["linear"], ["zoom"], *(part for stop in stops for part in stop)]


def is_one_of(field: str, *values: str) -> Expression:
    return ["in", ["get", field], ["literal", list(values)]]


def both_names(language: str, languages: Sequence[str], scale: float, from_zoom: float) -> Expression:
    """Return the reader's name of a place and, from a zoom on, below it the other language's where it differs.

    `scale` is the second name's size to the first's. English is nobody's local name here: it is never the second.
    """
    first: Expression = ["coalesce", get(f"name:{language}"), get("name")]
    alone: Expression = ["format", first, {}]
    text: Expression = alone
    for other in reversed([code for code in languages if code not in {language, "en"}]):
        second = get(f"name:{other}")
        differs = ["all", ["has", f"name:{other}"], ["!=", second, first]]
        text = ["case", differs, ["format", first, {}, "\n", {}, second, {"font-scale": scale}], text]
    return text if text is alone else ["step", ["zoom"], alone, from_zoom, text]
