"""Pieces of SVG. Whatever people typed goes through `words`."""

import unicodedata
from typing import Any

import shapely
from django.utils.html import escape
from shapely.geometry.base import BaseGeometry

from core.text import without_controls

SMALLEST_PX = 14
FAMILY = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, DejaVu Sans, system-ui, sans-serif"


def words(text: str, longest: int = 120) -> str:
    """Return text for a document: escaped, without controls (no XML holds them), cut when it is very long."""
    plain = without_controls(text)
    return escape(plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…")


def element(name: str, inside: str = "", /, **attributes: Any) -> str:
    """Return an element; `stroke_width` is written stroke-width, numbers with one decimal."""
    given = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def path(geometry: BaseGeometry, **attributes: Any) -> str:
    """Return a path of lines and rings; nothing where there are none."""
    drawn = "".join(_line(part) for part in shapely.get_parts(geometry))
    return element("path", d=drawn, **attributes) if drawn else ""


def text(
    content: str, x: float, y: float, *, size: float, color: str, weight: int = 400, halo: str = "", **attributes: Any
) -> str:
    """Return a line of text whose foot is at y; `halo` is the colour around its letters."""
    around = {"stroke": halo, "stroke_width": 3.6, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    look = {"font_size": size, "font_weight": weight, "fill": color}
    return element("text", words(content), x=x, y=y, **look, **around, **attributes)


def width_of(content: str, size: float, weight: int = 400) -> float:
    """Return about how wide a line of text is: no font is at hand, and readers' fonts differ."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in content)
    return ems * size * (1.08 if weight > 400 else 1)


def wrapped(content: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Return the lines of a text that fit in `room` pixels, broken at spaces."""
    lines = [""]
    for word in content.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, weight) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _value(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _line(geometry: BaseGeometry) -> str:
    if geometry.geom_type == "Polygon":
        return "".join(_line(ring) for ring in (geometry.exterior, *geometry.interiors))
    if geometry.geom_type not in {"LineString", "LinearRing"}:
        return "".join(_line(part) for part in shapely.get_parts(geometry)) if hasattr(geometry, "geoms") else ""
    steps = " ".join(f"{_value(float(x))} {_value(float(y))}" for x, y in geometry.coords)
    return f"M{steps}Z" if geometry.geom_type == "LinearRing" else f"M{steps}"
