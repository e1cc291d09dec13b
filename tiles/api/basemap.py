"""GET /tiles/{perimeter}/basemap/{base map}/{z}/{x}/{y}.png|jpg|webp|avif|mvt, and its TileJSON."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.query import strict
from layers.basemaps.refusals import UnknownBaseMap
from layers.basemaps.tiles import read_tile
from layers.selectors import get_public_base_map
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import HOURLY, SHARED, answer
from tiles.api.door import door
from tiles.paths import parse_tile
from tiles.tilejson import base_map_tilejson as tilejson_of

PICTURES = frozenset({"png", "jpg", "jpeg", "webp", "avif"})
VECTOR = "mvt"


@door
def base_map_tile(request: HttpRequest, perimeter: str, slug: str, z: str, x: str, y: str, ending: str) -> HttpResponse:
    """Return one tile of a base map, whichever picture format its source has."""
    if ending != VECTOR and ending not in PICTURES:
        raise UnknownBaseMap
    territory = get_public_perimeter(perimeter)
    tile = parse_tile(z, x, y)
    strict(request.GET, ())
    found = read_tile(get_public_base_map(territory, slug), tile, vector=ending == VECTOR)
    return answer(request, found.body, found.media_type, kept=HOURLY, zipped=ending == VECTOR)


@door
def base_map_tilejson(request: HttpRequest, perimeter: str, slug: str) -> HttpResponse:
    """Return the TileJSON of a base map."""
    strict(request.GET, ())
    territory = get_public_perimeter(perimeter)
    base_map = get_public_base_map(territory, slug)
    root = request.build_absolute_uri(reverse("tiles:style", kwargs={"perimeter": perimeter}))
    document = tilejson_of(territory, base_map, root.removesuffix("/style.json"))
    return answer(request, json.dumps(document, ensure_ascii=False).encode(), "application/json", kept=SHARED)
