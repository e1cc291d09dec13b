"""Base maps of our own making: a picture a tile, and vector tiles of a small village in the square."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from PIL import Image, ImageDraw

from core.geometry import tile_at
from layers.basemaps.taking import take_file
from layers.models import BaseMap
from perimeter_data.models import Perimeter
from tests import factories
from tests.pmtiles import write

MIDDLE = (7.25, 44.0)
VILLAGE: dict[str, list[dict[str, Any]]] = {
    "water": [{"geometry": "POLYGON((0 0, 4096 0, 4096 700, 0 900, 0 0))", "properties": {"class": "lake"}}],
    "landcover": [
        {"geometry": "POLYGON((0 2600, 1500 2600, 1500 4096, 0 4096, 0 2600))", "properties": {"class": "wood"}}
    ],
    "transportation": [
        {"geometry": "LINESTRING(0 1400, 4096 1800)", "properties": {"class": "primary"}},
        {"geometry": "LINESTRING(2000 1600, 2400 4096)", "properties": {"class": "minor"}},
        {"geometry": "LINESTRING(0 2400, 2100 2300)", "properties": {"class": "path"}},
    ],
    "transportation_name": [
        {"geometry": "LINESTRING(0 1400, 4096 1800)", "properties": {"class": "primary", "name": "Rue du Four"}}
    ],
    "building": [
        {
            "geometry": f"POLYGON(({x} {y}, {x + 200} {y}, {x + 200} {y + 160}, {x} {y + 160}, {x} {y}))",
            "properties": {},
        }
        for x in range(2600, 3800, 320)
        for y in (2000, 2300, 2600)
    ],
}


def around(zooms: range, reach: int = 2) -> Iterator[tuple[int, int, int]]:
    """Name the tiles around the middle of the square."""
    for z in zooms:
        middle = tile_at(*MIDDLE, z)
        for x in range(max(0, middle.x - reach), min(1 << z, middle.x + reach + 1)):
            for y in range(max(0, middle.y - reach), min(1 << z, middle.y + reach + 1)):
                yield z, x, y


def village_tile() -> bytes:
    layers = [{"name": name, "features": features} for name, features in VILLAGE.items()]
    return mapbox_vector_tile.encode(layers, default_options={"y_coord_down": True})


def vector_file(path: Path, zooms: range = range(11, 15)) -> Path:
    tile = village_tile()
    listed = {"vector_layers": [{"id": name, "fields": {}} for name in VILLAGE]}
    return write(path, dict.fromkeys(around(zooms), tile), metadata=listed)


def picture(text: str = "") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (256, 256), "#b7c99b")
    draw = ImageDraw.Draw(image)
    draw.line((0, 90, 256, 130), "#f4d35e", 9)
    draw.line((130, 110, 150, 256), "#ffffff", 5)
    draw.rectangle((0, 0, 256, 50), "#7fb2d6")
    draw.text((20, 200), text, "#333333")
    image.save(out, "png")
    return out.getvalue()


def raster_file(path: Path, zooms: range = range(11, 15)) -> Path:
    return write(path, {at: picture("/".join(map(str, at))) for at in around(zooms)}, kind="png")


def base_map(perimeter: Perimeter, file: Path, slug: str = "plan", **fields: Any) -> BaseMap:
    """Return a base map of an uploaded file."""
    fields = {"name": factories.i18n(slug), "attribution": "© <b>Institute</b>", **fields}
    made = BaseMap(perimeter=perimeter, slug=slug, **fields)
    take_file(base_map=made, chunks=[file.read_bytes()])
    made.save()
    return made
