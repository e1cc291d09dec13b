"""What to paste into the town's site: three forms of the same map, each with a preview."""

from io import BytesIO
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from core.i18n import current_language, translated
from perimeter_data.models import Perimeter

# What the map asks of the browser inside a frame.
ALLOW = "geolocation; clipboard-write; web-share"
QR_SCALE = 8


def snippets(root: str, perimeter: Perimeter, language: str) -> dict[str, str]:
    """Return {"iframe", "component", "link"} as HTML to paste, with addresses below `root` (no slash at its end)."""
    slug = perimeter.slug
    name = escape(translated(perimeter.name, perimeter.default_language, language))
    return {
        "iframe": (
            f'<iframe src="{root}/embed/{slug}/?lang={language}" title="{name}" allow="{ALLOW}"\n'
            f'  width="100%" height="720" style="border:0" loading="lazy"></iframe>'
        ),
        "component": (
            f'<script type="module" src="{root}/embed/agorama.js"></script>\n'
            f'<agorama-map perimeter="{slug}" lang="{language}" height="720">\n'
            f'  <a href="{root}/p/{slug}/?lang={language}">{name}</a>\n'
            f"</agorama-map>"
        ),
        "link": f'<a href="{root}/p/{slug}/?lang={language}">{name}</a>',
    }


def embedding_page(request: HttpRequest, perimeter: Perimeter, context: dict[str, Any]) -> HttpResponse:
    """Show the three forms for one perimeter, in one of its languages (`?for=`)."""
    asked = request.GET.get("for", current_language())
    language = asked if asked in perimeter.languages else perimeter.default_language
    root = request.build_absolute_uri("/")[:-1]
    facts = {
        "title": _("Show the map in your site"),
        "perimeter": perimeter,
        "language": language,
        "snippets": snippets(root, perimeter, language),
        "preview": f"{reverse('embed-page', args=[perimeter.slug])}?lang={language}",
        "address": f"{root}{reverse('citizen-page', args=[perimeter.slug])}?lang={language}",
    }
    return TemplateResponse(request, "admin/perimeter_data/embedding.html", {**context, **facts})


def qr_code(request: HttpRequest, perimeter: Perimeter) -> HttpResponse:
    """Return the page's address as a QR code in SVG, large enough for print."""
    address = request.build_absolute_uri(reverse("citizen-page", args=[perimeter.slug]))
    svg = BytesIO()
    segno.make(address, error="m").save(svg, kind="svg", scale=QR_SCALE, border=4, xmldecl=False)
    response = HttpResponse(svg.getvalue(), content_type="image/svg+xml")
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{perimeter.slug}-qr.svg"'
    return response
