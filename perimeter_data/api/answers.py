"""Answers that change seldom: an ETag made from the content, and 304 for who has it already."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import force_bytes
from rest_framework.request import Request


def answer(request: Request, data: Any) -> HttpResponseBase:
    """Return the data in the media type that was asked for, for any cache to keep and revalidate."""
    renderer = request.accepted_renderer
    body = force_bytes(renderer.render(data, request.accepted_media_type, {"request": request}))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=renderer.media_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    return get_conditional_response(request._request, etag=etag, response=response) or response
