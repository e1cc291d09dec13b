"""Names of places, the most important first; one that finds no room is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiles.poster.boxes import Box, Room, around
from tiles.poster.features import Feature
from tiles.poster.svg import text, width_of
from tiles.style.tokens import Palette

MOST = 40
BESIDE_PX = 9
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Look:
    """How the names of one kind of place are written."""

    size: int
    weight: int
    color: str
    water: bool = False


LOOKS = {
    "sea": Look(18, 400, "map-water-label", water=True),
    "river": Look(14, 400, "map-water-label", water=True),
    "lake": Look(14, 400, "map-water-label", water=True),
    "town": Look(18, 700, "map-label"),
    "village": Look(15, 600, "map-label"),
}
SMALL = Look(14, 500, "map-label-2")


def names(places: Sequence[Feature], room: Room, ink: Palette, language: str) -> str:
    """Return the names in the reader's language, none over a mark or another name."""
    ordered = sorted(places, key=lambda each: (each.properties.get("rank", 9), str(each.properties.get("name"))))
    found: list[str] = []
    for place in ordered:
        name = _name(place, language)
        if name and len(found) < MOST and (drawn := _drawn(name, place, room, ink)):
            found.append(drawn)
    return "".join(found)


def _name(place: Feature, language: str) -> str:
    return str(place.properties.get(f"name:{language}") or place.properties.get("name") or "")


def _drawn(name: str, place: Feature, room: Room, ink: Palette) -> str:
    look = LOOKS.get(str(place.properties.get("kind")), SMALL)
    half = width_of(name, look.size, look.weight) / 2 + 4
    box = room.first_free(_tries(*place.spot, half, look))
    if box is None or len(name) > LONGEST:
        return ""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 + look.size * 0.35
    slant = {"font_style": "italic"} if look.water else {}
    halo = ink["map-halo"]
    return text(
        name, x, y, size=look.size, color=ink[look.color], weight=look.weight, halo=halo, text_anchor="middle", **slant
    )


def _tries(x: float, y: float, half: float, look: Look) -> Iterator[Box]:
    """Return where a name may stand: on its place, else around it."""
    high = look.size * 0.62
    yield around(x, y, half, high)
    if look.water:
        return
    for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        yield around(x + dx * (half + BESIDE_PX), y + dy * (high + BESIDE_PX), half, high)
