"""Addresses below /tiles/: layer names in their canonical order, tiles inside the matrix."""

import re

from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from core.geometry import Tile
from layers.selectors import UnknownLayer

NAME = re.compile(r"[A-Za-z0-9_-]{1,67}")  # "zones-" and a slug of 60
NUMBER = re.compile(r"0|[1-9][0-9]{0,6}")


class OutsideTileMatrix(Missing):
    code = "outside_tile_matrix"
    message = _("There is no such tile: z is 0 to 22, x and y lie within the world of that z.")


def parse_names(text: str) -> tuple[str, ...]:
    """Return the layer names as given; raise `UnknownLayer` for what can be no name, or one named twice."""
    names = tuple(text.split(","))
    for name in names:
        if not NAME.fullmatch(name) or names.count(name) > 1:
            raise UnknownLayer(layer=name[:80])
    return names


def canonical(names: tuple[str, ...]) -> str:
    """Return the one way to write a set of layers: sorted, joined by commas."""
    return ",".join(sorted(names))


def parse_tile(z: str, x: str, y: str) -> Tile:
    """Return the tile; raise `OutsideTileMatrix` for anything but plain decimal numbers inside the matrix."""
    if not all(NUMBER.fullmatch(part) for part in (z, x, y)):
        raise OutsideTileMatrix
    tile = Tile(int(z), int(x), int(y))
    if not tile.exists:
        raise OutsideTileMatrix
    return tile
