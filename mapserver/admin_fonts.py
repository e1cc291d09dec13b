"""Our typeface for pages without the map's script: the build gives its file a hashed name."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

FACE = (
    '@font-face {{ font-family: "Atkinson Hyperlegible Next"; src: url("{address}") format("woff2"); '
    "font-weight: 200 800; font-display: swap; }}\n"
)


def stylesheet(request: HttpRequest) -> HttpResponse:
    """Return the font face of the built file; nothing where nothing was built."""
    files = sorted(settings.EMBED_DIST.glob("*-latin-wght-normal-*.woff2"))
    rules = "".join(FACE.format(address=static(f"embed/{file.name}")) for file in files[:1])
    response = HttpResponse(rules, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response
