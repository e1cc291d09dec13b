"""Urban plans as the standard draws them: colour below 1:2500, from then on a band inside the outline.

Hatches are drawn by the citizen map alone, over the fills: a style without sprites has no patterns.
"""

from typing import Any

from layers.models import Layer
from layers.plan_codes import GREY, RuleKind
from layers.plan_types import FILL_OPACITY, OUTLINE, UNKNOWN, plan_type
from tiles.style.expressions import MEDIUM, Expression, StyleLayer, by_zoom, get, is_one_of
from tiles.style.tokens import Palette

# Where a pixel of 0.28 mm is 0.7 m on the ground at 45° north: 1:2500.
BAND_ZOOM = 16.3
POINT_PX = 0.3528 / 0.28  # a typographic point
BAND_PT, BAND_OFFSET_PT, OUTLINE_PT, OUTLINE_FAR_PT = 7, 3, 2.5, 0.8
ZONE: Expression = ["!", ["has", "part"]]
RULE: Expression = is_one_of("part", *RuleKind.values)
IS_AREA: Expression = ["==", ["geometry-type"], "Polygon"]
IS_POINT: Expression = ["==", ["geometry-type"], "Point"]


def plan(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return the style layers of an urban plan: zones, then rules, then the zones' letters."""
    return [*_zones(layer), *_rules(layer), _letters(layer, ink)]


def _zones(layer: Layer) -> list[StyleLayer]:
    entries = [entry for entry in layer.legend if entry.get("group", "zone") == "zone"]
    fills = {entry["code"]: entry["fill"] for entry in entries}
    bands = {entry["code"]: plan_type(entry["code"]).band for entry in entries}
    near, far = OUTLINE_PT * POINT_PX, OUTLINE_FAR_PT * POINT_PX
    fill = {
        "fill-color": matched("typezone", fills, UNKNOWN.fill),
        "fill-opacity": ["step", ["zoom"], FILL_OPACITY * layer.opacity, BAND_ZOOM, 0],
    }
    band = {
        "line-color": matched("typezone", bands, UNKNOWN.band),
        "line-width": BAND_PT * POINT_PX,
        # To the right of the line is inside: outer rings of tiles go clockwise, holes the other way round.
        "line-offset": (BAND_OFFSET_PT + BAND_PT / 2) * POINT_PX,
        "line-opacity": ["step", ["zoom"], 0, BAND_ZOOM, layer.opacity],
    }
    line = {
        "line-color": OUTLINE,
        "line-width": by_zoom((9, 0.3), (13, far), (BAND_ZOOM - 0.1, far), (BAND_ZOOM, near)),
        "line-opacity": layer.opacity,
    }
    return [
        styled(layer, "fill", "fill", ZONE, fill),
        styled(layer, "band", "line", ZONE, band),
        styled(layer, "line", "line", ZONE, line),
    ]


def _rules(layer: Layer) -> list[StyleLayer]:
    entries = [entry for entry in layer.legend if entry.get("group", "zone") != "zone"]
    if not entries:
        return []
    color = matched("rule", {entry["code"]: entry["line"] for entry in entries}, GREY)
    line = {"line-color": color, "line-width": 1.6, "line-dasharray": [4, 1.5], "line-opacity": layer.opacity}
    dot = {
        "circle-radius": by_zoom((12, 2), (16, 5)),
        "circle-color": color,
        "circle-opacity": layer.opacity,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1,
        "circle-stroke-opacity": layer.opacity,
    }
    fill = {"fill-color": color, "fill-opacity": 0.12 * layer.opacity}
    return [
        styled(layer, "rule-fill", "fill", ["all", RULE, IS_AREA], fill),
        styled(layer, "rule-line", "line", ["all", RULE, ["!", IS_POINT]], line),
        styled(layer, "rule-circle", "circle", ["all", RULE, IS_POINT], dot),
    ]


def _letters(layer: Layer, ink: Palette) -> StyleLayer:
    paint = {
        "text-color": ink["map-label"],
        "text-halo-color": ink["map-halo"],
        "text-halo-width": 1.8,
        "text-opacity": layer.opacity,
    }
    layout = {"text-field": get("libelle"), "text-font": MEDIUM, "text-size": 14, "text-padding": 6}
    return {**styled(layer, "symbol", "symbol", ["==", get("part"), "label"], paint), "layout": layout}


def styled(layer: Layer, name: str, kind: str, condition: Expression, paint: dict[str, Any]) -> StyleLayer:
    """Return a style layer of a published layer's tiles."""
    source = f"layer-{layer.slug}"
    return {
        "id": f"{source}-{name}",
        "type": kind,
        "source": source,
        "source-layer": layer.slug,
        "filter": condition,
        "paint": paint,
    }


def matched(field: str, colors: dict[str, str], otherwise: str) -> Expression | str:
    """Return the colour by code: one match, or the one colour of a legend that has no codes."""
    default = colors.get("", otherwise)
    coded = {code: color for code, color in colors.items() if code and color}
    if not coded:
        return default
    return ["match", get(field), *(part for pair in coded.items() for part in pair), default]
