"""Participants: made at the first write; export and erase oneself."""

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.tokens import repeatable_token
from core import idempotency, ratelimit
from core.errors import Unauthenticated
from core.query import strict
from participation.api import schema
from participation.api.access import require_allowed_origin, viewer
from participation.api.inputs import NoFields
from participation.api.pages import contribution_features
from participation.api.shapes import comment_json
from participation.filters import ContributionFilter
from participation.models import Appeal, Comment, Flag, Follower, Vote
from participation.selectors import public_contributions
from participation.services.participants import create_participant, erase_participant
from perimeter_data.selectors import get_public_perimeter


class Participants(APIView):
    """POST makes a device participant. The token is shown once; only its hash is kept."""

    @extend_schema(request=NoFields, responses={201: schema.PARTICIPANT, **schema.PROBLEMS})
    def post(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        found = get_public_perimeter(perimeter)
        require_allowed_origin(request, found)
        ratelimit.check(request._request, "participants")
        NoFields(data=request.data or {}).is_valid(raise_exception=True)
        key = idempotency.read_key(request.headers.get("Idempotency-Key"))
        address = ratelimit.client_address(request._request)
        token = repeatable_token(found.slug, address, key) if key else None
        participant, token = create_participant(perimeter=found, token=token)
        return Response({"id": participant.pk, "token": token}, status=201, headers={"Cache-Control": "no-store"})


class Me(APIView):
    """What is kept about the asking participant; DELETE forgets who it was."""

    @extend_schema(responses=schema.ME)
    def get(self, request: Request) -> Response:
        participant = viewer(request)
        if participant is None:
            raise Unauthenticated
        mine = public_contributions(participant.perimeter, ContributionFilter(mine=True), viewer=participant)
        rows = list(mine.select_related("theme", "category", "consultation").defer("search"))
        votes = Vote.objects.filter(participant=participant)
        said = Comment.objects.filter(participant=participant).order_by("created_at")
        followed = Follower.objects.filter(contribution__participant=participant, is_author=True)
        appeals = Appeal.objects.filter(Q(contribution__participant=participant) | Q(comment__participant=participant))
        flags = Flag.objects.filter(participant=participant)
        return Response(
            {
                "id": participant.pk,
                "perimeter": participant.perimeter.slug,
                "rung": participant.rung,
                "created_at": participant.created_at,
                "contributions": contribution_features(request, rows),
                "comments": [comment_json(row, participant, None) for row in said],
                "flags": list(flags.values("contribution", "comment", "reason", "text", "created_at")),
                "appeals": list(appeals.order_by("pk").values("contribution", "comment", "text", "created_at")),
                "followed": list(followed.values("contribution", "email", "language", "confirmed_at", "stopped_at")),
                "votes": list(votes.values("contribution", "proposal", "choice", "updated_at")),
            },
            headers={"Cache-Control": "no-store"},
        )

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        participant = viewer(request)
        if participant is None:
            raise Unauthenticated
        erase_participant(participant=participant)
        return Response(status=204)
