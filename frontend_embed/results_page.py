"""/p/{perimeter}/results/: reporting back. What was proposed, answered and built, to read and to print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.i18n import translated
from core.query import strict
from frontend_embed.results import by_theme, neighbourhoods, outcomes
from frontend_embed.site import addresses
from participation.filters import ContributionFilter
from participation.models import AttachmentKind, Consultation
from participation.selectors import public_attachments, public_consultations
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter
from stats.pace import pace
from stats.selectors import statistics, zoning_version

ASKED = ("consultation", "theme", "zone")


def results_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Show what came of it; an empty field of the form asks for nothing."""
    found = get_public_perimeter(perimeter)
    asked = {name: value for name, value in strict(request.GET, ASKED).items() if value and name in ASKED}
    f = ContributionFilter.parse(asked)
    edition = zoning_version(found, None, None)
    numbers = statistics(found, f, edition)
    consultations = list(public_consultations(found))
    facts = {
        "perimeter": found,
        "asked": asked,
        "total": numbers["total"],
        "pace": pace(found, f),
        "conclusions": _conclusions(found, consultations, f),
        "outcomes": outcomes(found, f),
        "tables": [
            {
                "id": "zone",
                "head": _("Neighbourhood"),
                "title": _("By neighbourhood"),
                "rows": neighbourhoods(edition, numbers),
            },
            {"id": "theme", "head": _("Theme"), "title": _("By theme"), "rows": by_theme(found, f)},
        ],
        "choices": _choices(found, consultations, edition),
        **addresses(request, found),
    }
    response = render(request, "frontend_embed/results.html", facts)
    response["Cache-Control"] = "public, max-age=60"
    return response


def _conclusions(perimeter: Perimeter, rows: list[Consultation], f: ContributionFilter) -> list[dict[str, Any]]:
    """Return the closed consultations with what was concluded, and their documents."""
    closed = [
        one
        for one in rows
        if one.state == Consultation.State.CLOSED and one.conclusion and f.consultation in ((), (one.slug,))
    ]
    files = public_attachments("consultation", [one.pk for one in closed])
    return [
        {
            "of": one,
            "ends_at": max((phase.ends_at for phase in one.phases.all()), default=None),
            "documents": [
                {"url": f"/media/{row.names[0]}", "title": translated(row.words, perimeter.default_language)}
                for row in files.get(one.pk, [])
                if row.kind == AttachmentKind.DOCUMENT
            ],
        }
        for one in closed
    ]


def _choices(perimeter: Perimeter, consultations: list[Consultation], edition: Any) -> list[dict[str, Any]]:
    default = perimeter.default_language
    zones = edition.zones.only("code", "name").order_by("code") if edition else []
    named = {
        "zone": [(f"{edition.zoning.slug}:{zone.code}", translated(zone.name, default)) for zone in zones],
        "theme": [(one.slug, translated(one.name, default)) for one in perimeter.themes.all()],
        "consultation": [(one.slug, translated(one.title, default)) for one in consultations],
    }
    return [{"name": name, "options": sorted(rows, key=lambda row: row[1])} for name, rows in named.items() if rows]
