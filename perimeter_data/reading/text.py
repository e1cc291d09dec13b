"""Bytes → text, and text that PostgreSQL and people can stand."""

import codecs
import math
import re
from typing import Any

from perimeter_data.reading.refusals import FileRefused

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding): by byte order mark, else by NULs as UTF-16, else UTF-8, else Windows-1252."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), encoding
    if len(data) > 3 and 0 in data[:2] and data[:2] != b"\0\0":
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
        return _strict(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strict(data, "cp1252"), "cp1252"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused("unreadable", detail=f"{encoding}, byte {error.start}") from error


def clean(value: Any) -> Any:
    """Return an attribute's value without characters that cannot be stored or shown, and without NaN."""
    if isinstance(value, str):
        return _UNSHOWABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean(str(key)): clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner) for inner in value]
    return value
