"""Draw the outline and its sectors: lines first, faces out of them, so that neighbours share every vertex."""

import math
import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import shapely
from shapely import MultiPoint, MultiPolygon, Polygon
from shapely.geometry import LineString, Point
from shapely.ops import linemerge, polygonize, split, unary_union

from mapserver.demo.draw import lines
from mapserver.demo.draw.lines import Line

GRID_DEG = 0.0001  # every coordinate has four decimals, about ten metres
KM_PER_DEG_LAT = 111.2
LON_SCALE = math.cos(math.radians(44.0))  # one degree of longitude in degrees of latitude, here
SEED_STEP_KM = 1.2
SEED = 1860


@dataclass(frozen=True)
class Sector:
    code: str
    country: str
    population: int
    names: dict[str, str]
    valleys: list[Line]


def read_sectors() -> list[Sector]:
    """The hand-written table `sectors.txt`: one line of names, one of valley floors."""
    text = Path(__file__).with_name("sectors.txt").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    return [_sector(head, valleys) for head, valleys in zip(rows[::2], rows[1::2], strict=True)]


def _sector(head: str, valleys: str) -> Sector:
    code, country, population, fr, it, en = (part.strip() for part in head.split("|"))
    floors = [lines.points(part) for part in valleys.split(";")]
    return Sector(code, country, int(population), {"fr": fr, "it": it, "en": en}, floors)


def length_km(a: lines.Point, b: lines.Point) -> float:
    """Distance on the ground, good to a per cent at this latitude."""
    return KM_PER_DEG_LAT * math.hypot((a[0] - b[0]) * LON_SCALE, a[1] - b[1])


def ruffle(line: Line, *, longer_than_km: float = 3.0) -> Line:
    """Bend the long stretches of a crest a little: between two passes it never runs straight."""
    chance = random.Random(SEED)  # noqa: S311
    out = [line[0]]
    for a, b in pairwise(line):
        if length_km(a, b) > longer_than_km:
            bend, along = chance.uniform(-0.13, 0.13), chance.uniform(0.4, 0.6)
            dx, dy = (b[0] - a[0]) * LON_SCALE, b[1] - a[1]
            out.append((a[0] + (b[0] - a[0]) * along - bend * dy / LON_SCALE, a[1] + dy * along + bend * dx))
        out.append(b)
    return out


def smooth(line: LineString, rounds: int = 3) -> LineString:
    """Chaikin's corner cutting with both ends kept."""
    coords = list(line.coords)
    for _ in range(rounds):
        cut = [coords[0]]
        for (ax, ay), (bx, by) in pairwise(coords):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        coords = [*cut, coords[-1]]
    return LineString(coords)


def curve(line: Line, steps: int = 5) -> LineString:
    """A Catmull-Rom curve through every point of the line."""
    ends = [line[0], *line, line[-1]]
    out: Line = [line[0]]
    for i in range(1, len(ends) - 2):
        quad = ends[i - 1 : i + 3]
        out += [(_catmull(quad, 0, n / steps), _catmull(quad, 1, n / steps)) for n in range(1, steps)]
        out.append(quad[2])
    return LineString(out)


def _catmull(quad: Line, axis: int, t: float) -> float:
    a, b, c, d = (point[axis] for point in quad)
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def shore(line: Line) -> Line:
    """A coast with its bays rounded a little."""
    return [(x, y) for x, y in curve(line, 2).coords]


def draw_border() -> LineString:
    """The state border from the crest down to the sea."""
    return LineString(ruffle(lines.BORDER))


def draw_mainland() -> Polygon:
    """The territory without its islands, the coast as drawn, the land side ruffled."""
    land_side = [lines.COAST_ITALY[-1], *lines.EAST, *lines.NORTH, *lines.CREST, *lines.WEST, lines.COAST_WEST[0]]
    coast = [*shore(lines.COAST_WEST), *lines.AROUND_MONACO, *shore(lines.COAST_MENTON), *shore(lines.COAST_ITALY)]
    return Polygon([*coast, *ruffle(land_side)[1:]])


