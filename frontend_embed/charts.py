"""Bars drawn by the server: shapes of an SVG, whose numbers stand beside them and in the table below."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, from `x`, `width` wide, of WIDTH; `look` is a class of the style sheet."""

    look: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart."""

    name: str
    n: int
    parts: list[Part]
    lang: str = ""


def bar(name: str, numbers: dict[str, int], most: int) -> Bar:
    """Return a bar of parts {look: number}, the longest bar of its chart being `most`."""
    parts, x = [], 0.0
    for look, n in numbers.items():
        width = round(WIDTH * n / max(most, 1), 1)
        if width:
            parts.append(Part(look, round(x, 1), width))
        x += width
    return Bar(name, sum(numbers.values()), parts)


def bars(rows: Sequence[tuple[str, dict[str, int]]]) -> list[Bar]:
    """Return the bars of one chart on one scale."""
    most = max((sum(numbers.values()) for _name, numbers in rows), default=0)
    return [bar(name, numbers, most) for name, numbers in rows]
