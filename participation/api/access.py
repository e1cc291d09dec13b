"""Who is asking, and for which perimeter."""

from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Participant, User
from core import idempotency, ratelimit
from core.errors import Unauthenticated
from participation.refusals import OriginNotAllowed
from perimeter_data.hosts import may_write_from
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power


def viewer(request: Request) -> Participant | None:
    """Return the participant of the bearer token, or None."""
    return request.auth if isinstance(request.auth, Participant) else None


def is_staff_of(request: Request, perimeter: Perimeter) -> bool:
    """Say whether a member of the perimeter's staff is signed in: for reading what is kept from the public."""
    user = get_user(request._request)  # REST puts the participant in the place of the session's user
    if not isinstance(user, User) or not user.is_active:
        return False
    held = user.perimeter_ids(Power.VIEW)
    return held is None or perimeter.pk in held


def require_participant(request: Request, limit: str) -> Participant:
    """Return the participant, counted against a rate limit; raise `Unauthenticated`."""
    found = viewer(request)
    if found is None:
        raise Unauthenticated
    require_allowed_origin(request, found.perimeter)
    ratelimit.check(request._request, limit, who=f"participant-{found.pk}")
    return found


def require_allowed_origin(request: Request | HttpRequest, perimeter: Perimeter) -> None:
    """Raise `OriginNotAllowed` for a page of a site that is not on the perimeter's list; an empty list is any."""
    if not may_write_here(request, perimeter):
        raise OriginNotAllowed


def may_write_here(request: Request | HttpRequest, perimeter: Perimeter) -> bool:
    """Say whether the page that asks stands on a site from which people may write."""
    return may_write_from(request.headers.get("Origin"), perimeter.allowed_hosts, request.get_host())


def answer_once(request: Request, scope: str, act: idempotency.Act, body: Any = None) -> Response:
    """Run `act` under the request's Idempotency-Key; its answer is (status, body).

    `body` stands for what was sent, where that is more than JSON.
    """
    key = idempotency.read_key(request.headers.get("Idempotency-Key"))
    sent = request.data if body is None else body
    status, answer = idempotency.once(scope=scope, key=key, body=sent, act=act)
    return Response(answer, status=status, headers=_location(answer))


def _location(body: Any) -> dict[str, str]:
    """Of a contribution that was made; comments and photos have no page of their own."""
    made = isinstance(body, dict) and body.get("type") == "Feature"
    return {"Location": f"/api/v1/contributions/{body['id']}/"} if made else {}