def draw() -> tuple[MultiPolygon, dict[str, MultiPolygon]]:
    """The outline, and one area per sector code; the outline is exactly their union."""
    sectors = read_sectors()
    mainland, islands = draw_mainland(), [Polygon(ring) for ring in lines.ISLANDS]
    owner = _cells(sectors, mainland)
    inner = _smoothed_limits(list(owner.values()), mainland)
    walls = shapely.set_precision(unary_union([mainland.exterior, draw_border(), *inner]), GRID_DEG)
    faces: dict[str, list[Polygon]] = {sector.code: [] for sector in sectors}
    for face in polygonize(walls):
        faces[max(owner, key=lambda code: owner[code].intersection(face).area)].append(face)
    faces["F03"] += [shapely.set_precision(island, GRID_DEG) for island in islands]
    areas = {code: _multi(unary_union(parts)) for code, parts in faces.items()}
    return _multi(unary_union(list(areas.values()))), areas


def _cells(sectors: list[Sector], mainland: Polygon) -> dict[str, Polygon | MultiPolygon]:
    """What is nearer to a sector's valley floors than to any other of its country, on a flattened map."""
    first, second = split(mainland, draw_border()).geoms
    france = first if first.contains(Point(7.27, 43.72)) else second
    italy = second if france is first else first
    owner: dict[str, Polygon | MultiPolygon] = {}
    for land, country in ((france, "FR"), (italy, "IT")):
        ours = [sector for sector in sectors if sector.country == country]
        seeds = [(sector.code, seed) for sector in ours for seed in _seeds(sector)]
        flat = MultiPoint([(x * LON_SCALE, y) for _, (x, y) in seeds])
        around = shapely.affinity.scale(land, LON_SCALE, 1, origin=(0, 0)).buffer(0.2)
        cells = shapely.voronoi_polygons(flat, extend_to=around, ordered=True).geoms
        for sector in ours:
            mine = [cell for (code, _), cell in zip(seeds, cells, strict=True) if code == sector.code]
            round_earth = shapely.affinity.scale(unary_union(mine), 1 / LON_SCALE, 1, origin=(0, 0))
            owner[sector.code] = round_earth.intersection(land)
    return owner


def _seeds(sector: Sector) -> list[lines.Point]:
    seeds: dict[lines.Point, None] = {}
    for floor in sector.valleys:
        seeds[floor[0]] = None
        for a, b in pairwise(floor):
            steps = max(1, round(length_km(a, b) / SEED_STEP_KM))
            for i in range(1, steps + 1):
                seeds[(a[0] + (b[0] - a[0]) * i / steps, a[1] + (b[1] - a[1]) * i / steps)] = None
    return list(seeds)


def _smoothed_limits(cells: list[Polygon | MultiPolygon], mainland: Polygon) -> list[LineString]:
    """The limits between sectors of one country, each smoothed between the points where three meet."""
    fence = unary_union([mainland.exterior, draw_border()]).buffer(1e-7)
    limits = linemerge(unary_union([cell.boundary for cell in cells]).difference(fence))
    arcs = limits.geoms if hasattr(limits, "geoms") else [limits]
    smoothed = [smooth(arc.simplify(0.004)).simplify(0.0006) for arc in arcs]
    return [_reach(arc, fence) for arc in smoothed]


def _reach(arc: LineString, fence: Polygon) -> LineString:
    """Carry an end that stopped at the fence's buffer on to its other side."""
    coords = list(arc.coords)
    for end, before in ((0, 1), (-1, -2)):
        if Point(coords[end]).distance(fence) < 1e-6:
            (x, y), (bx, by) = coords[end], coords[before]
            far = 0.001 / max(math.hypot(x - bx, y - by), 1e-9)
            coords[end] = (x + (x - bx) * far, y + (y - by) * far)
    return LineString(coords)


def _multi(area: Polygon | MultiPolygon) -> MultiPolygon:
    return area if isinstance(area, MultiPolygon) else MultiPolygon([area])
