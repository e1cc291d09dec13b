"""What became of a contribution, and what its author thinks of the answer."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Participant
from core.query import strict
from participation import rules
from participation.api import schema
from participation.api.access import require_participant, viewer
from participation.api.files import attachment_json
from participation.api.inputs import SatisfactionInput
from participation.api.shapes import path_json
from participation.decided import own_decisions
from participation.models import Contribution
from participation.selectors import public_attachments, public_contribution, public_path, survivor_of
from participation.services.answers import rate_answer


def told(request: Request, contribution: Contribution, who: Participant | None) -> dict[str, Any]:
    """Return the path with its files, and to its author the decisions about it."""
    # Of what was merged its author reads on in the one it was joined with, as everybody else is sent there.
    contribution = survivor_of(contribution) or contribution
    mine = who is not None and rules.is_author(who, contribution)
    decisions = own_decisions(contribution) if mine else []
    path, root = public_path(contribution), request.build_absolute_uri("/")[:-1]
    found = public_attachments("step", [step.pk for step in path.steps if step.pk])
    files = {pk: [attachment_json(row, root, contribution.language) for row in rows] for pk, rows in found.items()}
    return path_json(contribution, path, files, mine=mine, decisions=decisions)


class Timeline(APIView):
    """The path of one contribution."""

    @extend_schema(responses=schema.PATH)
    def get(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        who = viewer(request)
        return Response(told(request, public_contribution(pk, viewer=who), who))


class Satisfaction(APIView):
    """POST: the author's yes or no to the last answer."""

    @extend_schema(request=SatisfactionInput, responses={200: schema.PATH, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "contributions")
        found = public_contribution(pk)
        body = SatisfactionInput(data=request.data)
        body.is_valid(raise_exception=True)
        rate_answer(contribution=found, participant=participant, satisfied=body.validated_data["satisfied"])
        return Response(told(request, public_contribution(pk), participant))
