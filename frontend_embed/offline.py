"""What keeps a citizen page readable without a network: a worker in the scope of one perimeter."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from frontend_embed.bundle import entry
from perimeter_data.selectors import get_public_perimeter


def page_worker(request: HttpRequest, perimeter: str) -> HttpResponse:
    """/p/{perimeter}/worker.js: browsers look whether it changed, and replace the one they have.

    Its folder is its scope. Where pages are not kept (`AGORAMA_OFFLINE_PAGES`), it takes itself and its copies away.
    """
    found = get_public_perimeter(perimeter)
    if settings.OFFLINE_PAGES:
        script = f'importScripts("{entry("src/offline/worker.ts")["script"]}");\n'
    else:
        script = render_to_string("frontend_embed/no-worker.js", {"perimeter": found.slug})
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
