"""PMTiles version 3, read by ranges from disk (the public specification of protomaps/PMTiles, v3).

Nothing in the file is believed: every offset and length is held against the file, every directory and its compression
against a bound. What does not hold is `NotPMTiles`.
"""

import json
import os
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from layers.basemaps.content import unzipped
from layers.basemaps.refusals import NotATile, NotPMTiles

HEADER_BYTES = 127
MAX_ROOT_BYTES = 16_384 - HEADER_BYTES  # the specification's: header and root are in the first 16 KiB
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_DIRECTORY_PLAIN = 8 * 1024 * 1024
MAX_METADATA_PLAIN = 4 * 1024 * 1024
MAX_ENTRIES = 300_000
MAX_TILE_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 3  # of leaf directories below the root
MAX_ZOOM = 22
NONE, GZIP = 1, 2
KINDS = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp", 5: "avif"}


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself, checked; offsets in bytes, bounds in degrees (west, south, east, north)."""

    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    zipped_inside: bool
    zipped_tiles: bool
    kind: str
    minzoom: int
    maxzoom: int
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Directory:
    """Entries in rising order of tile id; a run of 0 points at a leaf directory."""

    ids: tuple[int, ...]
    runs: tuple[int, ...]
    lengths: tuple[int, ...]
    offsets: tuple[int, ...]


@lru_cache(maxsize=64)
def read_header(path: Path) -> Header:
    """Return the checked header of a file that never changes; raise `NotPMTiles`."""
    raw = _read(path, 0, HEADER_BYTES)
    if raw[:7] != b"PMTiles" or raw[7] != 3:
        raise NotPMTiles
    numbers = struct.unpack_from("<8Q", raw, 8)
    inside, around, kind, minzoom, maxzoom = struct.unpack_from("<5B", raw, 97)
    west, south, east, north = (degrees / 1e7 for degrees in struct.unpack_from("<4i", raw, 102))
    parts = [(numbers[at], numbers[at + 1]) for at in range(0, 8, 2)]
    size = path.stat().st_size
    sound = (
        all(offset + length <= size for offset, length in parts)
        and 0 < parts[0][1] <= MAX_ROOT_BYTES
        and inside in (NONE, GZIP)
        and around in (NONE, GZIP)
        and kind in KINDS
        and minzoom <= maxzoom <= MAX_ZOOM
        and -180 <= west < east <= 180
        and -90 <= south < north <= 90
    )
    if not sound:
        raise NotPMTiles
    root, metadata, leaves, tiles = parts
    box = (west, south, east, north)
    return Header(root, metadata, leaves, tiles, inside == GZIP, around == GZIP, KINDS[kind], minzoom, maxzoom, box)


def read_metadata(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file's metadata; raise `NotPMTiles`."""
    header = read_header(path)
    offset, length = header.metadata
    if length == 0:
        return {}
    try:
        found = json.loads(_opened(header, _read(path, offset, length, MAX_METADATA_PLAIN), MAX_METADATA_PLAIN))
    except (ValueError, RecursionError) as error:
        raise NotPMTiles from error
    if not isinstance(found, dict):
        raise NotPMTiles
    return found


def read_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """Return the tile as it is stored, None where there is none; raise `NotPMTiles` where the file lies."""
    header = read_header(path)
    if not header.minzoom <= z <= header.maxzoom:
        return None
    wanted = tile_id(z, x, y)
    offset, length = header.root
    for _depth in range(MAX_DEPTH + 1):
        directory = read_directory(path, offset, length)
        at = bisect_right(directory.ids, wanted) - 1
        if at < 0:
            return None
        run, start, length = directory.runs[at], directory.offsets[at], directory.lengths[at]
        if run:
            return _tile(path, header, start, length) if wanted < directory.ids[at] + run else None
        if start + length > header.leaves[1]:
            raise NotPMTiles
        offset = header.leaves[0] + start
    raise NotPMTiles


@lru_cache(maxsize=128)
def read_directory(path: Path, offset: int, length: int) -> Directory:
    """Return one directory of a file that never changes; raise `NotPMTiles`."""
    data = _opened(read_header(path), _read(path, offset, length, MAX_DIRECTORY_BYTES), MAX_DIRECTORY_PLAIN)
    numbers = _varints(data)
    count = numbers[0] if numbers else 0
    if not 0 < count <= MAX_ENTRIES or len(numbers) != 1 + 4 * count:
        raise NotPMTiles
    deltas, runs, lengths, places = (numbers[1 + part * count : 1 + (part + 1) * count] for part in range(4))
    ids: list[int] = []
    last = 0
    for delta in deltas:
        last += delta
        ids.append(last)
    offsets: list[int] = []
    for at, place in enumerate(places):
        if place == 0 and at == 0:
            raise NotPMTiles
        offsets.append(place - 1 if place else offsets[-1] + lengths[at - 1])
    if 0 in lengths:
        raise NotPMTiles
    return Directory(tuple(ids), tuple(runs), tuple(lengths), tuple(offsets))


def tile_id(z: int, x: int, y: int) -> int:
    """Return the place of a tile in the file's order: zoom by zoom, each along a Hilbert curve."""
    before = ((1 << (2 * z)) - 1) // 3
    along, side = 0, 1 << z >> 1
    while side:
        right, lower = int(x & side > 0), int(y & side > 0)
        along += side * side * ((3 * right) ^ lower)
        if not lower:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
        side >>= 1
    return before + along


def _tile(path: Path, header: Header, start: int, length: int) -> bytes:
    if start + length > header.tiles[1]:
        raise NotPMTiles
    return _read(path, header.tiles[0] + start, length, MAX_TILE_BYTES)


def _read(path: Path, offset: int, length: int, limit: int = MAX_DIRECTORY_BYTES) -> bytes:
    if length > limit:
        raise NotPMTiles
    with path.open("rb") as file:
        if offset + length > os.fstat(file.fileno()).st_size:
            raise NotPMTiles
        file.seek(offset)
        return file.read(length)


def _opened(header: Header, data: bytes, limit: int) -> bytes:
    try:
        return unzipped(data, limit) if header.zipped_inside else data
    except NotATile as error:
        raise NotPMTiles from error


def _varints(data: bytes) -> list[int]:
    """Return all numbers of a directory; raise `NotPMTiles` for one that is cut off or longer than 64 bits."""
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            numbers.append(value)
            value = shift = 0
        else:
            shift += 7
            if shift > 63:
                raise NotPMTiles
    if shift or value:
        raise NotPMTiles
    return numbers
