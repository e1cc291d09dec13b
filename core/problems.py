"""Errors → application/problem+json (RFC 9457). The only place that knows HTTP statuses.

Every API error is `{"type","title","status","code","detail", …facts}` in the caller's language.
"""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf

from core import errors

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"

STATUS: dict[type[errors.DomainError], int] = {
    errors.Moved: 308,
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Refused: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
RETRY_AFTER_S = {429: "60", 503: "5"}

FIELD_CODES = {
    "required": "missing_field",
    "null": "missing_field",
    "blank": "empty_field",
    "max_length": "text_too_long",
    "invalid_choice": "unknown_value",
    "does_not_exist": "unknown_value",
}


def problem(*, status: int, code: str, detail: str, **facts: Any) -> JsonResponse:
    """Build the response; facts are further members beside the five fixed ones."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    response = JsonResponse({**body, **facts}, status=status, content_type=CONTENT_TYPE)
    if status in RETRY_AFTER_S:
        response["Retry-After"] = str(facts.get("retry_after_s", RETRY_AFTER_S[status]))
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="agorama"'
    response["Cache-Control"] = "no-store"
    return response


def from_domain_error(error: errors.DomainError) -> JsonResponse:
    """Return the problem for a domain error, by its nearest known base class."""
    return problem(status=status_of(error), code=error.code, detail=str(error.message), **error.extra)


def problem_response(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: one shape for every error of the API."""
    if isinstance(exc, errors.Moved):
        return _to_its_place(exc, context)
    if isinstance(exc, errors.DomainError):
        return from_domain_error(exc)
    if isinstance(exc, drf.ValidationError):
        return _from_validation(exc)
    if isinstance(exc, Http404):
        return from_domain_error(errors.Missing())
    if isinstance(exc, PermissionDenied):
        return from_domain_error(errors.Forbidden())
    if isinstance(exc, RequestDataTooBig):
        return from_domain_error(errors.TooLarge())
    if isinstance(exc, OperationalError):
        logger.error("database out of reach: %s", exc)
        return from_domain_error(errors.Unavailable())
    if isinstance(exc, drf.APIException):
        return _from_drf(exc)
    return None


def _to_its_place(exc: errors.Moved, context: dict[str, Any]) -> JsonResponse:
    """Return a problem that leads to the same address with the other number; the method and the body go along."""
    response, request = from_domain_error(exc), context["request"]
    response["Location"] = request.get_full_path().replace(f"/{context['kwargs']['pk']}/", f"/{exc.into}/", 1)
    return response


_DRF_CODES: dict[type[drf.APIException], tuple[str, Any]] = {
    drf.ParseError: ("malformed_json", _("The body is not the JSON it should be.")),
    drf.UnsupportedMediaType: ("unsupported_media_type", _("Send application/json or application/geo+json.")),
    drf.NotAcceptable: ("not_acceptable", _("We answer in JSON only.")),
    drf.MethodNotAllowed: ("method_not_allowed", _("This cannot be done at this address.")),
    drf.NotAuthenticated: ("not_authenticated", errors.Unauthenticated.message),
    drf.AuthenticationFailed: ("invalid_token", _("This token is not known here, or no longer.")),
    drf.PermissionDenied: ("forbidden", errors.Forbidden.message),
    drf.NotFound: ("not_found", errors.Missing.message),
}


def _from_drf(exc: drf.APIException) -> HttpResponse:
    code, detail = next(
        (_DRF_CODES[base] for base in type(exc).__mro__ if base in _DRF_CODES), ("error", errors.DomainError.message)
    )
    return problem(status=exc.status_code, code=code, detail=str(detail))


def _from_validation(exc: drf.ValidationError) -> HttpResponse:
    """One error a field; the problem's own code is the first one's."""
    found = list(_flatten(exc.get_full_details(), ""))
    first = found[0]
    return problem(status=400, code=first["code"], detail=first["detail"], errors=found)


def _flatten(details: Any, pointer: str) -> Any:
    if isinstance(details, list):
        for item in details:
            yield from _flatten(item, pointer)
    elif "message" in details and "code" in details and not isinstance(details["message"], dict | list):
        code = FIELD_CODES.get(details["code"], details["code"])
        code = "invalid_field" if code == "invalid" else code
        yield {"pointer": pointer or "/", "code": code, "detail": str(details["message"])}
    else:
        for key, value in details.items():
            inner = pointer if key == "non_field_errors" else f"{pointer}/{key}"
            yield from _flatten(value, inner)


def status_of(error: errors.DomainError) -> int:
    """Return the HTTP status of a domain error."""
    return next(STATUS[base] for base in type(error).__mro__ if base in STATUS)


def page_for(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """Return a page that says the error, for people."""
    status = status_of(error)
    template = "404.html" if status == 404 else "error.html"
    return render(request, template, {"sentence": str(error)}, status=status)


def is_api_path(path: str) -> bool:
    """Say whether errors at this path must be problem+json rather than a page."""
    return path.startswith(("/api/", "/tiles/", "/ogc/", "/open311/"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler of 404 outside DRF, for API paths."""
    return from_domain_error(errors.Missing())


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of the unforeseen: say so, without a trace of the inside."""
    return problem(status=500, code="internal_error", detail=str(_("Something broke on our side. It has been noted.")))
