"""Read the hand-written table of places."""

from dataclasses import dataclass
from pathlib import Path

KINDS = ("town", "village", "hamlet", "pass", "station", "summit", "river", "lake", "sea", "other")


@dataclass(frozen=True)
class Place:
    name: str
    kind: str
    rank: int
    country: str | None
    lon: float
    lat: float
    name_fr: str | None
    name_it: str | None
    aliases: tuple[str, ...]


def read() -> list[Place]:
    """All rows of `places.txt`, the first ranks first."""
    text = Path(__file__).with_name("places.txt").read_text(encoding="utf-8")
    rows = [_place(row) for row in text.splitlines() if row and not row.startswith("#")]
    return sorted(rows, key=lambda place: place.rank)


def _place(row: str) -> Place:
    name, kind, rank, country, position, fr, it, others = (part.strip() for part in row.split("|"))
    lon, lat = position.split(",")
    aliases = tuple(alias.strip() for alias in others.split(",") if alias.strip())
    return Place(name, kind, int(rank), country or None, float(lon), float(lat), fr or None, it or None, aliases)
