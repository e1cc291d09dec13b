"""The page of one contribution or project: the map opened at it, and all of it in plain HTML."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator

from core.errors import Missing
from core.i18n import current_language, translated
from frontend_embed.discussions import discussion
from frontend_embed.follow_photos import files_of
from frontend_embed.media import illustration
from frontend_embed.site import addresses
from frontend_embed.views import map_facts
from participation.answered import answered
from participation.api.files import attachment_json, photo_json
from participation.headlines import about, headline
from participation.models import AttachmentKind, Contribution, Proposal
from participation.models.targets import target_name
from participation.selectors import (
    MergedContribution,
    choices_of,
    ideas_of,
    proposals_from,
    public_attachments,
    public_contribution,
    public_path,
    public_proposal,
    questions_of,
    totals,
)
from participation.zone_names import zone_of

DESCRIPTION_LETTERS = 200


def contribution_page(request: HttpRequest, perimeter: str, pk: int) -> HttpResponse:
    """Show one contribution; of a merged one, go where it went."""
    try:
        found = public_contribution(pk)
    except MergedContribution as merged:
        return HttpResponseRedirect(reverse("contribution-page", args=[perimeter, merged.into]))
    return _page(request, perimeter, found, contribution_facts(found))


def proposal_page(request: HttpRequest, perimeter: str, pk: int) -> HttpResponse:
    """Show one project."""
    found = public_proposal(pk)
    return _page(request, perimeter, found, proposal_facts(found))


def _page(request: HttpRequest, slug: str, found: Contribution | Proposal, item: dict[str, Any]) -> HttpResponse:
    perimeter = found.perimeter
    if perimeter.slug != slug:
        raise Missing
    facts = map_facts(request, perimeter, within="page", ref=found.ref)
    said = item["summary"] or item["text"] or item["what"]
    facts |= addresses(request, perimeter) | {
        "title": item["title"],
        "description": Truncator(" ".join(said.split())).chars(DESCRIPTION_LETTERS),
        "item": item,
        "home": f"{reverse('citizen-page', args=[slug])}?ref={found.ref}",
    }
    return render(request, "frontend_embed/item.html", facts)


def contribution_facts(found: Contribution) -> dict[str, Any]:
    """Return what the public reads of a contribution."""
    path = public_path(found)
    photos = public_attachments("contribution", [found.pk]).get(found.pk, [])
    category = found.category_id or 0
    return {
        **_shared(found),
        "title": headline(found),
        "language": found.language,
        "title_language": found.language if found.title else current_language(),
        "summary": "",
        "text": found.text,
        "redacted": found.redacted_at is not None,
        "what": about(found),
        "answers": answered(found, questions_of([category] if category else []).get(category, [])),
        "pictures": [photo_json(row, "", found.language) for row in photos],
        "steps": files_of(path.steps, found.language),
        "news_by": path.news_by,
        # What was imported has no author with a page of their own.
        "theirs_to_judge": path.may_be_rated and found.participant_id is not None,
        "linked": [_linked(one) for one in proposals_from([found.pk]).get(found.pk, [])],
    }


def proposal_facts(found: Proposal) -> dict[str, Any]:
    """Return what the public reads of a project."""
    default = found.perimeter.default_language
    files = public_attachments("proposal", [found.pk]).get(found.pk, [])
    by_kind: dict[str, list[dict[str, Any]]] = {AttachmentKind.PICTURE: [], AttachmentKind.DOCUMENT: []}
    for row in files:
        by_kind[row.kind].append(attachment_json(row, "", default))
    choices = choices_of([found.proposal_set_id])[found.proposal_set_id or 0]
    texts = {name: translated(getattr(found, name), default) for name in ("title", "summary", "text")}
    return {
        **_shared(found),
        **texts,
        "what": texts["title"],
        "image": illustration(found, default),
        "pictures": by_kind[AttachmentKind.PICTURE],
        "documents": by_kind[AttachmentKind.DOCUMENT],
        "question": found.proposal_set and translated(found.proposal_set.title, default),
        "choices": [_linked(one) for one in choices if one.pk != found.pk],
        "linked": [_linked(one) for one in ideas_of([found.pk]).get(found.pk, [])],
    }


def _shared(found: Contribution | Proposal) -> dict[str, Any]:
    return {
        "of": found,
        "kind": "proposal" if isinstance(found, Proposal) else found.kind,
        "zone": zone_of(found),
        "votes": totals(target_name(found), [found])[found.pk],
        "comments": discussion(found),
    }


def _linked(one: Contribution | Proposal) -> dict[str, str]:
    """Return title and address of something that belongs to it."""
    if isinstance(one, Proposal):
        title, name = translated(one.title, one.perimeter.default_language), "proposal-page"
    else:
        title, name = one.title or one.ref, "contribution-page"
    return {"title": title, "ref": one.ref, "url": reverse(name, args=[one.perimeter.slug, one.pk])}
