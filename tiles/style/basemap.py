"""Base maps: a picture as it is, dimmed in the dark; vector tiles drawn quietly in our own tokens.

Three common schemas are known by the names of their layers: OpenMapTiles, Protomaps and Shortbread. Each drawing below
says in which source layers it is found; what a file does not list is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape

from core.geometry import MAX_LAT
from layers.models import BaseMap
from layers.selectors import base_map_tiles
from tiles.style.expressions import ITALIC, MEDIUM, Expression, StyleLayer, both_names, by_zoom
from tiles.style.tokens import Palette

WORLD = (-180.0, -MAX_LAT, 180.0, MAX_LAT)
# Our pins and names stand on it: a little paler by day; by night as dark as the rest of the page.
PICTURE = {
    "light": {"raster-saturation": -0.25, "raster-contrast": -0.08},
    "dark": {"raster-saturation": -0.45, "raster-brightness-max": 0.55, "raster-contrast": -0.1},
}
# `class` in OpenMapTiles, `kind` in the others, `pmap:kind` in older Protomaps.
CLASS: Expression = ["coalesce", ["get", "class"], ["get", "kind"], ["get", "pmap:kind"], ""]
ROADS = ("transportation", "roads", "streets")
MAJOR = ("motorway", "trunk", "primary", "highway", "major_road")
MIDDLE = ("secondary", "tertiary", "medium_road")
MINOR = ("minor", "minor_road", "residential", "unclassified", "living_street", "service", "other", "pedestrian")
PATHS = ("path", "track", "footway", "cycleway", "bridleway", "steps")
WOODS = ("wood", "forest", "nature_reserve", "national_park", "scrub", "protected_area")
GREENS = ("grass", "park", "meadow", "garden", "pitch", "cemetery", "recreation_ground", "village_green", "grassland")
BUILT = ("residential", "urban_area", "commercial", "industrial", "retail", "neighbourhood", "quarter")
LAND_COVER = ("landcover", "landuse", "land", "sites")
QUARTERS = ("suburb", "neighbourhood", "quarter", "hamlet", "locality", "isolated_dwelling")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One look of things that lie in any of some source layers."""

    name: str
    kind: str
    found_in: tuple[str, ...]
    paint: dict[str, Any]
    condition: Expression | None = None
    minzoom: float = 0
    layout: dict[str, Any] = field(default_factory=dict)


def sources(base_map: BaseMap, root: str) -> dict[str, dict[str, Any]]:
    """Return the sources of a base map, under names that the page knows by their beginning."""
    tiles = {
        "type": "vector" if base_map.is_vector else "raster",
        "tiles": [base_map_tiles(base_map, root)],
        "bounds": list(_box(base_map)),
        "minzoom": base_map.minzoom,
        "maxzoom": base_map.maxzoom,
        "attribution": escape(base_map.attribution),
    }
    name = f"basemap-{base_map.slug}"
    if not base_map.is_vector:
        return {name: {**tiles, "tileSize": base_map.tile_size}}
    return {name: tiles, f"{name}-land": {"type": "geojson", "data": _land(_box(base_map))}}


def base_map_layers(base_map: BaseMap, ink: Palette, *, shown: bool) -> list[StyleLayer]:
    """Return the style layers of a base map's ground, lowest first."""
    source = f"basemap-{base_map.slug}"
    layout = {"visibility": "visible" if shown else "none"}
    if not base_map.is_vector:
        paint = PICTURE[ink.scheme]
        return [{"id": source, "type": "raster", "source": source, "paint": paint, "layout": layout}]
    land = {
        "id": f"{source}-land",
        "type": "fill",
        "source": f"{source}-land",
        "minzoom": base_map.minzoom,
        "paint": {"fill-color": ink["map-land"], "fill-antialias": False},
        "layout": layout,
    }
    return [land, *_drawn(base_map, _ground(ink), layout)]


def base_map_names(base_map: BaseMap, ink: Palette, language: str, *, shown: bool) -> list[StyleLayer]:
    """Return the names of streets and quarters; those of villages and towns are our own places."""
    layout = {"visibility": "visible" if shown else "none"}
    return _drawn(base_map, _names(ink, language), layout) if base_map.is_vector else []


def _drawn(base_map: BaseMap, drawings: Sequence[Drawing], layout: dict[str, Any]) -> list[StyleLayer]:
    source = f"basemap-{base_map.slug}"
    listed = set(base_map.vector_layers)
    return [
        {
            "id": f"{source}-{drawing.name}-{layer}",
            "type": drawing.kind,
            "source": source,
            "source-layer": layer,
            "minzoom": max(drawing.minzoom, base_map.minzoom),
            **({"filter": drawing.condition} if drawing.condition else {}),
            "paint": drawing.paint,
            "layout": {**drawing.layout, **layout},
        }
        for drawing in drawings
        for layer in drawing.found_in
        if not listed or layer in listed
    ]


