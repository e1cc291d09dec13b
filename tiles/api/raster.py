"""GET /tiles/{perimeter}/{raster layer}/{z}/{x}/{y}.webp|png"""

from django.http import HttpRequest, HttpResponse

from core.query import strict
from layers.selectors import UnknownLayer
from layers.services.raster import render_tile
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import SHARED, UNKEPT, answer
from tiles.api.door import door
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
    picture = render_tile(layer, tile.z, tile.x, tile.y, image_format)
    kept = UNKEPT if request.GET else SHARED
    return answer(request, picture, f"image/{image_format}", kept=kept, zipped=False)
