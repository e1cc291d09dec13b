"""What the law wants said: how accessible these pages are, and what is kept of whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.i18n import translated
from core.query import strict
from frontend_embed.site import addresses
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter


def accessibility_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """/p/{perimeter}/accessibility/: the statement in the French form, the Italian, or both, by the languages."""
    return _statement(request, get_public_perimeter(perimeter), "accessibility")


def privacy_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """/p/{perimeter}/privacy/"""
    return _statement(request, get_public_perimeter(perimeter), "privacy")


def _statement(request: HttpRequest, perimeter: Perimeter, which: str) -> HttpResponse:
    strict(request.GET, ())
    facts: dict[str, Any] = {
        "perimeter": perimeter,
        "owner": perimeter.contact_name or translated(perimeter.name, perimeter.default_language),
        "in_france": "fr" in perimeter.languages,
        "in_italy": "it" in perimeter.languages,
        **addresses(request, perimeter),
    }
    response = render(request, f"frontend_embed/{which}.html", facts)
    response["Cache-Control"] = "public, max-age=300"
    return response
