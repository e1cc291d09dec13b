"""TileJSON 3.0.0: where tiles are and what they hold."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape

from core.i18n import translated
from layers.models import BaseMap, Layer
from layers.selectors import base_map_tiles
from perimeter_data.models import Perimeter
from tiles.extent import extent
from tiles.sources import Source
from tiles.sources.features import Features
from tiles.sources.zones import Zones

MAX_ZOOM = 16  # the world grid is 4096 steps a tile here: farther in, clients enlarge these


def bounds(perimeter: Perimeter) -> list[float]:
    """Return [west, south, east, north] of all there is to draw of a perimeter, in degrees."""
    return [round(degrees, 7) for degrees in extent(perimeter)]


def vector_tilejson(perimeter: Perimeter, sources: Sequence[Source], root: str) -> dict[str, Any]:
    """Return the TileJSON of vector sources; `root` is the absolute address of the layer set, without its ending."""
    return {
        **_common(perimeter, f"{root}/{{z}}/{{x}}/{{y}}.mvt"),
        "maxzoom": MAX_ZOOM,
        "attribution": attribution(sources),
        "vector_layers": [
            {"id": source.name, "fields": source.fields(), "minzoom": 0, "maxzoom": MAX_ZOOM} for source in sources
        ],
    }


def raster_tilejson(perimeter: Perimeter, layer: Layer, root: str) -> dict[str, Any]:
    """Return the TileJSON of a raster layer; its bounds are those of the image."""
    return {
        **_common(perimeter, f"{root}/{{z}}/{{x}}/{{y}}.webp"),
        "name": translated(layer.name, perimeter.default_language) or layer.slug,
        "bounds": [round(degrees, 7) for degrees in layer.raster.bounds.extent],
        "minzoom": layer.minzoom,
        "maxzoom": layer.maxzoom,
        "attribution": escape(layer.attribution),
    }


def base_map_tilejson(perimeter: Perimeter, base_map: BaseMap, root: str) -> dict[str, Any]:
    """Return the TileJSON of a base map; `root` is the absolute address of the perimeter's tiles."""
    known = {"vector_layers": [{"id": name, "fields": {}} for name in base_map.vector_layers]}
    return {
        **_common(perimeter, base_map_tiles(base_map, root)),
        "name": translated(base_map.name, perimeter.default_language) or base_map.slug,
        **({"bounds": base_map.extent} if base_map.extent else {}),
        "minzoom": base_map.minzoom,
        "maxzoom": base_map.maxzoom,
        "attribution": escape(base_map.attribution),
        **(known if base_map.is_vector else {}),
    }


def attribution(sources: Sequence[Source]) -> str:
    """Return whom the data is owed to. Viewers show it as HTML: what people typed is escaped."""
    owed: list[str] = []
    for source in sources:
        if isinstance(source, Features):
            owed.append(source.layer.attribution)
        if isinstance(source, Zones):
            owed.append(source.edition.source)
    return " · ".join(dict.fromkeys(escape(name) for name in owed if name))


def _common(perimeter: Perimeter, tiles: str) -> dict[str, Any]:
    west, south, east, north = box = bounds(perimeter)
    return {
        "tilejson": "3.0.0",
        "name": translated(perimeter.name, perimeter.default_language) or perimeter.slug,
        "tiles": [tiles],
        "scheme": "xyz",
        "minzoom": 0,
        "bounds": box,
        "center": [round((west + east) / 2, 7), round((south + north) / 2, 7), 9],
    }
