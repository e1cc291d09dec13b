"""Public media: illustrations of proposals. Only what is meant to be seen has a route."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve

from core.errors import Missing
from participation.selectors import is_public_image


def proposal_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve an illustration; a drawing opened on its own may run and load nothing."""
    path = f"proposals/{name}"
    if not is_public_image(path):
        raise Missing
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
