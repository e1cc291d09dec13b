"""Lists are pages of a FeatureCollection, by keyset: as fast on the last page as on the first."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from core.errors import InvalidParameter

DEFAULT_LIMIT = 50
MAX_LIMIT = 500


def read_limit(params: Mapping[str, str]) -> int:
    """Return the page size, at most MAX_LIMIT; raise `InvalidParameter` unless it is a positive integer."""
    value = params.get("limit", str(DEFAULT_LIMIT))
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) > 0):
        raise InvalidParameter(parameter="limit")
    return min(int(value), MAX_LIMIT)


def write_cursor(values: Sequence[Any]) -> str:
    """Return the opaque position after a row."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def read_cursor(value: str, types: Sequence[type]) -> list[Any]:
    """Return the values of a cursor; raise `InvalidParameter` for one we did not write."""
    try:
        values = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidParameter(parameter="cursor") from error
    if not isinstance(values, list) or len(values) != len(types):
        raise InvalidParameter(parameter="cursor")
    if not all(_fits(item, expected) for item, expected in zip(values, types, strict=True)):
        raise InvalidParameter(parameter="cursor")
    return values


def _fits(item: Any, expected: type) -> bool:
    """No number that the database could not hold, and no yes or no for a number."""
    if not isinstance(item, expected) or isinstance(item, bool):
        return False
    return not isinstance(item, int) or abs(item) < 2**63


def feature_collection(
    request: HttpRequest, features: Sequence[Any], *, cursor: str | None = None, matched: int | None = None
) -> dict[str, Any]:
    """Return the FeatureCollection with `links` (self, next), numberReturned and, where known, numberMatched."""
    links = [{"rel": "self", "href": request.build_absolute_uri(), "type": "application/geo+json"}]
    if cursor is not None:
        query = request.GET.copy()
        query["cursor"] = cursor
        href = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        links.append({"rel": "next", "href": href, "type": "application/geo+json"})
    counts = {"numberReturned": len(features)} | ({} if matched is None else {"numberMatched": matched})
    return {"type": "FeatureCollection", "features": list(features), "links": links, **counts}
