"""Plain circles for viewers that have no sprites of ours (QGIS, others). Our own page puts its signs in their place.

Every id begins with `pins-`: that is how the page knows what to leave out.
"""

from collections.abc import Sequence
from typing import Any

from participation.models import Theme
from tiles.style.expressions import BOLD, Expression, StyleLayer, get
from tiles.style.tokens import Palette

SOURCE = "debate"
CLUSTER: Expression = ["==", get("cluster"), True]
ZONE: Expression = ["==", get("anchor"), "zone"]
SINGLE: Expression = ["all", ["!", ["has", "cluster"]], ["!", ["has", "anchor"]], ["!", ["has", "part"]]]
RADIUS: Expression = ["step", get("point_count"), 17, 10, 21, 50, 26, 200, 31]


def pins(ink: Palette, themes: Sequence[Theme]) -> list[StyleLayer]:
    """Return shapes of projects, counts of zones, clusters, pins, projects."""
    shape = ["==", get("part"), "shape"]
    area = ["all", shape, ["==", ["geometry-type"], "Polygon"]]
    line = {"line-color": ink["kind-proposal"], "line-width": 2.4, "line-dasharray": [3, 1.7]}
    theme = _theme(ink, themes)
    plate = _circle(RADIUS, ink["surface"], ink["ink-2"], 1.5)
    ring = _circle(RADIUS, ink["surface"], ink["kind-idea"], 6)
    return [
        _layer("shape-fill", "proposals", "fill", area, {"fill-color": ink["kind-proposal"], "fill-opacity": 0.14}),
        _layer("shape-line", "proposals", "line", shape, line),
        _layer("zones", "contributions", "circle", ZONE, plate),
        _layer("clusters", "contributions", "circle", CLUSTER, ring),
        _counts(ink),
        _layer("contributions", "contributions", "circle", SINGLE, _circle(7, theme, ink["map-halo"], 2)),
        _layer("proposals", "proposals", "circle", SINGLE, _circle(9, theme, ink["kind-proposal"], 3)),
    ]


def _layer(name: str, source_layer: str, kind: str, condition: Expression, paint: dict[str, Any]) -> StyleLayer:
    return {
        "id": f"pins-{name}",
        "type": kind,
        "source": SOURCE,
        "source-layer": source_layer,
        "filter": condition,
        "paint": paint,
    }


def _circle(radius: Any, color: Any, stroke: str, width: float) -> dict[str, Any]:
    return {
        "circle-radius": radius,
        "circle-color": color,
        "circle-stroke-color": stroke,
        "circle-stroke-width": width,
    }


def _counts(ink: Palette) -> StyleLayer:
    layer = _layer("counts", "contributions", "symbol", ["has", "point_count"], {"text-color": ink["ink"]})
    layout = {
        "text-field": ["to-string", get("point_count")],
        "text-font": BOLD,
        "text-size": ["step", get("point_count"), 14, 10, 15, 50, 16, 200, 18],
        "text-allow-overlap": True,
        "text-ignore-placement": True,
    }
    return {**layer, "layout": layout}


def _theme(ink: Palette, themes: Sequence[Theme]) -> Expression | str:
    if not themes:
        return ink["ink-2"]
    return ["match", get("theme"), *(part for theme in themes for part in (theme.slug, theme.color)), ink["ink-2"]]
