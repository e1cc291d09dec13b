"""The pages around the citizen map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from core.errors import Missing
from core.i18n import current_language, translated
from core.middleware import csp
from core.text import require_plain
from frontend_embed.bundle import entry
from participation.headlines import headline
from participation.models import Contribution, Proposal
from participation.selectors import (
    MergedContribution,
    public_contribution,
    public_contributions,
    public_proposal,
    public_proposals,
    public_ref,
)
from perimeter_data.hosts import frame_ancestors
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter, public_perimeters

FALLBACK_ROWS = 20


def home(request: HttpRequest) -> HttpResponse:
    """A person's entry: the published perimeters."""
    return render(request, "frontend_embed/home.html", {"perimeters": public_perimeters()})


def citizen_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """The citizen map in the full window; `?ref=` opens one contribution or proposal."""
    ref = require_plain(request.GET.get("ref", ""))[:24]
    into = public_ref(get_public_perimeter(perimeter), ref) if ref else ""
    if into != ref:  # the page reads its own address
        asked = request.GET.copy()
        asked["ref"] = into
        return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
    return _page(request, perimeter, "page", ref=ref)


def contribution_page(request: HttpRequest, perimeter: str, pk: int) -> HttpResponse:
    """The citizen map opened at one contribution."""
    try:
        found = public_contribution(pk)
    except MergedContribution as merged:
        return HttpResponseRedirect(reverse("contribution-page", args=[perimeter, merged.into]))
    _require_same(found.perimeter.slug, perimeter)
    return _page(request, perimeter, "page", ref=found.ref, title=headline(found))


def proposal_page(request: HttpRequest, perimeter: str, pk: int) -> HttpResponse:
    """The citizen map opened at one proposal."""
    found = public_proposal(pk)
    _require_same(found.perimeter.slug, perimeter)
    return _page(request, perimeter, "page", ref=found.ref, title=translated(found.title))


@xframe_options_exempt
def embed_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """The citizen map for an iframe on the sites that may show it."""
    found, ref = get_public_perimeter(perimeter), require_plain(request.GET.get("ref", ""))[:24]
    response = _page(request, perimeter, "embed", ref=public_ref(found, ref) if ref else "")
    response["Content-Security-Policy"] = csp(frame_ancestors(found.allowed_hosts))
    return response


def element_module(request: HttpRequest) -> HttpResponse:
    """/embed/agorama.js: a stable address that imports the built element."""
    script = f'import "{entry("src/element.ts")["script"]}";\n'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


def _require_same(found: str, asked: str) -> None:
    if found != asked:
        raise Missing


def _page(request: HttpRequest, slug: str, mode: str, *, ref: str = "", title: str = "") -> HttpResponse:
    perimeter = get_public_perimeter(slug)
    return render(
        request,
        "frontend_embed/citizen.html",
        {
            "perimeter": perimeter,
            "description": translated(perimeter.description, perimeter.default_language),
            "title": title,
            "mode": mode,
            "ref": ref,
            "bundle": entry("src/page.ts", current_language()),
            "poster": _poster(request, perimeter),
            "rows": list(_fallback_rows(perimeter)),
        },
    )


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
