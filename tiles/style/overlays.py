"""Published layers over the ground: urban plans in the standard's colours, vector layers, pictures.

A layer's legend says how it is drawn: each entry's `code` is the `style_key` (of a plan, `typezone`) of its features.
"""

from layers.models import Layer, LayerKind
from layers.plan_types import FILL_OPACITY
from tiles.style.expressions import Expression, StyleLayer, by_zoom
from tiles.style.plans import matched, plan, styled
from tiles.style.tokens import Palette

POINT, LINE, AREA = "Point", "LineString", "Polygon"


def overlay(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return the style layers of one published layer, switched off unless it is shown when the map opens."""
    drawn = {LayerKind.RASTER: _raster, LayerKind.PLAN: plan, LayerKind.VECTOR: _vector}[LayerKind(layer.kind)]
    shown = layer.visible or layer.role == Layer.Role.GROUND
    visibility = {"visibility": "visible" if shown else "none"}
    zooms = {"minzoom": layer.minzoom, "maxzoom": min(layer.maxzoom + 1, 24)}
    return [{**one, **zooms, "layout": {**one.get("layout", {}), **visibility}} for one in drawn(layer, ink)]


def _raster(layer: Layer, ink: Palette) -> list[StyleLayer]:
    name = f"layer-{layer.slug}"
    return [{"id": f"{name}-raster", "type": "raster", "source": name, "paint": {"raster-opacity": layer.opacity}}]


def _vector(layer: Layer, ink: Palette) -> list[StyleLayer]:
    fill = matched("style_key", _colors(layer, "fill"), ink.accent)
    line = matched("style_key", _colors(layer, "line"), _first(layer, "line") or ink.accent)
    kind: Expression = ["geometry-type"]
    return [
        styled(
            layer,
            "fill",
            "fill",
            ["==", kind, AREA],
            {"fill-color": fill, "fill-opacity": FILL_OPACITY * layer.opacity},
        ),
        styled(
            layer,
            "line",
            "line",
            ["!=", kind, POINT],
            {"line-color": line, "line-width": by_zoom((8, 1), (14, 2.4)), "line-opacity": layer.opacity},
        ),
        styled(
            layer,
            "circle",
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


def _first(layer: Layer, channel: str) -> str | None:
    return next((entry[channel] for entry in layer.legend if entry.get(channel)), None)


def _colors(layer: Layer, channel: str) -> dict[str, str]:
    return {entry["code"]: entry[channel] for entry in layer.legend if entry.get(channel)}
