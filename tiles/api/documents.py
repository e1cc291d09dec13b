"""GET /tiles/{perimeter}/{layers}.json and /tiles/{perimeter}/style.json"""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.errors import InvalidParameter
from core.i18n import current_language
from core.query import strict
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import SHARED, answer
from tiles.api.door import door, moved
from tiles.paths import canonical, parse_names
from tiles.resolve import raster_layer, vector_sources
from tiles.style.document import style
from tiles.style.tokens import SCHEMES
from tiles.tilejson import raster_tilejson, vector_tilejson

JSON = "application/json"


@door
def tilejson(request: HttpRequest, perimeter: str, layers: str) -> HttpResponse:
    """Return the TileJSON of a layer set."""
    strict(request.GET, ())
    territory = get_public_perimeter(perimeter)
    names = parse_names(layers)
    raster = raster_layer(territory, names)
    sources = [] if raster else vector_sources(territory, names)
    address = reverse("tiles:tilejson", kwargs={"perimeter": perimeter, "layers": canonical(names)})
    if canonical(names) != layers:
        return moved(request, address)
    root = request.build_absolute_uri(address).removesuffix(".json")
    document = raster_tilejson(territory, raster, root) if raster else vector_tilejson(territory, sources, root)
    return answer(request, _written(document), JSON, kept=SHARED)


@door
def style_json(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Return the MapLibre style of a territory in the reader's language, light or dark."""
    scheme = strict(request.GET, ("scheme",)).get("scheme", "light")
    if scheme not in SCHEMES:
        raise InvalidParameter(parameter="scheme")
    territory = get_public_perimeter(perimeter)
    address = reverse("tiles:style", kwargs={"perimeter": perimeter})
    root = request.build_absolute_uri(address).removesuffix("/style.json")
    document = style(territory, scheme=scheme, language=current_language(), root=root)
    return answer(request, _written(document), JSON, kept=SHARED, vary=("Accept-Language",))


def _written(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
