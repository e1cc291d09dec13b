"""The map's signs as SVG (the page draws the same in frontend_embed/src/map): pins, rings, plates of zones.

A pin is a 40 × 48 box with its foot at (20, 46): its shape says the kind, its icon and colour the theme, its fill the
state. A ring's arcs start at twelve o'clock: ideas, reports, projects.
"""

import math

from tiles.poster.svg import element, text, width_of
from tiles.style.tokens import Palette

FOOT = (20.0, 46.0)
PIN_SCALE = 0.8
# path; where the 24 × 24 icon goes (x, y, scale); the height at which a half-filled pin turns full
SHAPES = {
    "idea": ("M20 46.5C16.5 40 4 31.5 4 18.5a16 16 0 0 1 32 0C36 31.5 23.5 40 20 46.5z", (10, 8.5, 0.833), 18.5),
    "report": (
        "M17.5 3.3a3.5 3.5 0 0 1 5 0L37 17.6a3.5 3.5 0 0 1 .6 4.2L22.6 45.2a3 3 0 0 1-5.2 0L2.4 21.8a3.5 3.5 0 0 1"
        " .6-4.2z",
        (11.25, 11.25, 0.729),
        20.0,
    ),
    "proposal": (
        "M5.5 2.5h29a3 3 0 0 1 3 3V33a3 3 0 0 1-3 3h-9.3L20 46.5 14.8 36H5.5a3 3 0 0 1-3-3V5.5a3 3 0 0 1 3-3z",
        (9, 8.2, 0.917),
        19.0,
    ),
}
ICONS = {
    "bridge": "M1 6h22v4.6h-2V20h-3.4v-2.4a5.6 5.6 0 0 0-11.2 0V20H3v-9.4H1z",
    "stall": "M4.2 3h15.6l2.4 6.6a2.75 2.75 0 0 1-5.1 1.5 2.95 2.95 0 0 1-5.1.3 2.95 2.95 0 0 1-5.1-.3 2.75 2.75 0 0 "
    "1-5.1-1.5zM4 13.6h16V21h-4.6v-4.4h-4.2V21H4z",
    "heart": "M12 21C4.8 15.7 2 12.2 2 8.5A5.3 5.3 0 0 1 12 6a5.3 5.3 0 0 1 10 2.5c0 3.7-2.8 7.2-10 12.5z",
    "people": "M5 6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0zM1.6 20.8c0-6.3 2.6-10 7-10s7 3.7 7 10zM15.6 10.6a2.6 2.6 "
    "0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0zM17.2 20.8c0-2.7-.4-4.8-1.3-6.5.7-.4 1.5-.6 2.3-.6 2.8 0 4.5 2.5 4.5 7.1z",
}
OTHER = "M6 12a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"
SLASH = "M7 33 33 5"
TICK = "M29.5 7.2 32 9.7 36.5 4.6"
HALF = {"under_review", "planned", "in_progress"}

STEPS = (10, 50, 200)
RADII = (17, 21, 26, 31)
ARCS = (6.5, 6.5, 6.5, 8)
NUMBERS = (14, 15, 16, 18)
SMALLEST_DEG = 20
KINDS = ("idea", "report", "proposal")


def pin(kind: str, state: str, color: str, icon: str, ink: Palette) -> str:
    """Return a pin in its own 40 × 48 box."""
    outline, _icon, half = SHAPES[kind]
    halo = element("path", d=outline, fill="none", stroke=ink["map-halo"], stroke_width=5.5)
    if state == "declined":
        slash = element("path", d=SLASH, stroke=ink["ink-2"], stroke_width=3, stroke_linecap="round")
        return halo + _body(kind, ink["surface"], ink["ink-2"], ink["ink-2"], icon) + slash
    full = _body(kind, color, color, ink["surface"], icon)
    if state == "done":
        disc = element("circle", cx=33, cy=7, r=7, fill=ink["surface"], stroke=color, stroke_width=2.2)
        return halo + full + disc + element("path", d=TICK, fill="none", stroke=color, stroke_width=2.6)
    if kind == "proposal" and state not in HALF:
        return halo + full
    empty = _body(kind, ink["surface"], color, color, icon)
    if state not in HALF:
        return halo + empty
    lower = element("svg", full, x=-8, y=half, width=60, height=60, viewBox=f"-8 {half} 60 60")
    return halo + empty + lower


def standing(sign: str, x: float, y: float, scale: float = PIN_SCALE) -> str:
    """Return a pin with its foot at a place of the picture."""
    left, top = x - FOOT[0] * scale, y - FOOT[1] * scale
    return element("g", sign, transform=f"translate({left:.1f} {top:.1f}) scale({scale})")


