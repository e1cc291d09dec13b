"""GET /tiles/{perimeter}/{raster layer}/{z}/{x}/{y}.webp|png"""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from core.geometry import Tile
from core.query import strict
from layers.models import Layer
from layers.selectors import UnknownLayer
from layers.services.raster import empty_tile, render_tile
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import SHARED, UNKEPT, send
from tiles.api.door import door
from tiles.bodies import Body, body_as_is
from tiles.keeping import Raster, keeper
from tiles.paths import parse_names, parse_tile
from tiles.resolve import raster_layer


@door
def raster_tile(
    request: HttpRequest, perimeter: str, layers: str, z: str, x: str, y: str, image_format: str
) -> HttpResponse:
    """Return one picture of a raster layer, transparent where it holds nothing."""
    territory = get_public_perimeter(perimeter)
    names = parse_names(layers)
    tile = parse_tile(z, x, y)
    strict(request.GET, ())
    layer = raster_layer(territory, names)
    if layer is None:
        raise UnknownLayer(layer=layers[:80])
    asked = Raster(territory.pk, layer.slug, tile, image_format)
    body = keeper().raster(asked, request.path, lambda: _drawn(layer, tile, image_format))
    kept = UNKEPT if request.GET else SHARED
    return send(request, body or _empty(image_format), f"image/{image_format}", kept=kept, vary=())


def _drawn(layer: Layer, tile: Tile, image_format: str) -> bytes | None:
    """Return a tile, None for one that shows nothing: those are many, and one is like the other."""
    picture = render_tile(layer, tile.z, tile.x, tile.y, image_format)
    return None if picture == empty_tile(image_format) else picture


@lru_cache(maxsize=4)
def _empty(image_format: str) -> Body:
    return body_as_is(empty_tile(image_format))
