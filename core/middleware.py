"""Middleware: the caller's language, CSP, CORS for public reads, request metrics."""

import time
from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from core.errors import DomainError
from core.metrics import observe_request
from core.problems import from_domain_error, is_api_path, page_for

Handler = Callable[[HttpRequest], HttpResponse]

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
)


def csp(ancestors: str = "'self'") -> str:
    """Return the policy of a page that these may frame."""
    return f"{CSP}frame-ancestors {ancestors}"


class RequestMetrics:
    """Count and time requests by route and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        observe_request(match.route if match else "unmatched", response.status_code, time.perf_counter() - started)
        return response


class ContentSecurityPolicy:
    """One strict policy for every page; one that others may frame says so itself (`csp`)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A town's page that frames a map which is gone shows our sentence, not the browser's "refused to connect".
        gone = response.status_code == 404 and request.path.startswith("/embed/")
        response.headers.setdefault("Content-Security-Policy", csp("*" if gone else "'self'"))
        return response


class PublicCors:
    """Let pages of any site read and write the API: it is spoken with bearer tokens, never with cookies."""

    HEADERS: ClassVar = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Retry-After, Location",
    }

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/tiles/", "/embed/", "/static/embed/")):
            return self.get_response(request)
        preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        for name, value in self.HEADERS.items():
            response[name] = value
        if preflight:
            response["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
            response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Idempotency-Key, Accept-Language"
            response["Access-Control-Max-Age"] = "86400"
        return response


class LanguageFromRequest:
    """`?lang=`, then Accept-Language; never a cookie or the session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        known = {code for code, _name in settings.LANGUAGES}
        language = asked if asked in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        if "Content-Language" not in response.headers and not request.path.endswith((".mvt", ".webp", ".png")):
            response.headers["Content-Language"] = language
            patch_vary_headers(response, ["Accept-Language"])
        return response


class DomainErrors:
    """Outside the REST views: a domain error is a problem on API paths and the 404 page on others."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if is_api_path(request.path):
            return from_domain_error(exception)
        return page_for(request, exception)
