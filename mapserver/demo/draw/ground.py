"""Draw the ground under the debate: sea, waters, roads, railways, the state border, high and flat ground."""

import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely import LineString, Polygon
from shapely.ops import unary_union

from mapserver.demo.draw import lines
from mapserver.demo.draw.territory import GRID_DEG, LON_SCALE, Sector, curve, draw_border, shore, smooth

# The coast goes on a little on both sides of the outline, so that the sea fills the view.
COAST_BEFORE = lines.points("""
5.40,43.20 La-Ciotat 5.60,43.165 Toulon 5.93,43.105 Giens 6.10,43.035 6.16,43.035 Hyères 6.17,43.085 Bormes 6.33,43.095
Lavandou 6.375,43.135 Cavalaire 6.54,43.17 Lardier 6.615,43.155 Camarat 6.68,43.20 Saint-Tropez 6.70,43.265 6.60,43.275
Sainte-Maxime 6.64,43.305 Issambres 6.69,43.35 Fréjus 6.74,43.42 Saint-Raphaël 6.77,43.422 Dramont 6.85,43.413
Agay 6.87,43.43 6.925,43.45
""")
COAST_AFTER = lines.points("""
Andora 8.145,43.947 Capo-Mele 8.172,43.956 Alassio 8.172,44.005 8.215,44.03 Albenga 8.217,44.05 Loano 8.262,44.125
Finale 8.345,44.168 Noli 8.418,44.203 Savona 8.485,44.305 Varazze 8.575,44.358 Arenzano 8.685,44.40 Genova 8.90,44.40
Camogli 9.15,44.345 Portofino 9.22,44.30
""")
SEA_CORNERS = [(9.22, 42.6), (5.40, 42.6)]
MONACO_SHORE = lines.points("7.414,43.7265 7.4225,43.7285 7.427,43.7325 7.424,43.736 7.429,43.739 7.436,43.7465")

SMALLEST_KM2 = 2.5
ORDER = ("flat", "high", "sea", "river", "lake", "rail", "road", "border")

# Where the mountains are, generously; the valleys are then cut out of it.
MOUNTAINS = lines.points("""
6.55,43.78 6.75,43.72 6.95,43.73 7.10,43.78 7.25,43.80 7.38,43.79 7.47,43.82 7.60,43.86 7.72,43.86 7.86,43.90 7.98,43.94
8.06,43.98 8.12,44.02 8.22,44.12 8.30,44.20 8.30,44.30 8.16,44.33 8.02,44.36 7.90,44.30 7.80,44.31 7.70,44.29 7.62,44.30
7.55,44.29 7.46,44.34 7.42,44.40 7.36,44.42 7.38,44.50 7.36,44.60 7.20,44.68 7.05,44.70 6.90,44.66 6.76,44.56 6.66,44.48
6.52,44.42 6.46,44.30 6.44,44.10 6.48,43.90
""")
OUTER_VALLEYS = [
    lines.points("6.40,44.45 6.652,44.387 6.76,44.42 6.85,44.50 6.84,44.56"),  # Ubaye
    lines.points("7.36,44.57 7.20,44.575 7.08,44.58 7.00,44.60"),  # Varaita
    lines.points("6.62,44.28 6.60,44.20 6.55,44.08 6.50,43.95"),  # Verdon
    lines.points("6.95,44.69 6.92,44.62 6.86,44.57"),
    lines.points("6.652,44.387 6.68,44.33 6.73,44.28"),  # Bachelard
    lines.points("8.215,44.05 8.15,44.10 8.09,44.14"),  # Neva
    lines.points("8.26,44.13 8.18,44.19 8.12,44.22 8.12,44.30"),
    lines.points("8.34,44.17 8.25,44.24 8.20,44.32"),
    lines.points("6.60,43.85 6.66,43.79 6.75,43.80"),
    lines.points("6.81,43.95 6.70,43.95 6.60,43.96"),  # Vaïre and the road to Digne
]


def read_lines() -> list[dict[str, Any]]:
    """The hand-written table `ground.txt`: a line of names, a line of points."""
    text = Path(__file__).with_name("ground.txt").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    return [_named(head, course) for head, course in zip(rows[::2], rows[1::2], strict=True)]