def _ground(ink: Palette) -> list[Drawing]:
    area = _is("Polygon")
    water = {"line-color": ink["map-river"], "line-width": by_zoom((8, 0.6), (14, 2))}
    return [
        _cover("built", BUILT, ink["map-building"], 0.28),
        _cover("green", GREENS, ink["map-shade"], 0.1),
        _cover("wood", WOODS, ink["map-shade"], 0.18),
        Drawing("water", "fill", ("water", "ocean", "water_polygons"), {"fill-color": ink["map-sea"]}, area),
        Drawing("stream", "line", ("waterway", "water", "water_lines"), water, _is("LineString")),
        *_roads(ink),
        Drawing(
            "building",
            "fill",
            ("building", "buildings"),
            {"fill-color": ink["map-building"], "fill-outline-color": ink["map-building-line"]},
            area,
            14,
        ),
        Drawing(
            "border",
            "line",
            ("boundary", "boundaries"),
            {"line-color": ink["map-border"], "line-width": 1, "line-opacity": 0.6, "line-dasharray": [6, 3, 2, 3]},
            ["any", ["==", ["get", "admin_level"], 2], ["==", CLASS, "country"]],
        ),
    ]


def _roads(ink: Palette) -> list[Drawing]:
    """Return roads from the quietest to the widest, all casings below all surfaces."""
    ranks = (
        ("minor", MINOR, 12.0, by_zoom((12, 0.5), (14, 2.2), (18, 12))),
        ("middle", MIDDLE, 9.0, by_zoom((9, 0.7), (14, 4), (18, 16))),
        ("major", MAJOR, 5.0, by_zoom((6, 0.7), (10, 1.8), (14, 5.5), (18, 20))),
    )
    ends = {"line-cap": "round", "line-join": "round"}
    paths = {"line-color": ink["map-building-line"], "line-width": 1.1, "line-dasharray": [3, 1.6]}
    surface = {"line-color": ink["map-road"]}
    rails = {"line-color": ink["map-building-line"], "line-width": by_zoom((9, 0.7), (14, 1.6))}
    return [
        Drawing("path", "line", ROADS, paths, _one_of(PATHS), 13, {"line-join": "round"}),
        *(
            Drawing(f"{name}-case", "line", ROADS, _case(ink, width), _one_of(words), near, ends)
            for name, words, near, width in ranks
        ),
        Drawing("rail", "line", ROADS, rails, _one_of(("rail", "light_rail", "transit")), 9),
        *(
            Drawing(name, "line", ROADS, surface | {"line-width": width}, _one_of(words), near, ends)
            for name, words, near, width in ranks
        ),
    ]


def _case(ink: Palette, width: Expression) -> dict[str, Any]:
    """Return the paint of a casing: 1.4 px wider than the road at every zoom."""
    wider = [part + 1.4 if index >= 4 and index % 2 == 0 else part for index, part in enumerate(width)]
    return {"line-color": ink["map-road-case"], "line-width": wider}


def _cover(name: str, words: Sequence[str], color: str, opacity: float) -> Drawing:
    condition = ["all", _is("Polygon"), _one_of(words)]
    return Drawing(name, "fill", LAND_COVER, {"fill-color": color, "fill-opacity": opacity}, condition)


def _names(ink: Palette, language: str) -> list[Drawing]:
    named = both_names(language, (), 1, 0)
    layout = {"text-field": named, "text-size": 14, "text-padding": 12}
    halo = {"text-halo-color": ink["map-halo"], "text-halo-width": 1.8}
    paint = {"text-color": ink["map-label-2"], **halo}
    along = {**layout, "text-font": MEDIUM, "symbol-placement": "line", "symbol-spacing": 420}
    street = ("transportation_name", "roads", "street_labels")
    quarter = ("place", "places", "place_labels")
    water = {**layout, "text-font": ITALIC, "symbol-placement": "line", "symbol-spacing": 500}
    blue = {"text-color": ink["map-water-label"], **halo}
    has_name: Expression = ["has", "name"]
    return [
        Drawing("streets", "symbol", street, paint, ["all", has_name, _is("LineString")], 14.5, along),
        Drawing("streams", "symbol", ("waterway", "water", "water_lines_labels"), blue,
                ["all", has_name, _is("LineString")], 13, water),
        Drawing("quarters", "symbol", quarter, paint, ["all", has_name, _one_of(QUARTERS)], 13,
                {**layout, "text-font": MEDIUM}),
    ]  # fmt: skip


def _one_of(words: Sequence[str]) -> Expression:
    return ["in", CLASS, ["literal", list(words)]]


def _is(shape: str) -> Expression:
    return ["==", ["geometry-type"], shape]


def _box(base_map: BaseMap) -> tuple[float, ...]:
    return tuple(round(degrees, 7) for degrees in base_map.extent) if base_map.extent else WORLD


def _land(box: Sequence[float]) -> dict[str, Any]:
    """Return the extent as an area: a vector base map has no colour of its own where it says nothing."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
