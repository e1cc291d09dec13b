"""The ground: land, high ground, sea with its depth lines, rivers; above the plans roads, railways, the state border.

A ground layer's features say by `style_key` what they are: high, flat, sea, lake, river, road, rail, border.
"""

from layers.models import Layer
from tiles.style.expressions import StyleLayer, by_zoom, get
from tiles.style.tokens import Palette

# Three fading lines along the coast, on the side of the sea: how far out (px), how strong.
DEPTHS = ((5, 0.9), (11, 0.6), (18, 0.35))


def land(ink: Palette) -> list[StyleLayer]:
    """Return the background."""
    return [{"id": "land", "type": "background", "paint": {"background-color": ink["map-land"]}}]


def below(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return what lies under plans and pictures: high ground, flat ground, water."""
    return [
        _fill(layer, "flat", ink["map-flat"]),
        _fill(layer, "high", ink["map-high"]),
        _fill(layer, "sea", ink["map-sea"]),
        *[
            _line(
                layer,
                "coast",
                f"depth-{index}",
                {"line-color": ink["map-depth"], "line-width": 1.2, "line-offset": away, "line-opacity": opacity},
            )
            for index, (away, opacity) in enumerate(DEPTHS, 1)
        ],
        _line(layer, "coast", "coast", {"line-color": ink["map-coast"], "line-width": by_zoom((7, 0.7), (12, 1.2))}),
        _line(layer, "river", "river", {"line-color": ink["map-river"], "line-width": _by_rank(0.7, 3.4)}),
        _fill(layer, "lake", ink["map-sea"], ink["map-coast"]),
    ]


def above(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return what lies over plans and pictures: railways, roads."""
    width = by_zoom((8, 0.8), (13, 1.6))
    rail: dict[str, object] = {"line-color": ink["map-building-line"], "line-width": width, "line-dasharray": [5, 2]}
    return [
        _line(layer, "rail", "rail", rail, minzoom=8),
        _line(layer, "road", "road-case", {"line-color": ink["map-road-case"], "line-width": _by_rank(2.2, 8)}),
        _line(layer, "road", "road", {"line-color": ink["map-road"], "line-width": _by_rank(1.1, 5.6)}),
    ]


def border(layer: Layer, ink: Palette) -> list[StyleLayer]:
    """Return the state border: 10-4-2-4, never stronger than the perimeter."""
    width = 1.6
    dashes = [round(length / width, 2) for length in (10, 4, 2, 4)]
    return [
        _line(
            layer, "border", "border", {"line-color": ink["map-border"], "line-width": width, "line-dasharray": dashes}
        )
    ]


def _by_rank(thin: float, thick: float) -> list[object]:
    """Return a width that falls with the rank (1 to 3): `thin` at z8 for rank 2, `thick` at z14 for rank 1."""
    rank = ["coalesce", get("rank"), 2]
    return by_zoom(
        (8, ["match", rank, 1, thin * 1.4, 2, thin, thin * 0.75]),
        (14, ["match", rank, 1, thick, 2, thick * 0.72, thick * 0.5]),
    )


def _base(layer: Layer, key: str, name: str) -> StyleLayer:
    return {
        "id": f"ground-{layer.slug}-{name}",
        "source": f"layer-{layer.slug}",
        "source-layer": layer.slug,
        "filter": ["==", get("style_key"), key] if key != "coast" else ["==", get("part"), "coast"],
    }


def _fill(layer: Layer, key: str, color: str, outline: str | None = None) -> StyleLayer:
    paint = {"fill-color": color, **({"fill-outline-color": outline} if outline else {})}
    base = _base(layer, key, key)
    return {**base, "type": "fill", "filter": ["all", base["filter"], ["!", ["has", "part"]]], "paint": paint}


def _line(layer: Layer, key: str, name: str, paint: dict[str, object], minzoom: int | None = None) -> StyleLayer:
    near = {} if minzoom is None else {"minzoom": minzoom}
    round_ends = {} if "line-dasharray" in paint else {"line-cap": "round"}
    layout = {"line-join": "round", **round_ends}
    return {**_base(layer, key, name), "type": "line", **near, "layout": layout, "paint": paint}
