"""The pages around the citizen map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import current_language, translated
from core.text import require_plain
from frontend_embed.bundle import entry
from frontend_embed.site import home_addresses
from participation.headlines import headline
from participation.models import Contribution, Proposal
from participation.selectors import (
    is_public_ref,
    public_contributions,
    public_proposals,
    public_ref,
)
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter, public_perimeters

FALLBACK_ROWS = 20


def home(request: HttpRequest) -> HttpResponse:
    """A person's entry: the published perimeters, and the way to what one has a number of (`?ref=`)."""
    ref = require_plain(request.GET.get("ref", "")).strip().upper()[:24]
    if ref:
        prefix = ref.partition("-")[0]
        for perimeter in public_perimeters().filter(ref_prefix=prefix):
            if is_public_ref(perimeter, ref):
                return HttpResponseRedirect(f"{reverse('citizen-page', args=[perimeter.slug])}?ref={ref}")
    facts = {"perimeters": public_perimeters(), "ref": ref, **home_addresses(request)}
    return render(request, "frontend_embed/home.html", facts, status=404 if ref else 200)


def citizen_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """The citizen map in the full window; `?ref=` opens one contribution or proposal."""
    ref = require_plain(request.GET.get("ref", ""))[:24]
    into = public_ref(get_public_perimeter(perimeter), ref) if ref else ""
    if into != ref:  # the page reads its own address
        asked = request.GET.copy()
        asked["ref"] = into
        return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
    return citizen_response(request, get_public_perimeter(perimeter), "page", ref=ref)


def citizen_response(
    request: HttpRequest, perimeter: Perimeter, within: str, *, ref: str = "", hosts: str = ""
) -> HttpResponse:
    """Return the citizen map as a page of its own (`page`) or for a frame (`frame`, with the origins around it)."""
    facts = map_facts(request, perimeter, within=within, ref=ref)
    rows = list(_fallback_rows(perimeter))
    return render(request, "frontend_embed/citizen.html", {**facts, "hosts": hosts, "rows": rows})


def map_facts(request: HttpRequest, perimeter: Perimeter, *, within: str, ref: str) -> dict[str, Any]:
    """Return what every page with the citizen map needs."""
    return {
        "perimeter": perimeter,
        "description": translated(perimeter.description, perimeter.default_language),
        "within": within,
        "ref": ref,
        "bundle": entry("src/page.ts", current_language()),
        "poster": _poster(request, perimeter),
    }


def _poster(request: HttpRequest, perimeter: Perimeter) -> dict[str, str]:
    """Return the addresses of the territory's picture: for cards absolute, as they are read from elsewhere."""
    language = current_language()
    drawn, card = (reverse(f"tiles:{name}", args=[perimeter.slug]) for name in ("poster", "poster-png"))
    name = translated(perimeter.name, perimeter.default_language) or perimeter.slug
    return {
        "page": request.build_absolute_uri(request.path),
        "card": request.build_absolute_uri(f"{card}?size=card&lang={language}"),
        "wide": f"{drawn}?size=wide&lang={language}",
        "phone": f"{drawn}?size=phone&lang={language}",
        "map": f"{drawn}?size=map&scheme=light&lang={language}",
        "map_dark": f"{drawn}?size=map&scheme=dark&lang={language}",
        "alt": _("Map: %(name)s") % {"name": name},
    }


def _fallback_rows(perimeter: Perimeter) -> Any:
    """What a reader without JavaScript gets: the proposals, then the newest contributions."""
    proposals = public_proposals(perimeter).only("id", "ref", "title")[:FALLBACK_ROWS]
    contributions = public_contributions(perimeter).select_related("theme", "category").defer("search")[:FALLBACK_ROWS]
    rows: list[Contribution | Proposal] = [*proposals, *contributions]
    for row in rows:
        yield {"ref": row.ref, "title": _title(row), "url": _url(row, perimeter), "language": _language(row)}


def _title(row: Contribution | Proposal) -> str:
    return translated(row.title) if isinstance(row, Proposal) else headline(row)


def _language(row: Contribution | Proposal) -> str:
    return "" if isinstance(row, Proposal) else row.language


def _url(row: Contribution | Proposal, perimeter: Perimeter) -> str:
    name = "proposal-page" if isinstance(row, Proposal) else "contribution-page"
    return reverse(name, args=[perimeter.slug, row.pk])
