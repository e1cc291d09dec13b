"""Where a perimeter's tiles are: the box that everything of it lies in."""

from collections.abc import Iterator

from django.contrib.gis.db.models import Extent

from core.geometry import Tile, tile_at
from participation.selectors import public_contributions, public_proposals
from perimeter_data.models import Perimeter
from perimeter_data.selectors import published_version

Box = tuple[float, float, float, float]


def extent(perimeter: Perimeter) -> Box:
    """Return (west, south, east, north) in degrees of the boundary in force.

    What lies outside since the boundary was moved is in it too: it is still in the list.
    """
    boxes = [published_version(perimeter).boundary.extent]
    for public in (public_contributions(perimeter), public_proposals(perimeter)):
        outside = public.order_by().filter(outside_version__isnull=False)
        if box := outside.aggregate(box=Extent("position"))["box"]:
            boxes.append(box)
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def cover(box: Box, z: int) -> Iterator[Tile]:
    """Yield the tiles of a zoom that a box lies in, column by column."""
    west, south, east, north = box
    first, last = tile_at(west, north, z), tile_at(east, south, z)
    for x in range(first.x, last.x + 1):
        for y in range(first.y, last.y + 1):
            yield Tile(z, x, y)


def covered(box: Box, zooms: range) -> int:
    """Return how many tiles of these zooms a box lies in."""
    west, south, east, north = box
    corners = [(tile_at(west, north, z), tile_at(east, south, z)) for z in zooms]
    return sum((last.x - first.x + 1) * (last.y - first.y + 1) for first, last in corners)
