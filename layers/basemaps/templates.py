"""Addresses with gaps: XYZ ({z}, {x}, {y} or {-y}) and WMTS ({TileMatrix}, {TileCol}, {TileRow})."""

import re

from django.utils.translation import gettext_lazy as _

from core.geometry import Tile
from layers.basemaps.refusals import AddressRefused

GAP = re.compile(r"\{(-?\w+)\}")
MEANING = {"z": "z", "x": "x", "y": "y", "-y": "-y", "tilematrix": "z", "tilecol": "x", "tilerow": "y"}
COMPLETE = ({"z", "x", "y"}, {"z", "x", "-y"})
MAX_LENGTH = 1000


def check(template: str) -> None:
    """Raise `AddressRefused` unless the address has its three gaps, all of them behind the host."""
    scheme, _colon, rest = template.partition("://")
    host, _slash, path = rest.partition("/")
    names = [MEANING.get(name.lower()) for name in GAP.findall(path)]
    whole = None not in names and len(set(names)) == len(names) and set(names) in COMPLETE
    if scheme not in {"http", "https"} or re.search(r"[{}?#]", host) or len(template) > MAX_LENGTH or not whole:
        raise AddressRefused(
            _("Write the whole address with {z}, {x} and {y} – or {TileMatrix}, {TileCol} and {TileRow} – in it.")
        )
    if re.search(r"[{}]", GAP.sub("", template)) or re.search(r"[\s\x00-\x1f\x7f]", template):
        raise AddressRefused


def address(template: str, tile: Tile) -> str:
    """Return the address of one tile."""
    values = {"z": tile.z, "x": tile.x, "y": tile.y, "-y": (1 << tile.z) - 1 - tile.y}
    return GAP.sub(lambda gap: str(values[MEANING[gap[1].lower()]]), template)
