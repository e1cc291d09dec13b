"""Published layers over the ground: urban plans in the standard's colours, vector layers, pictures.

A layer's legend says how it is drawn: each entry's `code` is the `style_key` (of a plan, `typezone`) of its features.
"""

from typing import Any

from layers.models import Layer, LayerKind
from layers.plan_types import FILL_OPACITY, OUTLINE, UNKNOWN
from tiles.style.expressions import MEDIUM, Expression, StyleLayer, by_zoom, get
from tiles.style.tokens import Palette

POINT, LINE, AREA = "Point", "LineString", "Polygon"


def overlay(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return the style layers of one published layer, switched off unless it is shown when the map opens."""
    drawn = {LayerKind.RASTER: _raster, LayerKind.PLAN: _plan, LayerKind.VECTOR: _vector}[LayerKind(layer.kind)]
    shown = layer.visible or layer.role == Layer.Role.GROUND
    visibility = {"visibility": "visible" if shown else "none"}
    zooms = {"minzoom": layer.minzoom, "maxzoom": min(layer.maxzoom + 1, 24)}
    return [{**one, **zooms, "layout": {**one.get("layout", {}), **visibility}} for one in drawn(layer, ink)]


def _raster(layer: Layer, ink: Palette) -> list[StyleLayer]:
    name = f"layer-{layer.slug}"
    return [{"id": f"{name}-raster", "type": "raster", "source": name, "paint": {"raster-opacity": layer.opacity}}]


def _plan(layer: Layer, ink: Palette) -> list[StyleLayer]:
    fill = _matched(layer, "typezone", "fill", UNKNOWN.fill)
    areas: Expression = ["!", ["has", "part"]]
    return [
        _layer(layer, "fill", areas, {"fill-color": fill, "fill-opacity": FILL_OPACITY * layer.opacity}),
        _layer(
            layer,
            "line",
            areas,
            {"line-color": OUTLINE, "line-width": by_zoom((9, 0.3), (13, 1.1)), "line-opacity": layer.opacity},
        ),
        {
            **_layer(layer, "symbol", ["==", get("part"), "label"], _label_paint(ink, layer)),
            "layout": {"text-field": get("libelle"), "text-font": MEDIUM, "text-size": 14, "text-padding": 6},
        },
    ]


def _vector(layer: Layer, ink: Palette) -> list[StyleLayer]:
    fill = _matched(layer, "style_key", "fill", ink.accent)
    line = _matched(layer, "style_key", "line", _first(layer, "line") or ink.accent)
    kind: Expression = ["geometry-type"]
    return [
        _layer(layer, "fill", ["==", kind, AREA], {"fill-color": fill, "fill-opacity": FILL_OPACITY * layer.opacity}),
        _layer(
            layer,
            "line",
            ["!=", kind, POINT],
            {"line-color": line, "line-width": by_zoom((8, 1), (14, 2.4)), "line-opacity": layer.opacity},
        ),
        _layer(
            layer,
            "circle",
            ["==", kind, POINT],
            {
                "circle-radius": by_zoom((8, 3), (14, 6)),
                "circle-color": fill,
                "circle-opacity": layer.opacity,
                "circle-stroke-color": line,
                "circle-stroke-width": 1.2,
                "circle-stroke-opacity": layer.opacity,
            },
        ),
    ]


def _layer(layer: Layer, kind: str, condition: Expression, paint: dict[str, Any]) -> StyleLayer:
    name = f"layer-{layer.slug}"
    return {
        "id": f"{name}-{kind}",
        "type": kind,
        "source": name,
        "source-layer": layer.slug,
        "filter": condition,
        "paint": paint,
    }


def _label_paint(ink: Palette, layer: Layer) -> dict[str, Any]:
    return {
        "text-color": ink["map-label"],
        "text-halo-color": ink["map-halo"],
        "text-halo-width": 1.8,
        "text-opacity": layer.opacity,
    }


def _first(layer: Layer, channel: str) -> str | None:
    return next((entry[channel] for entry in layer.legend if entry.get(channel)), None)


def _matched(layer: Layer, field: str, channel: str, otherwise: str) -> Expression | str:
    """Return the colour by code: one match, or the one colour of a legend that has no codes."""
    colors = {entry["code"]: entry[channel] for entry in layer.legend if entry.get(channel)}
    default = colors.pop("", otherwise)
    if not colors:
        return default
    return ["match", get(field), *(part for pair in colors.items() for part in pair), default]
