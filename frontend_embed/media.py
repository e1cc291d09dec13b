"""Public media: illustrations of proposals, logos of perimeters. Only what is meant to be seen has a route."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve

from core.errors import Missing
from participation.selectors import is_public_image
from perimeter_data.selectors import is_public_logo


def proposal_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an illustration."""
    return _picture(request, f"proposals/{name}", is_public_image)


def logo_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a logo of a perimeter that is open to the public."""
    return _picture(request, f"logos/{name}", is_public_logo)


def _picture(request: HttpRequest, path: str, is_public: Callable[[str], bool]) -> HttpResponseBase:
    """A drawing opened on its own may run and load nothing."""
    if not is_public(path):
        raise Missing
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
