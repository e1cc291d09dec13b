"""What the pages around the map share: their addresses, for machines and in each language."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.i18n import current_language
from perimeter_data.models import Perimeter

LANGUAGE_NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}

PAGES = (("results-page", _("What came of it")), ("statistics-page", _("In numbers")))
HOME_PAGES = (("admin:index", _("Back office")), ("api-docs", _("Open data and API")))
SMALL_PAGES = (("accessibility-page", _("Accessibility")), ("privacy-page", _("Privacy")))


def addresses(request: HttpRequest, perimeter: Perimeter) -> dict[str, Any]:
    """Return the page's own address and the same page in each of the territory's languages, and what lies beside it."""
    return {
        **_spoken(request, perimeter.languages),
        "site_pages": [_page(request, perimeter, *page) for page in PAGES] if perimeter.is_public else [],
        "small_pages": [_page(request, perimeter, *page) for page in SMALL_PAGES] if perimeter.is_public else [],
    }


def home_addresses(request: HttpRequest) -> dict[str, Any]:
    """Return the same of the first page, which belongs to no territory."""
    pages = [{"address": reverse(route), "name": name} for route, name in HOME_PAGES]
    return {**_spoken(request, LANGUAGE_NAMES), "small_pages": pages}


def _spoken(request: HttpRequest, codes: Iterable[str]) -> dict[str, Any]:
    here = request.build_absolute_uri(request.path)
    languages = []
    for code in codes:
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
    return {"canonical": here, "page_languages": languages}


def _page(request: HttpRequest, perimeter: Perimeter, route: str, name: Any) -> dict[str, Any]:
    path = reverse(route, args=[perimeter.slug])
    return {"address": f"{path}?lang={current_language()}", "name": name, "here": request.path == path}
