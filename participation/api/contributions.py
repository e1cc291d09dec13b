"""Contributions: list, submit, read, edit, withdraw."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from participation.api import schema
from participation.api.access import answer_once, require_participant, viewer
from participation.api.inputs import EditFeature, SubmissionFeature
from participation.api.pages import contribution_features, contribution_page
from participation.follow_keys import author_key
from participation.selectors import public_contribution, public_plan_here
from participation.services.contributions import edit_contribution, submit_contribution, withdraw_contribution
from perimeter_data.selectors import get_public_perimeter


class Contributions(APIView):
    """The contributions of a perimeter."""

    @extend_schema(parameters=schema.LIST, responses=schema.COLLECTION, operation_id="contributions_list")
    def get(self, request: Request, perimeter: str) -> Response:
        return Response(contribution_page(request, get_public_perimeter(perimeter)))

    @extend_schema(request=SubmissionFeature, responses={201: schema.FEATURE, **schema.PROBLEMS})
    def post(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        found = get_public_perimeter(perimeter)
        participant = require_participant(request, "contributions")
        body = SubmissionFeature(data=request.data)
        body.is_valid(raise_exception=True)

        def act() -> tuple[int, Any]:
            made = submit_contribution(
                perimeter=found, participant=participant, submission=body.submission(found.default_language)
            )
            made.refresh_from_db(fields=["ref", "position"])
            feature = contribution_features(request, [made])[0]
            # Shown to its author, this once: whoever has it may act for the author.
            page = request.build_absolute_uri(reverse("follow-page", args=[author_key(made)]))
            feature["properties"]["follow"] = page
            return 201, feature

        return answer_once(request, f"contributions:{participant.pk}", act)


class ContributionDetail(APIView):
    """One contribution."""

    @extend_schema(responses=schema.FEATURE)
    def get(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        found = public_contribution(pk, viewer=viewer(request))
        feature = contribution_features(request, [found])[0]
        feature["properties"]["plan"] = public_plan_here(found)
        return Response(feature)

    @extend_schema(request=EditFeature, responses={200: schema.FEATURE, **schema.PROBLEMS})
    def patch(self, request: Request, pk: int) -> Response:
        participant = require_participant(request, "contributions")
        found = public_contribution(pk, viewer=participant)
        body = EditFeature(data=request.data)
        body.is_valid(raise_exception=True)
        words = body.validated_data["properties"]
        edit_contribution(
            contribution=found,
            participant=participant,
            title=words.get("title", found.title),
            text=words.get("text", found.text),
            theme=words.get("theme"),
            answers=words.get("answers"),
        )
        return Response(contribution_features(request, [public_contribution(pk, viewer=participant)])[0])

    @extend_schema(responses={204: None, **schema.PROBLEMS})
    def delete(self, request: Request, pk: int) -> Response:
        participant = require_participant(request, "contributions")
        withdraw_contribution(contribution=public_contribution(pk, viewer=participant), participant=participant)
        return Response(status=204)
