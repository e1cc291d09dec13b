"""The ground, the zones, what is outside, and the perimeter: the order and the looks of tiles/style."""

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from tiles.poster.features import AREAL, LINEAR, Feature, Layers, limits, whole
from tiles.poster.frame import Frame
from tiles.poster.svg import element, path
from tiles.style.ground import DEPTHS
from tiles.style.tokens import Palette

ROUND = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
BAND_PX = 8
# Width of a river or road by rank; the first is the widest.
RIVERS = {1: 1.6, 2: 1.1, 3: 0.8}
ROADS = {1: 2.2, 2: 1.6, 3: 1.2}


def ground(layers: Sequence[list[Feature]], frame: Frame, ink: Palette) -> str:
    """Return the land and all that lies on it, in the order of the map."""
    land = element("rect", width=frame.size.width, height=frame.size.height, fill=ink["map-land"])
    features = [feature for layer in layers for feature in layer]
    return land + "".join(
        [
            path(_of(features, "flat", AREAL), fill=ink["map-flat"]),
            path(_of(features, "high", AREAL), fill=ink["map-high"]),
            _sea(features, ink),
            *_ranked(features, "river", RIVERS, ink["map-river"]),
            path(_of(features, "lake", AREAL), fill=ink["map-sea"], stroke=ink["map-coast"], stroke_width=0.7),
            *_ranked(features, "road", {rank: width + 1.2 for rank, width in ROADS.items()}, ink["map-road-case"]),
            *_ranked(features, "road", ROADS, ink["map-road"]),
        ]
    )


def territory(layers: Layers, zones: str | None, borders: Sequence[list[Feature]], ink: Palette) -> str:
    """Return the limits of the zones, the state border, the veil outside, and the perimeter with its inner band."""
    parts = layers.get("perimeter", [])
    inside = whole((feature for feature in parts if feature.properties["part"] == "boundary"), AREAL)
    outside = whole((feature for feature in parts if feature.properties["part"] == "outside"), AREAL)
    border = _of([feature for layer in borders for feature in layer], "border", LINEAR)
    return "".join(
        [
            _communes(layers.get(zones, []) if zones else [], ink),
            path(border, fill="none", stroke=ink["map-border"], stroke_width=1.6, stroke_dasharray="10 4 2 4"),
            path(outside, fill=ink["map-outside"], fill_opacity=str(ink.outside_opacity), fill_rule="evenodd"),
            path(
                shapely.difference(inside, shapely.buffer(inside, -BAND_PX)),
                fill=ink.accent,
                fill_opacity="0.16",
                fill_rule="evenodd",
            ),
            path(inside, fill="none", stroke=ink.accent, stroke_width=2.6, stroke_linejoin="round"),
        ]
    )


def _communes(features: Sequence[Feature], ink: Palette) -> str:
    areas = [feature for feature in features if "part" not in feature.properties]
    look = {"stroke": ink["map-commune"], "stroke_width": 0.8, "stroke_dasharray": "1 3", "stroke_opacity": "0.7"}
    return path(limits(areas, lambda feature: feature.properties.get("code")), fill="none", **look)


def _sea(features: Sequence[Feature], ink: Palette) -> str:
    sea = _of(features, "sea", AREAL)
    coast = whole((feature for feature in features if feature.properties.get("part") == "coast"), LINEAR)
    depths = (
        path(
            shapely.intersection(shapely.boundary(shapely.buffer(coast, away)), sea),
            fill="none",
            stroke=ink["map-depth"],
            stroke_width=1.2,
            stroke_opacity=str(strength),
        )
        for away, strength in DEPTHS
    )
    line = path(coast, **ROUND, stroke=ink["map-coast"], stroke_width=0.9)
    return path(sea, fill=ink["map-sea"], fill_rule="evenodd") + "".join(depths) + line


def _of(features: Sequence[Feature], key: str, dimension: int) -> BaseGeometry:
    """Return the union of what has this style key, but for the lines drawn along it."""
    named = (each for each in features if each.properties.get("style_key") == key and "part" not in each.properties)
    return whole(named, dimension)


def _ranked(features: Sequence[Feature], key: str, widths: dict[int, float], color: str) -> list[str]:
    """Return lines by rank, the least important below."""
    found: dict[int, list[Feature]] = {rank: [] for rank in sorted(widths, reverse=True)}
    for feature in features:
        if feature.properties.get("style_key") == key:
            found[min(max(feature.properties.get("rank") or 2, 1), max(widths))].append(feature)
    return [path(whole(some, LINEAR), **ROUND, stroke=color, stroke_width=widths[rank]) for rank, some in found.items()]
