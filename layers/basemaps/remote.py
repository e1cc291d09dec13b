"""Tiles of a foreign source: from disk while they are fresh, else asked for, else the old one rather than none."""

import email.utils
import hashlib
import re
import time
from dataclasses import replace

from core.geometry import Tile
from layers.basemaps import cache, templates
from layers.basemaps.content import recognised
from layers.basemaps.fetching import Fetched, fetch
from layers.basemaps.lanes import lane
from layers.basemaps.refusals import AddressRefused, NotATile, SourceAway

HOUR = 3600
SHORTEST, LONGEST, UNSAID = HOUR, 30 * 24 * HOUR, 24 * HOUR
LIE_KEPT_S = 300  # what was no tile is not asked for again sooner
NOTHING = frozenset({204, 400, 404, 410})  # 400: what a WMTS says of tiles outside its matrix
MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})", re.IGNORECASE)


def remote_tile(template: str, tile: Tile) -> tuple[str, bytes]:
    """Return (kind, bytes) of a tile, kind "" where the source has none; raise `SourceAway`."""
    source = hashlib.sha256(template.encode()).hexdigest()[:16]
    key = f"{source}/{tile.z}-{tile.x}-{tile.y}"
    key = f"{source}/{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    known = cache.load(key)
    if known is not None and known.is_fresh:
        return known.kind, known.body
    try:
        with lane(source):
            found = _asked_in_public(templates.address(template, tile), known)
    except SourceAway:
        if known is not None:
            return known.kind, known.body
        raise
    if found.fresh_until > 0:
        cache.store(key, found)
    return found.kind, found.body


def _asked_in_public(url: str, known: cache.Kept | None) -> cache.Kept:
    """Why an address is refused is for staff; whoever looks at the map learns that the source is away."""
    try:
        return asked(url, known)
    except AddressRefused as error:
        raise SourceAway(retry_after_s=10) from error


def asked(url: str, known: cache.Kept | None = None) -> cache.Kept:
    """Return what a source answers now; `fresh_until` 0 where it forbids to keep it. Raises `SourceAway`."""
    try:
        answer = fetch(url, _conditions(known))
        if answer.status == 304 and known is not None:
            return replace(known, fresh_until=_fresh_until(answer))
        if answer.status in NOTHING:
            return cache.Kept("", time.time() + HOUR, "", "")
        if answer.status != 200:
            raise SourceAway(retry_after_s=10)
        kind, body = recognised(answer.body) if answer.body else ("", b"")
    except NotATile:
        return cache.Kept("", time.time() + LIE_KEPT_S, "", "")
    validators = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return cache.Kept(kind, _fresh_until(answer), *validators, body)


def _conditions(known: cache.Kept | None) -> dict[str, str]:
    if known is None or not known.kind:
        return {}
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in given.items() if value}


def _fresh_until(answer: Fetched) -> float:
    """Return how long a tile is fresh by the source's word, within our limits; 0: not to be kept."""
    said = answer.headers.get("cache-control", "")
    if re.search(r"no-store|private", said, re.IGNORECASE):
        return 0
    found = MAX_AGE.search(said)
    seconds = float(found[1]) if found else _expires(answer.headers.get("expires", ""))
    return time.time() + min(max(seconds, SHORTEST), LONGEST)


def _expires(text: str) -> float:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return UNSAID
