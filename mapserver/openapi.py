"""What drf-spectacular cannot see by itself: how a participant says who it is."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class ParticipantScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer <token>`, as POST …/participants/ gave it."""

    target_class = "accounts.authentication.ParticipantAuthentication"
    name = "participant"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}
