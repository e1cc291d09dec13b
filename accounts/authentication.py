"""Participants speak with `Authorization: Bearer <token>`, never with a cookie."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import Participant
from accounts.tokens import token_hash
from core.errors import Unauthenticated

MAX_TOKEN_LENGTH = 200


class InvalidToken(Unauthenticated):
    code = "invalid_token"
    message = _("This token is not known here, or no longer.")


class ParticipantAuthentication(BaseAuthentication):
    """Put the participant of a bearer token into `request.auth`; no token leaves it None; a wrong one is a 401."""

    def authenticate(self, request: Request) -> tuple[None, Participant] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if not token.isascii() or len(token) > MAX_TOKEN_LENGTH:
            raise InvalidToken
        participant = Participant.objects.filter(token_hash=token_hash(token)).first()
        if participant is None:
            raise InvalidToken
        if participant.expires_at and participant.expires_at <= timezone.now():
            raise InvalidToken
        return None, participant

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="agorama"'
