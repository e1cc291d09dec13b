"""Coordinates as people type them; the same as frontend_embed/src/geo/coordinates.ts reads."""

import re

from django.contrib.gis.geos import Point

_DEGREES = re.compile(
    r"^(-?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['’′]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:\"|″|'')\s*)?([NSEWO])?$",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r";|,\s+|\s+(?=-?\d+(?:[.,]\d+)?\s*(?:°|[NSEWO]?$))|(?<=[NSEWO])\s*", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(r"^(-?\d+\.\d+),(-?\d+\.\d+)$", re.ASCII)
LONGEST = 80


def typed_position(text: str) -> Point | None:
    """Return typed coordinates, latitude first as people copy them (letters decide otherwise); None for others."""
    pair = _halves(text[:LONGEST].strip())
    read = [_degrees(half) for half in pair] if pair else []
    if len(read) != 2 or read[0] is None or read[1] is None:
        return None
    (first, one), (second, other) = read[0], read[1]
    lon_first = one in ("E", "W", "O") or other in ("N", "S")
    lat, lon = (second, first) if lon_first else (first, second)
    return Point(lon, lat, srid=4326) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _halves(text: str) -> list[str]:
    parts = [part.strip() for part in _BETWEEN.split(text) if part and part.strip()]
    if len(parts) == 2:
        return parts
    plain = _PLAIN.match(text)
    return list(plain.groups()) if plain else []


def _degrees(text: str) -> tuple[float, str] | None:
    """Return (value, letter)."""
    match = _DEGREES.match(text)
    if not match:
        return None
    whole, minutes, seconds, letter = match.groups()
    size = sum(float((part or "0").replace(",", ".")) / unit for part, unit in ((minutes, 60), (seconds, 3600)))
    letter = (letter or "").upper()
    size += abs(float(whole.replace(",", ".")))
    return (-size if whole.startswith("-") or letter in ("S", "W", "O") else size), letter
