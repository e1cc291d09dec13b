"""JSON read strictly: RFC 8259, no duplicate keys, no NaN, bounded depth and number of coordinates."""

import json
from collections.abc import Iterator
from typing import Any

from perimeter_data.reading.refusals import FileRefused


class _Twice(ValueError):
    """A key is given twice: which of the two counts is anybody's guess."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice("a key is given twice")
    return found


def _no_constant(value: str) -> Any:
    raise ValueError(f"{value} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_constant)


def require_bounded(text: str, max_vertices: int) -> None:
    """Refuse before parsing what surely holds too many coordinates: each has a bracket of its own."""
    if text.count("[") > 2 * max_vertices + 1000:
        raise FileRefused("too_many_vertices", max_vertices=max_vertices)


def documents(text: str) -> Iterator[Any]:
    """Yield the JSON documents of a text: one, or one after the other (newline-delimited, RFC 8142 sequences)."""
    position = 0
    while (position := _skip(text, position)) < len(text):
        try:
            value, position = _DECODER.raw_decode(text, position)
        except RecursionError as error:
            raise FileRefused("nested_too_deep") from error
        except json.JSONDecodeError as error:
            detail = f"{error.msg}, line {error.lineno} column {error.colno}"
            raise FileRefused("malformed_json", detail=detail) from error
        except ValueError as error:
            raise FileRefused("malformed_json", detail=str(error)) from error
        yield value


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n\x1e":
        position += 1
    return position
