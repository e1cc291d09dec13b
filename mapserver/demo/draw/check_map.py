"""Draw everything into one SVG to be looked at: `python -m mapserver.demo.draw.check_map FILE [w s e n]`."""

import json
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mapserver.demo.draw.territory import LON_SCALE

HERE = Path(__file__).parent.parent
WIDTH_PX = 1600
FILLS = ["#e7e8d9", "#dfe6d2", "#ece4d2", "#e2e0d4", "#e9ead0"]
STYLE = """
.sea { fill: #c3dbe0; stroke: #6e98a4 }
.flat { fill: #f1eedc }
.high { fill: #5b6a4f; fill-opacity: .14 }
.river { fill: none; stroke: #7fafbe; stroke-width: 2 }
.lake { fill: #c3dbe0 }
.road { fill: none; stroke: #c3a97a; stroke-width: 2 }
.rail { fill: none; stroke: #555; stroke-dasharray: 5 3 }
.border { fill: none; stroke: #6b6555; stroke-width: 2; stroke-dasharray: 10 4 2 4 }
.sector { stroke: #8c8672; stroke-dasharray: 1 3 }
.outline { fill: none; stroke: #67264f; stroke-width: 2.6 }
.idea { fill: #f0bc36; stroke: #1d2a31 }
.report { fill: #cb4f27; stroke: #1d2a31 }
.proposal { fill: #2b4459 }
.shape { fill: none; stroke: #2b4459; stroke-width: 3 }
.plan { fill-opacity: .5; stroke: #343434; stroke-width: .6 }
.U { fill: #e60000 }
.AUc { fill: #ff6565 }
.AUs { fill: #feccbe }
.A { fill: #ffff00 }
.N { fill: #56aa02 }
text { font: 11px sans-serif }
.big { font: bold 14px sans-serif }
"""


class Canvas:
    """Flat projection of a lon/lat box to pixels."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.west, self.north = west, north
        self.scale = WIDTH_PX / ((east - west) * LON_SCALE)
        self.height = (north - south) * self.scale
        self.parts: list[str] = []

    def xy(self, point: list[float]) -> str:
        """One position as `x y` in pixels."""
        return f"{(point[0] - self.west) * LON_SCALE * self.scale:.1f} {(self.north - point[1]) * self.scale:.1f}"

    def path(self, geometry: dict[str, Any], css: str, fill: str = "") -> None:
        """A line or an area."""
        rings = "".join(
            "M" + "L".join(self.xy(p) for p in ring) + "Z" * ("Polygon" in geometry["type"])
            for ring in _rings(geometry)
        )
        paint = f' style="fill:{fill}"' if fill else ""
        self.parts.append(f'<path class="{css}" d="{rings}"{paint}/>')

    def dot(self, position: list[float], css: str, label: str = "", radius: float = 3.0) -> None:
        """A point with an optional name."""
        x, y = self.xy(position).split()
        self.parts.append(f'<circle class="{css}" cx="{x}" cy="{y}" r="{radius}"/>')
        if label:
            self.parts.append(f'<text class="{css}" x="{float(x) + 4}" y="{y}">{escape(label)}</text>')


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    kind, coords = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        yield coords
    elif kind in ("Polygon", "MultiLineString"):
        yield from coords
    else:
        for polygon in coords:
            yield from polygon


def features(name: str) -> list[dict[str, Any]]:
    """The features of one data file beside this folder, or nothing while it is not drawn yet."""
    path = HERE / name
    return json.loads(path.read_text(encoding="utf-8"))["features"] if path.exists() else []


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one JSON list beside this folder."""
    path = HERE / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def draw(canvas: Canvas) -> str:
    """All layers, in the order of the map."""
    for i, sector in enumerate(features("sectors.geojson")):
        canvas.path(sector["geometry"], "sector", FILLS[i % len(FILLS)])
    for ground in features("ground.geojson"):
        canvas.path(ground["geometry"], ground["properties"]["kind"])
    for zone in features("plan.geojson"):
        canvas.path(zone["geometry"], f"plan {zone['properties']['TYPEZONE']}")
    for outline in features("outline.geojson"):
        canvas.path(outline["geometry"], "outline")
    for row in rows("contributions.json"):
        canvas.dot([row["lon"], row["lat"]], row["kind"])
    for place in features("places.geojson"):
        facts = place["properties"]
        canvas.dot(place["geometry"]["coordinates"], "big" if facts["rank"] == 1 else "", facts["name"], 2)
    for row in rows("proposals.json"):
        canvas.dot(row["position"], "proposal", radius=7)
        if row.get("shape"):
            canvas.path(row["shape"], "shape")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {canvas.height:.0f}">'
    return f'{head}<style>{STYLE}</style><rect width="100%" height="100%" fill="#f6f4ef"/>{"".join(canvas.parts)}</svg>'


if __name__ == "__main__":
    box = [float(value) for value in sys.argv[2:6]] or [6.5, 43.4, 8.35, 44.7]
    Path(sys.argv[1]).write_text(draw(Canvas(*box)), encoding="utf-8")
