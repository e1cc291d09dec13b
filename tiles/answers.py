"""HTTP answers of /tiles/: strong ETags made from the content, 304, gzip, how long others may keep it."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from tiles.bodies import Body, body_as_is, body_of

SHARED = "public, max-age=0, must-revalidate"
UNKEPT = "no-store"
# What changes rarely and is the same for everybody: base maps. Browsers and nginx need not ask for an hour.
HOURLY = "public, max-age=3600"
# To the nginx in front (deploy/nginx.conf), which takes the header out: expired since 1970, so kept but asked about
# each time. It answers 304 itself and spares the transfer; nothing old is ever shown.
KEEP_AND_ASK = "@1"
NGINX = {SHARED: KEEP_AND_ASK, HOURLY: "3600"}
ENCODED = ("Accept-Encoding",)
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
    made = body_of(body) if zipped else body_as_is(body)
    return send(request, made, content_type, kept=kept, vary=(*vary, "Accept-Encoding") if zipped else vary)


def send(
    request: HttpRequest, body: Body, content_type: str, *, kept: str = SHARED, vary: tuple[str, ...] = ENCODED
) -> HttpResponse:
    """Return what is held of an answer, or 304; compressed where the caller reads gzip."""
    digest = body.digest
    small = bool(body.zipped) and reads_gzip(request.headers.get("Accept-Encoding", ""))
    if has(request.headers.get("If-None-Match", ""), digest):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content_type=content_type)
    if response.status_code == 200:
        response.content = body.zipped if small else body.raw
        if small:
            response["Content-Encoding"] = "gzip"
    else:
        del response["Content-Type"]
    response["ETag"] = f'"{digest}-gzip"' if small else f'"{digest}"'
    response["Cache-Control"] = kept
    if kept in NGINX:
        response["X-Accel-Expires"] = NGINX[kept]
    if vary:
        patch_vary_headers(response, vary)
    return response


def reads_gzip(accepted: str) -> bool:
    """Say whether an Accept-Encoding header lets gzip in."""
    codings = [coding.strip().lower() for coding in accepted.split(",")]
    return any(coding.split(";")[0].strip() in {"gzip", "*"} and not REFUSED.search(coding) for coding in codings)


def has(if_none_match: str, digest: str) -> bool:
    """Say whether If-None-Match names this content, in either coding (weak comparison, RFC 9110 13.1.2)."""
    if not if_none_match:
        return False
    given = {tag.removeprefix("W/").strip('"') for tag in parse_etags(if_none_match)}
    return bool(given & {"*", digest, f"{digest}-gzip"})
