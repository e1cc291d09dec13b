"""Who may in by Django's session: active staff with a power in the perimeter, with a CSRF token on every write."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.views import APIView

from core.errors import Forbidden, Unauthenticated
from core.media import StrictJSONParser
from core.serializers import StrictSerializer
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power
from perimeter_data.selectors import UnknownPerimeter

MAX_BODY_BYTES = 4 * 1024 * 1024


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    message = _("This page has been open for too long. Load it again, then repeat this.")


class StaffSession(SessionAuthentication):
    """Django's session of a member of staff."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = getattr(request._request, "user", None)
        if user is None or not (user.is_active and user.is_staff):
            return None
        self.enforce_csrf(request)
        return user, None

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise CsrfFailed from error

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class DrawingParser(StrictJSONParser):
    """Drawings are larger than what a resident sends."""

    max_bytes = MAX_BODY_BYTES
    too_large = _("This is more than can be sent at once (4 MB). Draw with fewer corners.")


class NotYours(Forbidden):
    code = "not_your_perimeter"
    message = _("You have no part in this perimeter. Ask its administrator.")


class StaffView(APIView):
    """One address for staff; `self.perimeter` is the perimeter, published or not, where the caller has the power."""

    authentication_classes = [StaffSession]
    permission_classes: list[Any] = []
    parser_classes: list[Any] = [DrawingParser]
    schema = None  # the OpenAPI document tells of what the public may ask
    power = Power.VIEW
    refusal: type[Forbidden] = NotYours

    perimeter: Perimeter

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.user is None:
            raise Unauthenticated
        perimeter = Perimeter.objects.filter(slug=kwargs["perimeter"]).first()
        if perimeter is None:
            raise UnknownPerimeter
        if not has_power(request.user, self.power, perimeter.pk):
            raise self.refusal
        self.perimeter = perimeter

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def given(self, serializer: type[StrictSerializer]) -> dict[str, Any]:
        """Return what was sent, read strictly; a field that was left out and has no default is not in it."""
        read = serializer(data=self.request.data)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)
