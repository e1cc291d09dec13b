"""GET /tiles/{perimeter}/{layers}/{z}/{x}/{y}.mvt"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.geometry import Tile
from core.query import strict
from participation.filters import NAMES, ContributionFilter
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import UNKEPT, answer, send
from tiles.api.door import door, moved
from tiles.encode import encode
from tiles.keeping import keeper
from tiles.paths import canonical, parse_names, parse_tile
from tiles.resolve import DEBATED, vector_sources

MVT = "application/vnd.mapbox-vector-tile"


@door
def vector_tile(request: HttpRequest, perimeter: str, layers: str, z: str, x: str, y: str) -> HttpResponse:
    """Return one vector tile; without a query string it is the one that caches keep."""
    get_public_perimeter(perimeter)
    names = parse_names(layers)
    tile = parse_tile(z, x, y)
    if request.GET or canonical(names) != layers:
        return _asked(request, perimeter, names, tile)
    held = keeper()
    return send(request, held.tile(held.drawing(perimeter, layers), tile, request.path), MVT)


def _asked(request: HttpRequest, perimeter: str, names: tuple[str, ...], tile: Tile) -> HttpResponse:
    """Return a tile under a filter, or the way to the canonical address."""
    known = NAMES if DEBATED & set(names) else ()
    asked = ContributionFilter.parse(strict(request.GET, known))
    sources = vector_sources(get_public_perimeter(perimeter), names, asked)
    address = {"perimeter": perimeter, "layers": canonical(names), "z": tile.z, "x": tile.x, "y": tile.y}
    path = reverse("tiles:vector", kwargs=address)
    if path != request.path:
        return moved(request, path)
    return answer(request, encode(sources, tile, repeated=not asked), MVT, kept=UNKEPT)
