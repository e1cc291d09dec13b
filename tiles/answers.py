"""HTTP answers of /tiles/: strong ETags made from the content, 304, gzip, how long others may keep it."""

import gzip
import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

SHARED = "public, max-age=0, must-revalidate"
UNKEPT = "no-store"
# What changes rarely and is the same for everybody: base maps. Browsers and nginx need not ask for an hour.
HOURLY = "public, max-age=3600"
# To the nginx in front (deploy/nginx.conf), which takes the header out: expired since 1970, so kept but asked about
# each time. It answers 304 itself and spares the transfer; nothing old is ever shown.
KEEP_AND_ASK = "@1"
NGINX = {SHARED: KEEP_AND_ASK, HOURLY: "3600"}
SMALLEST_ZIPPED = 256
REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")


def answer(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    kept: str = SHARED,
    vary: tuple[str, ...] = (),
    zipped: bool = True,
) -> HttpResponse:
    """Return the body, or 304 where the caller has it; compressed where the caller reads gzip and `zipped` allows."""
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    small = zipped and len(body) >= SMALLEST_ZIPPED and _reads_gzip(request)
    response = HttpResponse(status=304) if _has(request, digest) else HttpResponse(content_type=content_type)
    if response.status_code == 200:
        response.content = gzip.compress(body, 6, mtime=0) if small else body
        if small:
            response["Content-Encoding"] = "gzip"
    else:
        del response["Content-Type"]
    response["ETag"] = f'"{digest}-gzip"' if small else f'"{digest}"'
    response["Cache-Control"] = kept
    if kept in NGINX:
        response["X-Accel-Expires"] = NGINX[kept]
    if vary or zipped:
        patch_vary_headers(response, (*vary, "Accept-Encoding") if zipped else vary)
    return response


def _reads_gzip(request: HttpRequest) -> bool:
    codings = [coding.strip().lower() for coding in request.headers.get("Accept-Encoding", "").split(",")]
    return any(coding.split(";")[0].strip() in {"gzip", "*"} and not REFUSED.search(coding) for coding in codings)


def _has(request: HttpRequest, digest: str) -> bool:
    """Say whether If-None-Match names this content, in either coding (weak comparison, RFC 9110 13.1.2)."""
    given = {tag.removeprefix("W/").strip('"') for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    return bool(given & {"*", digest, f"{digest}-gzip"})
