"""The whole style: sources, and every group of layers in the order of the map language."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape

from core.i18n import translated
from layers.models import BaseMap, Layer, LayerKind
from layers.selectors import public_base_maps, public_layers
from layers.services.outline import TILE_PIXELS
from participation.models import Theme
from perimeter_data.models import Perimeter, ZoningVersion
from tiles.paths import canonical
from tiles.resolve import editions
from tiles.style import ground, territory
from tiles.style.basemap import base_map_layers, base_map_names
from tiles.style.basemap import sources as base_map_sources
from tiles.style.expressions import StyleLayer
from tiles.style.labels import labels
from tiles.style.overlays import overlay
from tiles.style.pins import pins
from tiles.style.tokens import Palette, palette
from tiles.tilejson import MAX_ZOOM, bounds

DEBATE = ("contributions", "proposals")


def style(perimeter: Perimeter, *, scheme: str, language: str, root: str) -> dict[str, Any]:
    """Return a MapLibre style (version 8); `root` is the absolute address of the perimeter's tiles.

    It names no glyphs and no sprite: letters are drawn by the reader's machine, from a font that is there.
    """
    edition = editions(perimeter).select_related("zoning").first()
    published = list(public_layers(perimeter))
    base_maps = list(public_base_maps(perimeter))
    box = bounds(perimeter)
    ink = palette(perimeter, scheme)
    themes = list(Theme.objects.filter(perimeter=perimeter).order_by("position", "slug"))
    return {
        "version": 8,
        "name": translated(perimeter.name, perimeter.default_language, language) or perimeter.slug,
        "center": [round((box[0] + box[2]) / 2, 5), round((box[1] + box[3]) / 2, 5)],
        "zoom": 8,
        "sources": {
            **_sources(root, box, edition, published),
            **{name: one for base_map in base_maps for name, one in base_map_sources(base_map, root).items()},
        },
        "layers": [
            *_under(published, base_maps, ink),
            *(territory.communes(edition, ink) if edition else []),
            *(one for layer in _ground(published) for one in ground.border(layer, ink)),
            *territory.outside(ink),
            *territory.perimeter(ink),
            *(
                one
                for index, base_map in enumerate(base_maps)
                for one in base_map_names(base_map, ink, language, shown=index == 0)
            ),
            *labels(ink, language, perimeter.languages),
            *pins(ink, themes),
        ],
    }


def _under(published: Sequence[Layer], base_maps: Sequence[BaseMap], ink: Palette) -> list[StyleLayer]:
    """Return land, pictures of the ground, the ground, overlays, then the ground's roads.

    Base maps lie over all of the ground, whose roads are coarser than theirs, and under the overlays.
    """
    drawn = _ground(published)
    pictures = [layer for layer in published if layer.role == Layer.Role.GROUND and layer not in drawn]
    overlays = [layer for layer in published if layer.role == Layer.Role.OVERLAY]
    roads = [one for layer in drawn for one in ground.above(layer, ink)]
    return [
        *ground.land(ink),
        *(one for layer in pictures for one in overlay(layer, ink)),
        *(one for layer in drawn for one in ground.below(layer, ink)),
        *(roads if base_maps else ()),
        *(one for index, base_map in enumerate(base_maps) for one in base_map_layers(base_map, ink, shown=index == 0)),
        *(one for layer in overlays for one in overlay(layer, ink)),
        *(() if base_maps else roads),
    ]


def _ground(published: Sequence[Layer]) -> list[Layer]:
    return [layer for layer in published if layer.role == Layer.Role.GROUND and layer.kind == LayerKind.VECTOR]


def _sources(
    root: str, box: list[float], edition: ZoningVersion | None, published: Sequence[Layer]
) -> dict[str, dict[str, Any]]:
    return {
        # Unfiltered and canonical: the sets that shared caches keep. The ground goes on outside: no bounds.
        "territory": _vector(root, canonical(_territory(edition)), edition.source if edition else ""),
        "debate": {**_vector(root, canonical(DEBATE), ""), "bounds": box},
        **{f"layer-{layer.slug}": layer_source(root, layer) for layer in published},
    }


def kept_sets(perimeter: Perimeter) -> set[str]:
    """Return the canonical sets of layers that a style names, which shared caches keep."""
    edition = editions(perimeter).select_related("zoning").first()
    drawn = {layer.slug for layer in public_layers(perimeter) if layer.kind != LayerKind.RASTER}
    return {canonical(_territory(edition)), canonical(DEBATE), *drawn}


def _territory(edition: ZoningVersion | None) -> tuple[str, ...]:
    return ("perimeter", "places", *((f"zones-{edition.zoning.slug}",) if edition else ()))


def _vector(root: str, names: str, attribution: str) -> dict[str, Any]:
    credit = {"attribution": escape(attribution)} if attribution else {}
    return {"type": "vector", "tiles": [f"{root}/{names}/{{z}}/{{x}}/{{y}}.mvt"], "maxzoom": MAX_ZOOM, **credit}


def layer_source(root: str, layer: Layer) -> dict[str, Any]:
    """Return the source of a layer; `root` is the absolute address of the tiles."""
    if layer.kind != LayerKind.RASTER:
        return _vector(root, layer.slug, layer.attribution)
    credit = {"attribution": escape(layer.attribution)} if layer.attribution else {}
    return {
        "type": "raster",
        "tiles": [f"{root}/{layer.slug}/{{z}}/{{x}}/{{y}}.webp"],
        "tileSize": TILE_PIXELS,
        "bounds": [round(degrees, 7) for degrees in layer.raster.bounds.extent],
        "minzoom": layer.minzoom,
        "maxzoom": layer.maxzoom,
        **credit,
    }
