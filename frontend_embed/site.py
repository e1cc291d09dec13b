"""What the pages around one territory share: their addresses, for machines and in each language."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.i18n import current_language
from perimeter_data.models import Perimeter

LANGUAGE_NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}

PAGES = (("results-page", _("What came of it")), ("statistics-page", _("In numbers")))
SMALL_PAGES = (("accessibility-page", _("Accessibility")), ("privacy-page", _("Privacy")))


def addresses(request: HttpRequest, perimeter: Perimeter) -> dict[str, Any]:
    """Return the page's own address and the same page in each of the territory's languages."""
    here = request.build_absolute_uri(request.path)
    languages = []
    for code in perimeter.languages:
        asked = request.GET.copy()
        asked["lang"] = code
        languages.append(
            {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, code),
                "here": code == current_language(),
                "address": f"?{asked.urlencode()}",
                "alternate": f"{here}?lang={code}",
            }
        )
    return {
        "canonical": here,
        "page_languages": languages,
        "site_pages": [_page(request, perimeter, *page) for page in PAGES],
        "small_pages": [_page(request, perimeter, *page) for page in SMALL_PAGES],
    }


def _page(request: HttpRequest, perimeter: Perimeter, route: str, name: Any) -> dict[str, Any]:
    path = reverse(route, args=[perimeter.slug])
    return {"address": f"{path}?lang={current_language()}", "name": name, "here": request.path == path}