def _named(head: str, course: str) -> dict[str, Any]:
    kind, fr, it, rank = (part.strip() for part in head.split("|"))
    line = lines.points(course)
    shape = curve(line).simplify(0.0002)
    if kind in ("lake", "flat"):
        shape = Polygon(curve([*line, line[0]]).simplify(0.0002).coords)
    names = {"name": fr or it, "name_fr": fr or None, "name_it": it or None}
    return {"geometry": shape, "kind": kind, "rank": int(rank), **names}


def draw(sectors: list[Sector]) -> list[dict[str, Any]]:
    """Every ground feature, the lowest on the map first."""
    named = read_lines()
    rivers = [row["geometry"] for row in named if row["kind"] == "river"]
    floors = [LineString(floor) for sector in sectors for floor in sector.valleys if len(floor) > 1]
    valleys = [*rivers, *floors, *(LineString(line) for line in OUTER_VALLEYS)]
    border = {"geometry": draw_border(), "kind": "border", "rank": 1, "name": "France – Italia"}
    rows = sorted([_sea(), *_high(valleys), *named, border], key=lambda row: ORDER.index(row["kind"]))
    return [{**row, "geometry": shapely.set_precision(row["geometry"], GRID_DEG)} for row in rows]


def _sea() -> dict[str, Any]:
    ours = [*shore(lines.COAST_WEST), *MONACO_SHORE, *shore(lines.COAST_MENTON), *shore(lines.COAST_ITALY)]
    names = {"name": "Mer Ligure", "name_fr": "Mer Ligure", "name_it": "Mar Ligure"}
    sea = Polygon([*COAST_BEFORE, *ours, *COAST_AFTER, *SEA_CORNERS], holes=lines.ISLANDS)
    return {"geometry": sea, "kind": "sea", "rank": 1, **names}


def _high(valleys: list[LineString]) -> list[dict[str, Any]]:
    """Two steps of height: what lies far from every valley floor and from its side valleys."""
    flat = [shapely.affinity.scale(line, LON_SCALE, 1, origin=(0, 0)) for line in valleys]
    sides = [side for line in flat for side in _side_valleys(line)]
    massif = shapely.affinity.scale(Polygon(MOUNTAINS), LON_SCALE, 1, origin=(0, 0))
    rows = []
    for rank, floor_km, side_km in ((2, 1.7, 0.8), (1, 2.9, 1.7)):
        low = unary_union(
            [line.buffer(floor_km / 111.2) for line in flat] + [line.buffer(side_km / 111.2) for line in sides]
        )
        round_again = massif.buffer(-floor_km / 222).difference(low).buffer(-0.003).buffer(0.006).buffer(-0.003)
        for part in shapely.get_parts(round_again):
            if part.area * 111.2**2 > SMALLEST_KM2:
                rows.append({"geometry": _softened(part), "kind": "high", "rank": rank, "name": None})
    return rows


def _side_valleys(floor: LineString) -> Iterator[LineString]:
    """Brooks that join a valley from both sides in turn, slanting upstream, every three kilometres or so."""
    chance = random.Random(round(floor.length * 1e6))  # noqa: S311
    at, side = 0.012, 1
    while at < floor.length - 0.01:
        foot, upstream = floor.interpolate(at), floor.interpolate(max(0.0, at - 0.012))
        heading = math.atan2(upstream.y - foot.y, upstream.x - foot.x) + side * chance.uniform(0.8, 1.25)
        reach = chance.uniform(0.025, 0.055)
        knee = (foot.x + reach / 2 * math.cos(heading), foot.y + reach / 2 * math.sin(heading))
        heading += chance.uniform(-0.5, 0.5)
        yield LineString(
            [foot, knee, (knee[0] + reach / 2 * math.cos(heading), knee[1] + reach / 2 * math.sin(heading))]
        )
        at, side = at + chance.uniform(0.018, 0.04), -side


def _softened(part: Polygon) -> Polygon:
    shape = shapely.affinity.scale(part.simplify(0.0016), 1 / LON_SCALE, 1, origin=(0, 0))
    rings = [LineString(ring.coords) for ring in (shape.exterior, *shape.interiors)]
    shell, *holes = [smooth(ring, 1).coords for ring in rings]
    return Polygon(shell, holes).buffer(0)
