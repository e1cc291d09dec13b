"""Tiles, answered before Django: what is held goes out in microseconds, other vector tiles without middleware.

Only what is plain is answered here: GET or HEAD of a canonical address without a query string, of a tile that is
there. Everything else, and every error, is Django's, with its sentences.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import OperationalError, connections

from core.errors import DomainError
from core.middleware import PublicCors, csp
from tiles.answers import KEEP_AND_ASK, SHARED, has, reads_gzip
from tiles.api.vector import MVT
from tiles.bodies import Body
from tiles.keeping import Keeper, keeper
from tiles.paths import canonical, parse_names, parse_tile

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Any], Any]

ADDRESS = re.compile(r"/tiles/([a-z0-9_-]{1,60})/([a-z0-9_,-]{1,400})/([0-9]{1,2})/([0-9]{1,7})/([0-9]{1,7})\.mvt")
# What Django's middleware puts on the same answer; a test holds both together.
COMMON = [
    ("Cache-Control", SHARED),
    ("X-Accel-Expires", KEEP_AND_ASK),
    *PublicCors.HEADERS.items(),
    ("Content-Security-Policy", csp()),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
CODED = ("Vary", "Accept-Encoding")
# By the ending of an address. Pictures are never sent compressed.
TYPES = {"mvt": MVT, "webp": "image/webp", "png": "image/png"}


class TilesFirst:
    """The application, with tiles before it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.kept = keeper()

    def __call__(self, given: Environ, start: Start) -> Iterable[bytes]:
        path: str = given["PATH_INFO"]
        if path.startswith("/tiles/") and not given.get("QUERY_STRING") and given["REQUEST_METHOD"] in {"GET", "HEAD"}:
            body = self.kept.held(path) or _made(self.kept, path)
            if body is not None:
                return _send(given, start, body)
        return self.application(given, start)


def _made(kept: Keeper, path: str) -> Body | None:
    """Return a tile that is not held; None for what Django has to answer."""
    found = ADDRESS.fullmatch(path)
    if found is None:
        return None
    slug, layers, *place = found.groups()
    try:
        tile = parse_tile(*place)
        if canonical(parse_names(layers)) != layers:
            return None
        return kept.tile(kept.drawing(slug, layers), tile, path)
    except (DomainError, OperationalError):
        return None
    finally:
        connections.close_all()


def _send(given: Environ, start: Start, body: Body) -> Iterable[bytes]:
    small = bool(body.zipped) and reads_gzip(given.get("HTTP_ACCEPT_ENCODING", ""))
    tag = ("ETag", f'"{body.digest}-gzip"' if small else f'"{body.digest}"')
    kind = TYPES[given["PATH_INFO"].rpartition(".")[2]]
    common = [*COMMON, CODED] if kind == MVT else COMMON
    asked = given.get("HTTP_IF_NONE_MATCH")
    if asked and has(asked, body.digest):
        start("304 Not Modified", [*common, tag])
        return []
    sent = body.zipped if small else body.raw
    coded = [("Content-Encoding", "gzip")] if small else []
    start("200 OK", [("Content-Type", kind), *common, *coded, tag, ("Content-Length", str(len(sent)))])
    return [] if given["REQUEST_METHOD"] == "HEAD" else [sent]
