"""POST …/follow/: hear what becomes of a contribution, by e-mail."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.i18n import current_language
from core.query import strict
from participation import rules
from participation.api import schema
from participation.api.access import require_participant
from participation.api.inputs import FollowInput
from participation.selectors import public_contribution
from participation.services.followers import follow


class Follow(APIView):
    """Notes an address; a message with a link to confirm it follows. The answer tells nothing about the address."""

    @extend_schema(request=FollowInput, responses={202: None, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "follows")
        found = public_contribution(pk, viewer=participant)
        body = FollowInput(data=request.data)
        body.is_valid(raise_exception=True)
        follow(
            contribution=found,
            email=body.validated_data["email"],
            language=current_language(),
            root=request.build_absolute_uri("/")[:-1],
            is_author=rules.is_author(participant, found),
        )
        return Response(status=202)
