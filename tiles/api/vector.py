"""GET /tiles/{perimeter}/{layers}/{z}/{x}/{y}.mvt"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.query import strict
from participation.filters import NAMES, ContributionFilter
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import SHARED, UNKEPT, answer
from tiles.api.door import door, moved
from tiles.encode import encode
from tiles.paths import canonical, parse_names, parse_tile
from tiles.resolve import DEBATED, vector_sources

MVT = "application/vnd.mapbox-vector-tile"


@door
def vector_tile(request: HttpRequest, perimeter: str, layers: str, z: str, x: str, y: str) -> HttpResponse:
    """Return one vector tile; without a query string it is the one that shared caches keep."""
    territory = get_public_perimeter(perimeter)
    names = parse_names(layers)
    tile = parse_tile(z, x, y)
    known = NAMES if DEBATED & set(names) else ()
    asked = ContributionFilter.parse(strict(request.GET, known))
    sources = vector_sources(territory, names, asked)
    if canonical(names) != layers:
        address = {"perimeter": perimeter, "layers": canonical(names), "z": z, "x": x, "y": y}
        return moved(request, reverse("tiles:vector", kwargs=address))
    data = encode(sources, tile, repeated=not asked)
    return answer(request, data, MVT, kept=UNKEPT if request.GET else SHARED)
