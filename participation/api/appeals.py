"""The author contests a moderator's decision."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from participation.api import schema
from participation.api.access import answer_once, require_participant
from participation.api.inputs import AppealInput
from participation.api.shapes import comment_json
from participation.api.timeline import told
from participation.decided import own_decisions_of
from participation.selectors import public_comment, public_contribution
from participation.services.appeals import contest


class CommentAppeals(APIView):
    """POST asks for the newest decision about one's own comment to be looked at again; each once."""

    @extend_schema(request=AppealInput, responses={201: schema.COMMENT, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "comments")
        found = public_comment(pk, viewer=participant)
        body = AppealInput(data=request.data)
        body.is_valid(raise_exception=True)

        def act() -> tuple[int, Any]:
            contest(target=found, participant=participant, text=body.validated_data["text"])
            author = found.contribution.participant_id if found.contribution else None
            return 201, comment_json(found, participant, author, own_decisions_of([found]))

        return answer_once(request, f"comment-appeals:{participant.pk}:{pk}", act)


class Appeals(APIView):
    """POST asks for the newest decision that stands to be looked at again; each can be contested once."""

    @extend_schema(request=AppealInput, responses={201: schema.PATH, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "contributions")
        found = public_contribution(pk, viewer=participant)
        body = AppealInput(data=request.data)
        body.is_valid(raise_exception=True)

        def act() -> tuple[int, Any]:
            contest(target=found, participant=participant, text=body.validated_data["text"])
            return 201, told(request, public_contribution(pk, viewer=participant), participant)

        return answer_once(request, f"appeals:{participant.pk}:{pk}", act)
