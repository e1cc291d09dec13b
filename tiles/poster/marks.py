"""Contributions and projects: one by one, in rings, and as plates of zones. What is drawn adds up to the list."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.color import walk
from tiles.poster.boxes import Box, Room, around
from tiles.poster.features import Feature
from tiles.poster.signs import KINDS, pin, plate, plate_width, radius, ring, standing
from tiles.style.tokens import Palette

GAP_PX = 3
PIN_RADIUS = 17
PIN_RISE = 18  # the middle of a pin above its foot
# Where a zone's plate is moved to when a ring lies on its place: the nearest first.
NEARBY = [(0.0, 0.0)] + [
    (away * math.cos(turn * math.pi / 8), away * math.sin(turn * math.pi / 8))
    for away in (16, 24, 32, 40, 50, 60)
    for turn in range(16)
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on the picture: the counts of its kinds; `single` are a pin's own properties."""

    x: float
    y: float
    shares: dict[str, int]
    single: dict[str, Any] | None = None

    @property
    def n(self) -> int:
        """How many it stands for."""
        return sum(self.shares.values())

    @property
    def reach(self) -> float:
        """How far it reaches around its middle."""
        return PIN_RADIUS if self.single is not None else radius(self.n) + GAP_PX

    @property
    def middle(self) -> tuple[float, float]:
        """Where its middle is: a pin stands on its place, a ring lies on it."""
        return self.x, self.y if self.single is None else self.y - PIN_RISE

    def box(self) -> Box:
        """Return what it takes of the picture."""
        return around(*self.middle, self.reach, self.reach)


@dataclass(frozen=True, slots=True)
class Plate:
    """What is anchored to one zone."""

    x: float
    y: float
    n: int


@dataclass(frozen=True, slots=True)
class Marks:
    """All signs of a picture."""

    plates: list[Plate]
    rings: list[Mark]

    @property
    def contributions(self) -> int:
        """How many contributions are drawn: projects are counted apart."""
        return sum(plate.n for plate in self.plates) + sum(mark.n - mark.shares["proposal"] for mark in self.rings)

    @property
    def projects(self) -> int:
        """How many projects are drawn."""
        return sum(mark.shares["proposal"] for mark in self.rings)


def marks(contributions: Sequence[Feature], proposals: Sequence[Feature]) -> Marks:
    """Return the signs of the features; those that would cover each other are joined."""
    zoned = [feature for feature in contributions if feature.properties.get("anchor") == "zone"]
    points = [feature for feature in contributions if feature.properties.get("anchor") != "zone"]
    points += [feature for feature in proposals if "part" not in feature.properties]
    plates = [Plate(*feature.spot, feature.properties["point_count"]) for feature in zoned]
    return Marks(plates, joined([_mark(feature) for feature in points]))


def _mark(feature: Feature) -> Mark:
    properties = feature.properties
    if not properties.get("cluster"):
        return Mark(*feature.spot, {kind: int(kind == properties["kind"]) for kind in KINDS}, properties)
    return Mark(*feature.spot, {kind: properties.get(f"count_{kind}", 0) for kind in KINDS})


def joined(found: Sequence[Mark]) -> list[Mark]:
    """Return marks that leave each other room: those that would not are one ring, at their mean position."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (-mark.n, mark.y, mark.x)):
        near = next((index for index, other in enumerate(kept) if _cover(mark, other)), None)
        if near is None:
            kept.append(mark)
        else:
            kept[near] = _together(kept[near], mark)
    # A ring that grew may cover its neighbour. There are fewer each time, so this ends.
    return kept if len(kept) == len(found) else joined(kept)


def _cover(one: Mark, other: Mark) -> bool:
    far = one.reach + other.reach
    return math.dist(one.middle, other.middle) < far


def _together(one: Mark, other: Mark) -> Mark:
    n = one.n + other.n
    x, y = ((a * one.n + b * other.n) / n for a, b in ((one.x, other.x), (one.y, other.y)))
    return Mark(x, y, {kind: one.shares[kind] + other.shares[kind] for kind in KINDS})


def placed(plates: Sequence[Plate], room: Room, language: str) -> list[Plate]:
    """Return the plates of zones, each moved to where it covers no ring, if there is such a place nearby."""
    found = []
    for plate_ in sorted(plates, key=lambda each: (-each.n, each.y, each.x)):
        half = plate_width(plate_.n, language) / 2 + 2
        tries = [around(plate_.x + dx, plate_.y + dy, half, 15) for dx, dy in NEARBY]
        spot = room.first_free(tries)
        if spot is None:
            room.take(spot := tries[0])
        found.append(replace(plate_, x=(spot.left + spot.right) / 2, y=(spot.top + spot.bottom) / 2))
    return found


def drawn(found: Marks, themes: dict[str, tuple[str, str]], room: Room, ink: Palette, language: str) -> str:
    """Return the signs, pins last; `themes` are slug → (colour, icon)."""
    for mark in found.rings:
        room.take(mark.box())
    plates = [plate(each.x, each.y, each.n, ink, language) for each in placed(found.plates, room, language)]
    ordered = sorted(found.rings, key=lambda mark: (mark.single is not None, mark.y))
    return "".join([*plates, *(_drawn(mark, themes, ink, language) for mark in ordered)])


def _drawn(mark: Mark, themes: dict[str, tuple[str, str]], ink: Palette, language: str) -> str:
    if mark.single is None:
        return ring(mark.x, mark.y, mark.shares, ink, language)
    color, icon = themes.get(mark.single.get("theme", ""), (ink["ink-2"], ""))
    # By night the picked colour is walked until it is seen, as the accent is.
    color = walk(color, [ink["surface"]], 3, lighter=ink.scheme == "dark")
    return standing(pin(mark.single["kind"], mark.single.get("state", ""), color, icon, ink), mark.x, mark.y)
