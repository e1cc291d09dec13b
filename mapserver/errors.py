"""What is shown when no view answers: problem+json on API paths, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import problems


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if problems.is_api_path(request.path):
        return problems.not_found(request)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    if problems.is_api_path(request.path):
        return problems.server_error(request)
    return render(request, "500.html", status=500)
