"""Plain Django views whose every refusal is problem+json."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import MethodNotAllowed

from core.errors import DomainError
from core.problems import problem_response

View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Let GET and HEAD in; turn domain errors and a database out of reach or time into problems."""

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            if request.method not in {"GET", "HEAD"}:
                raise MethodNotAllowed(str(request.method))
            return view(request, **given)
        except (DomainError, MethodNotAllowed, OperationalError) as error:
            response = problem_response(error, {})
            if response is None:
                raise
        if response.status_code == 405:
            response["Allow"] = "GET, HEAD"
        return response

    return guarded


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """Return a 308 to the canonical path, with the query string kept."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponse(status=308, headers={"Location": f"{path}?{query}" if query else path})
