"""GET /tiles/{perimeter}/poster.svg and poster.png"""

from django.http import HttpRequest, HttpResponse

from core.errors import InvalidParameter
from core.i18n import current_language
from core.query import strict
from perimeter_data.selectors import get_public_perimeter
from tiles.answers import ENCODED, send
from tiles.api.door import door
from tiles.bodies import Body, body_as_is, body_of
from tiles.keeping import keeper
from tiles.poster.document import poster
from tiles.poster.frame import SIZES
from tiles.poster.picture import png
from tiles.style.tokens import SCHEMES


@door
def poster_image(request: HttpRequest, perimeter: str, ending: str) -> HttpResponse:
    """Return a picture of a territory and of what is proposed there: `size` card, wide, phone or map;
    `scheme` light, dark.

    Unfiltered and in a few sizes: it is kept and asked about like a tile.
    """
    given = strict(request.GET, ("size", "scheme"))
    size, scheme = given.get("size", "card"), given.get("scheme", "light")
    if size not in SIZES:
        raise InvalidParameter(parameter="size")
    if scheme not in SCHEMES:
        raise InvalidParameter(parameter="scheme")
    territory, language = get_public_perimeter(perimeter), current_language()

    def make() -> Body:
        svg = poster(territory, size=size, scheme=scheme, language=language)
        return body_as_is(png(svg)) if ending == "png" else body_of(svg.encode())

    body = keeper().picture(f"{request.path}?{size},{scheme},{language}", territory.pk, make)
    if ending == "png":
        return send(request, body, "image/png", vary=("Accept-Language",))
    return send(request, body, "image/svg+xml; charset=utf-8", vary=("Accept-Language", *ENCODED))
