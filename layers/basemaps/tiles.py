"""One tile of a base map, wherever it comes from."""

from dataclasses import dataclass
from pathlib import Path

from core.geometry import Tile
from layers.basemaps import pmtiles
from layers.basemaps.content import MEDIA_TYPES, VECTOR, recognised
from layers.basemaps.refusals import BrokenTile, NotATile, NotPMTiles, UnknownBaseMap
from layers.basemaps.remote import remote_tile
from layers.models import BaseMap
from layers.services.media import full_path

# One transparent pixel: a raster tile where the base map has nothing.
CLEAR = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4"
    "890000000b4944415478da636000020000050001e9fadcd80000000049454e44"
    "ae426082"
)


@dataclass(frozen=True, slots=True)
class BaseTile:
    """What is sent: the media type is of what the bytes are, whatever ending was asked for."""

    media_type: str
    body: bytes


def read_tile(base_map: BaseMap, tile: Tile, *, vector: bool) -> BaseTile:
    """Return a tile, empty or transparent where there is none.

    Raises `UnknownBaseMap` for the other sort of tiles, `BrokenTile` for a file that lies, `SourceAway`.
    """
    if vector != base_map.is_vector:
        raise UnknownBaseMap
    kind, body = ("", b"")
    if base_map.minzoom <= tile.z <= base_map.maxzoom:
        kind, body = _stored(base_map, tile) if base_map.file else remote_tile(base_map.url, tile)
    if kind and (kind == VECTOR) != vector:
        kind, body = "", b""
    if not kind:
        return BaseTile(MEDIA_TYPES[VECTOR], b"") if vector else BaseTile(MEDIA_TYPES["png"], CLEAR)
    return BaseTile(MEDIA_TYPES[kind], body)


def _stored(base_map: BaseMap, tile: Tile) -> tuple[str, bytes]:
    path: Path = full_path(base_map.file)
    try:
        found = pmtiles.read_tile(path, tile.z, tile.x, tile.y)
        return recognised(found) if found else ("", b"")
    except (NotPMTiles, NotATile, OSError) as error:
        raise BrokenTile from error
