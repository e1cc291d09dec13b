"""What is said of the map: the territory's name, how much is proposed there, what signs mean, whom it is owed to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tiles.poster.frame import Size
from tiles.poster.signs import pin, standing
from tiles.poster.svg import SMALLEST_PX, element, text, width_of, wrapped
from tiles.style.tokens import LIGHT, Palette

EDGE = 28
TITLE_PX, TITLE_LINE = 28, 34
TITLE_LINES = 4
COUNT_PX = 16
LINE_PX = 18
SIGN_HEIGHT = 40
MOST_CREDITS = 16


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a picture."""

    title: str
    contributions: str
    projects: str
    credits: str


def roomy(size: Size, credits: str) -> Size:
    """Return the size with a strip below that holds the attribution, however long it is."""
    lines = len(_lines(credits, size.width - 2 * EDGE))
    return size if size.panel else replace(size, footer=size.footer + LINE_PX * max(lines - 2, 0))


def panel(said: Said, size: Size, ink: Palette) -> str:
    """Return the panel at the left, or the strips above and below; on a bare map the attribution alone."""
    if size.bare:
        return _owed(said, size, ink)
    return _beside(said, size, ink) if size.panel else _above(said, size, ink) + _below(said, size, ink)


def _beside(said: Said, size: Size, ink: Palette) -> str:
    room = size.panel - 2 * EDGE
    ground = element("rect", width=size.panel, height=size.height, fill=ink["surface"])
    edge = element("rect", x=size.panel - 1, width=1, height=size.height, fill=ink["sunken"])
    lines = _title(said.title, room, TITLE_LINES)
    titles = [_titled(line, 62 + index * TITLE_LINE, ink) for index, line in enumerate(lines)]
    top = 62 + len(lines) * TITLE_LINE
    projects = text(said.projects, EDGE, top + SIGN_HEIGHT + 30, size=COUNT_PX, color=ink["ink-2"])
    credits = _lines(said.credits, room)
    foot = size.height - EDGE - LINE_PX * len(credits)
    owed = [_credit(line, foot + (index + 1) * LINE_PX, ink) for index, line in enumerate(credits)]
    keys = [_key(each, EDGE, foot - 14 - 30 * (2 - index), ink) for index, each in enumerate(_kinds())]
    return "".join([ground, edge, *titles, _sign(said.contributions, EDGE, top, ink), projects, *keys, *owed])


def _above(said: Said, size: Size, ink: Palette) -> str:
    strip = element("rect", width=size.width, height=size.header, fill=ink["surface"])
    edge = element("rect", y=size.header - 1, width=size.width, height=1, fill=ink["sunken"])
    left = size.width - EDGE - _sign_width(said.contributions)
    title = _titled(_title(said.title, left - 2 * EDGE, 1)[0], 42, ink)
    projects = text(said.projects, EDGE, 66, size=COUNT_PX, color=ink["ink-2"])
    return strip + edge + title + projects + _sign(said.contributions, left, 22, ink)


def _below(said: Said, size: Size, ink: Palette) -> str:
    top = size.height - size.footer
    strip = element("rect", y=top, width=size.width, height=size.footer, fill=ink["surface"])
    edge = element("rect", y=top, width=size.width, height=1, fill=ink["sunken"])
    keys, x = [], float(EDGE)
    for kind in _kinds():
        keys.append(_key(kind, x, top + 25, ink))
        x += 26 + width_of(kind[1], SMALLEST_PX) + 22
    credits = _lines(said.credits, size.width - 2 * EDGE)
    owed = [_credit(line, top + 50 + index * LINE_PX, ink) for index, line in enumerate(credits)]
    return "".join([strip, edge, *keys, *owed])


def _owed(said: Said, size: Size, ink: Palette) -> str:
    top = size.height - size.footer + LINE_PX
    lines = _lines(said.credits, size.width - 2 * EDGE)
    return "".join(_credit(line, top + index * LINE_PX, ink) for index, line in enumerate(lines))


def _title(title: str, room: float, most: int) -> list[str]:
    """Return a title in lines that fit, the last one cut where there would be too many."""
    letters = max(int(room / width_of("n", TITLE_PX, 700)), 2)
    lines = [line if len(line) <= letters else _cut(line, letters) for line in wrapped(title, room, TITLE_PX, 700)]
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], letters)]


def _cut(line: str, letters: int) -> str:
    return f"{line[: letters - 1].rstrip()}…"


def _titled(line: str, y: float, ink: Palette) -> str:
    return text(line, EDGE, y, size=TITLE_PX, color=ink["ink"], weight=700)


def _sign_width(words: str) -> float:
    return width_of(words, COUNT_PX, 700) + 40


def _sign(words: str, x: float, y: float, ink: Palette) -> str:
    """Return the yellow plate of a trail sign. By day and by night what is written on it is dark."""
    straight, half = _sign_width(words) - 12, SIGN_HEIGHT / 2
    outline = f"M{x:.1f} {y:.1f}h{straight:.1f}l12 {half}-12 {half}h-{straight:.1f}z"
    plate = element("path", d=outline, fill=ink["mark"], stroke=LIGHT["ink"], stroke_width=1.6, stroke_linejoin="round")
    middle, foot = x + straight / 2 + 2, y + half + COUNT_PX * 0.35
    return plate + text(words, middle, foot, size=COUNT_PX, color=LIGHT["ink"], weight=700, text_anchor="middle")


def _kinds() -> Sequence[tuple[str, str]]:
    return (("idea", _("idea")), ("report", _("report")), ("proposal", _("project")))


def _key(kind: tuple[str, str], x: float, y: float, ink: Palette) -> str:
    name, word = kind
    sign = standing(pin(name, "", ink["ink-2"], "", ink), x + 10, y + 6, 0.5)
    return sign + text(word, x + 28, y, size=SMALLEST_PX, color=ink["ink"])


def _lines(credits: str, room: float) -> list[str]:
    return wrapped(credits, room, SMALLEST_PX)[:MOST_CREDITS] if credits else []


def _credit(line: str, y: float, ink: Palette) -> str:
    return text(line, EDGE, y, size=SMALLEST_PX, color=ink["ink-2"])
