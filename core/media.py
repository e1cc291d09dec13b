"""JSON in and out: application/json and application/geo+json, strict in what is read."""

import codecs
import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer as DRFJSONRenderer

from core.errors import TooLarge

MAX_BODY_BYTES = 64 * 1024


def _no_constant(value: str) -> Any:
    raise ParseError(f"{value} is not JSON")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError("a key is given twice")
    return found


class StrictJSONParser(BaseParser):
    """RFC 8259 in UTF-8: no NaN, no duplicate keys, bounded size and depth."""

    media_type = "application/json"
    max_bytes = MAX_BODY_BYTES
    too_large: Any = _("This is more than can be sent at once (64 kB).")

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(self.max_bytes + 1)
        if len(body) > self.max_bytes:
            raise TooLarge(self.too_large, code="body_too_large")
        try:
            text = codecs.decode(body, "utf-8-sig")
            return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
        except (ValueError, RecursionError) as error:
            raise ParseError(str(error)) from error


class GeoJSONParser(StrictJSONParser):
    media_type = "application/geo+json"


class JSONRenderer(DRFJSONRenderer):
    charset = None


class GeoJSONRenderer(DRFJSONRenderer):
    media_type = "application/geo+json"
    format = "geojson"
