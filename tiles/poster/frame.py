"""Where the territory lies in a picture of a given size, and which tiles cover it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from core.geometry import GRID, Tile, world_position
from tiles.frame import CLUSTER_MAX_ZOOM, PIXELS
from tiles.poster.boxes import Box

MARGIN = 34


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's pixels; what is said of the map stands in a panel beside it, or above and below it.

    A bare one is a map alone: header and footer are what the page's own pieces float over.
    """

    width: int
    height: int
    panel: int = 0
    header: int = 0
    footer: int = 0
    bare: bool = False

    @property
    def map(self) -> Box:
        """Return the part that shows the map alone."""
        return Box(self.panel, self.header, self.width, self.height - self.footer)


# Preview cards, pages, phones held upright; what stands for the map on a phone until that is there.
SIZES = {
    "card": Size(1200, 630, panel=384),
    "wide": Size(960, 540, panel=300),
    "phone": Size(720, 900, header=84, footer=84),
    "map": Size(720, 720, header=132, footer=140, bare=True),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: `pixels` a tile of zoom `z`, whose grid begins at (`left`, `top`)."""

    size: Size
    z: int
    pixels: float
    left: float
    top: float

    def tiles(self) -> Iterator[Tile]:
        """Return the tiles that cover the picture."""
        columns = range(
            math.floor(-self.left / self.pixels), math.floor((self.size.width - self.left) / self.pixels) + 1
        )
        rows = range(math.floor(-self.top / self.pixels), math.floor((self.size.height - self.top) / self.pixels) + 1)
        found = (Tile(self.z, x, y) for y in rows for x in columns)
        return (tile for tile in found if tile.exists)

    def corner(self, tile: Tile) -> tuple[float, float]:
        """Return where the north-west corner of a tile lies in the picture."""
        return self.left + tile.x * self.pixels, self.top + tile.y * self.pixels


def fitted(size: Size, box: tuple[float, float, float, float]) -> Frame:
    """Return the frame in which a box (west, south, east, north, degrees) fills the part for the map.

    Tiles are drawn at 512 pixels or more, so that the cells of clusters are never closer than on the map. No farther
    in than clusters go: the picture of a small place does not ask for single pins by the thousand.
    """
    west, south, east, north = box
    (x0, y0), (x1, y1) = world_position(west, north), world_position(east, south)
    room = size.map
    across, down = room.right - room.left - 2 * MARGIN, room.bottom - room.top - 2 * MARGIN
    pixels = min(across / max(x1 - x0, 1), down / max(y1 - y0, 1))  # a step of the world grid
    z = min(max(math.floor(math.log2(pixels * GRID / PIXELS)), 0), CLUSTER_MAX_ZOOM)
    left = (room.left + room.right) / 2 - pixels * (x0 + x1) / 2
    top = (room.top + room.bottom) / 2 - pixels * (y0 + y1) / 2
    return Frame(size, z, pixels * GRID / (1 << z), left, top)
