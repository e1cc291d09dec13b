"""One page of a list, in the JSON of the contract: as many queries for ten rows as for a hundred."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from core.pagination import feature_collection, read_limit
from core.query import strict
from participation import filters
from participation.api.access import viewer
from participation.api.files import files_of, photos_of
from participation.api.shapes import contribution_feature, proposal_feature
from participation.filters import ContributionFilter
from participation.models import Contribution, Proposal
from participation.orders import ordered_page
from participation.selectors import (
    choices_of,
    comment_counts,
    count_contributions,
    ideas_of,
    proposals_from,
    public_contributions,
    public_proposals,
    questions_of,
    totals,
    zone_codes,
)
from perimeter_data.models import Perimeter

LIST_PARAMETERS = (*filters.NAMES, "limit", "cursor", "order", "seed", "count")


def contribution_features(request: Request, rows: list[Contribution]) -> list[dict[str, Any]]:
    """Return features of loaded contributions with their votes, zones, number of comments and photos."""
    ids = [row.pk for row in rows]
    votes = totals("contribution", rows, viewer(request))
    zones, comments = zone_codes("contribution", ids), comment_counts("contribution", ids)
    became = proposals_from(ids)
    asked = questions_of({row.category_id for row in rows if row.answers and row.category_id})
    photos = photos_of(request, {row.pk: row.language for row in rows}, viewer(request))
    return [contribution_feature(row, votes, zones, comments, became, asked, photos.get(row.pk, [])) for row in rows]


def proposal_features(request: Request, rows: list[Proposal]) -> list[dict[str, Any]]:
    """Return features of loaded proposals with their votes, zones, number of comments and files."""
    ids = [row.pk for row in rows]
    votes = totals("proposal", rows, viewer(request))
    zones, comments = zone_codes("proposal", ids), comment_counts("proposal", ids)
    ideas, choices = ideas_of(ids), choices_of(row.proposal_set_id for row in rows)
    language = rows[0].perimeter.default_language if rows else ""
    files = files_of(request, "proposal", ids, language)
    return [
        proposal_feature(
            row,
            votes,
            zones,
            comments,
            ideas,
            choices,
            {"image": image_url(request._request, row), **files.get(row.pk, {})},
        )
        for row in rows
    ]


def image_url(request: HttpRequest, proposal: Proposal) -> str | None:
    """Return the absolute address of a proposal's illustration."""
    return request.build_absolute_uri(f"/media/{proposal.image.name}") if proposal.image else None


def contribution_page(request: Request, perimeter: Perimeter) -> dict[str, Any]:
    """Answer a list request."""
    params = strict(request.query_params, LIST_PARAMETERS)
    f = ContributionFilter.parse(params, own=("mine", "voted"))
    matched = count_contributions(perimeter, f, viewer=viewer(request))
    if params.get("count") == "only":
        return {"numberMatched": matched}
    rows = public_contributions(perimeter, f, viewer=viewer(request))
    loaded = rows.select_related("theme", "category", "consultation").defer("search")
    found, cursor = ordered_page(loaded, params, f, "contribution", read_limit(params), viewer(request))
    return feature_collection(request._request, contribution_features(request, found), cursor=cursor, matched=matched)


def proposal_page(request: Request, perimeter: Perimeter) -> dict[str, Any]:
    """Answer a list request for proposals."""
    params = strict(request.query_params, LIST_PARAMETERS)
    f = ContributionFilter.parse(params, own=("voted",))
    rows = public_proposals(perimeter, f, viewer=viewer(request))
    if params.get("count") == "only":
        return {"numberMatched": rows.count()}
    loaded = rows.select_related("theme", "consultation", "perimeter", "proposal_set")
    found, cursor = ordered_page(loaded, params, f, "proposal", read_limit(params), viewer(request))
    return feature_collection(request._request, proposal_features(request, found), cursor=cursor, matched=rows.count())