def _body(kind: str, fill: str, stroke: str, sign: str, icon: str) -> str:
    outline, (x, y, scale), _half = SHAPES[kind]
    drawn = element("path", d=ICONS.get(icon, OTHER), fill=sign, transform=f"translate({x} {y}) scale({scale})")
    return element("path", d=outline, fill=fill, stroke=stroke, stroke_width=2.6) + drawn


def radius(n: int) -> int:
    """Return a ring's radius."""
    return RADII[_step(n)]


def ring(x: float, y: float, shares: dict[str, int], ink: Palette, language: str) -> str:
    """Return a cluster: how many of each kind as arcs, the number inside."""
    n = sum(shares.values())
    r, width = RADII[_step(n)], ARCS[_step(n)]
    edge = {"stroke": ink["ink"], "stroke_opacity": "0.35", "stroke_width": 1}
    disc = element("circle", cx=x, cy=y, r=r + 1.5, fill=ink["map-halo"], **edge)
    inside = element("circle", cx=x, cy=y, r=r, fill=ink["surface"])
    arcs = "".join(_arc(x, y, r - width / 2, width, kind, span, ink) for kind, span in spans(shares).items())
    size = NUMBERS[_step(n)]
    return disc + inside + arcs + _number(short(n, language), x, y, size, ink)


def plate(x: float, y: float, n: int, ink: Palette, language: str) -> str:
    """Return the dashed plate of what lies somewhere in a zone."""
    number = short(n, language)
    width = plate_width(n, language)
    look = {"rx": 6, "fill": ink["surface"], "stroke": ink["ink"], "stroke_width": 1.6, "stroke_dasharray": "5 3"}
    return element("rect", x=x - width / 2, y=y - 13, width=width, height=26, **look) + _number(number, x, y, 14, ink)


def plate_width(n: int, language: str) -> float:
    """Return how wide a zone's plate is."""
    return max(30.0, width_of(short(n, language), 14, 700) + 16)


def short(n: int, language: str) -> str:
    """Return a number as a ring holds it: 1,2 k from a thousand."""
    if n < 1000:
        return str(n)
    rounded = f"{n / 1000:.1f}" if n < 10_000 else str(n // 1000)
    return f"{rounded if language == 'en' else rounded.replace('.', ',')}\u00a0k"


def spans(shares: dict[str, int]) -> dict[str, tuple[float, float]]:
    """Return the arcs in degrees from the top; a kind that is present gets at least 20°."""
    present = [kind for kind in KINDS if shares.get(kind)]
    n = sum(shares[kind] for kind in present)
    wanted = {kind: max(SMALLEST_DEG, shares[kind] / n * 360) for kind in present}
    excess, spare = sum(wanted.values()) - 360, sum(wanted.values()) - SMALLEST_DEG * len(present)
    found, begin = {}, 0.0
    for kind, degrees in wanted.items():
        end = begin + degrees - excess * (degrees - SMALLEST_DEG) / spare
        found[kind] = (begin, end)
        begin = end
    return found


def _arc(x: float, y: float, r: float, width: float, kind: str, span: tuple[float, float], ink: Palette) -> str:
    begin, end = span
    if end - begin > 359.9:
        line = f"M{x:.1f} {y - r:.1f}a{r} {r} 0 1 1 0 {2 * r}a{r} {r} 0 1 1 0 {-2 * r}"
    else:
        (x0, y0), (x1, y1) = (_on_ring(x, y, r, degrees) for degrees in (begin + 3, end - 3))
        line = f"M{x0:.1f} {y0:.1f}A{r} {r} 0 {int(end - begin - 6 > 180)} 1 {x1:.1f} {y1:.1f}"
    drawn = element("path", d=line, fill="none", stroke=ink[f"kind-{kind}"], stroke_width=width)
    if kind == "idea":
        return element("path", d=line, fill="none", stroke=ink["ink"], stroke_width=width + 1.6) + drawn
    if kind == "report":
        ticks = {"stroke": ink["surface"], "stroke_width": width, "stroke_dasharray": "1.6 3.4"}
        return drawn + element("path", d=line, fill="none", **ticks)
    return drawn


def _on_ring(x: float, y: float, r: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees - 90)
    return x + r * math.cos(angle), y + r * math.sin(angle)


def _number(number: str, x: float, y: float, size: float, ink: Palette) -> str:
    return text(number, x, y + size * 0.35, size=size, color=ink["ink"], weight=700, text_anchor="middle")


def _step(n: int) -> int:
    return sum(n >= step for step in STEPS)
