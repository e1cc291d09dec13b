"""The citizen map in other people's pages: for an iframe, and the script of the web component."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt

from core.middleware import csp
from core.text import without_controls
from frontend_embed.bundle import entry
from frontend_embed.views import citizen_response
from participation.selectors import public_ref
from perimeter_data.hosts import frame_ancestors, may_write_from, origins
from perimeter_data.models import Perimeter
from perimeter_data.selectors import UnknownPerimeter, get_public_perimeter

NOT_HERE = _("This site is not on the list of those that may show this map. The map is open to you on its own page.")
CLOSED = _("This map is not open to the public, or its address was cut on its way.")
# One definition a page: a second copy of the script, or another server's, leaves it as it is. Where the script
# cannot be read or fetched, the link inside the element stays.
LOADER = """if (!customElements.get("agorama-map"))
  import("%s").catch((reason) => console.warn("agorama-map:", reason));
"""


@xframe_options_exempt
def embed_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """The citizen map for an iframe on the sites that may show it."""
    try:
        found = get_public_perimeter(perimeter)
    except UnknownPerimeter:
        return _instead(request, str(CLOSED), status=404)
    if not _may_be_framed_here(request, found):
        page = reverse("citizen-page", args=[found.slug])
        return _instead(request, str(NOT_HERE), status=403, perimeter=found, page=page)
    ref = without_controls(request.GET.get("ref", ""))[:24]
    facts = {"ref": public_ref(found, ref) if ref else "", "hosts": " ".join(origins(found.allowed_hosts))}
    response = citizen_response(request, found, "frame", **facts)
    policy = csp(frame_ancestors(found.allowed_hosts))
    # In a sandboxed frame the map's worker cannot be fetched from us: it comes along as data.
    response["Content-Security-Policy"] = policy.replace("worker-src 'self'", "worker-src 'self' data:")
    response["Vary"] = "Referer, Sec-Fetch-Dest"
    return response


def element_module(request: HttpRequest) -> HttpResponse:
    """/embed/agorama.js: a stable address that imports the built element."""
    script = LOADER % entry("src/element.ts")["script"]
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


def _may_be_framed_here(request: HttpRequest, perimeter: Perimeter) -> bool:
    """Say whether the page around, as far as the browser names it, is on the list.

    The list is held by frame-ancestors, whatever is said here: this only finds out where to be kind.
    """
    if request.headers.get("Sec-Fetch-Dest") not in ("iframe", "frame"):
        return True
    around = urlsplit(request.headers.get("Referer", ""))
    origin = f"{around.scheme}://{around.netloc}" if around.netloc else None
    return may_write_from(origin, perimeter.allowed_hosts, request.get_host())


def _instead(request: HttpRequest, sentence: str, *, status: int, **facts: Any) -> HttpResponse:
    """A sentence in the frame, instead of the browser's own error."""
    response = render(request, "frontend_embed/instead.html", {"sentence": sentence, **facts}, status=status)
    response["Content-Security-Policy"] = csp("*")
    response["Vary"] = "Referer, Sec-Fetch-Dest"
    return response
