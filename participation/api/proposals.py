"""Proposals: list and read."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from participation.api import schema
from participation.api.pages import proposal_features, proposal_page
from participation.selectors import public_proposal
from perimeter_data.selectors import get_public_perimeter


class Proposals(APIView):
    """The proposals of a perimeter."""

    @extend_schema(parameters=schema.LIST, responses=schema.COLLECTION, operation_id="proposals_list")
    def get(self, request: Request, perimeter: str) -> Response:
        return Response(proposal_page(request, get_public_perimeter(perimeter)))


class ProposalDetail(APIView):
    """One proposal."""

    @extend_schema(responses=schema.FEATURE)
    def get(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        return Response(proposal_features(request, [public_proposal(pk)])[0])
