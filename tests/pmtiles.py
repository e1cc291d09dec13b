"""Small PMTiles files of our own making, sound ones and such as lie; and the vector tile that they hold."""

import gzip
import json
import struct
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from layers.basemaps.pmtiles import tile_id

KINDS = {"mvt": 1, "png": 2, "jpeg": 3, "webp": 4}
BOUNDS = (7.0, 43.5, 8.0, 44.5)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    """Return a directory, not compressed, of (tile id, run, length, offset)."""
    ids = [entry[0] for entry in entries]
    deltas = [ids[0], *(after - before for before, after in pairwise(ids))]
    columns = [deltas, [e[1] for e in entries], [e[2] for e in entries], [e[3] + 1 for e in entries]]
    return varint(len(entries)) + b"".join(varint(number) for column in columns for number in column)


def write(
    path: Path,
    tiles: Mapping[tuple[int, int, int], bytes],
    *,
    kind: str = "mvt",
    leaves: bool = False,
    metadata: Any = None,
    zipped: bool = True,
    bounds: tuple[float, float, float, float] = BOUNDS,
    **lies: int,
) -> Path:
    """Write a file; `lies` are header fields by name, whatever the truth is."""
    data, entries = b"", []
    for (z, x, y), tile in sorted(tiles.items(), key=lambda item: tile_id(*item[0])):
        stored = gzip.compress(tile) if zipped and kind == "mvt" else tile
        entries.append((tile_id(z, x, y), 1, len(stored), len(data)))
        data += stored
    leaf = gzip.compress(directory(entries)) if leaves else b""
    root = gzip.compress(directory([(entries[0][0], 0, len(leaf), 0)] if leaves else entries))
    words = gzip.compress(json.dumps(metadata or {}).encode())
    at = [127, 127 + len(root), 127 + len(root) + len(words), 127 + len(root) + len(words) + len(leaf)]
    zooms = [z for z, _x, _y in tiles]
    header = {
        "version": 3, "root": at[0], "root_length": len(root), "metadata": at[1], "metadata_length": len(words),
        "leaf_at": at[2], "leaf_length": len(leaf), "tiles": at[3], "tiles_length": len(data),
        "addressed": len(entries), "entries": len(entries), "contents": len(entries), "clustered": 1,
        "inside": 2, "around": 2 if zipped and kind == "mvt" else 1, "type": KINDS[kind],
        "minzoom": min(zooms), "maxzoom": max(zooms),
    } | lies  # fmt: skip
    corners = [round(degrees * 1e7) for degrees in bounds]
    raw = struct.pack("<7s", b"PMTiles") + struct.pack("<B11Q6B", *header.values()) + struct.pack("<4i", *corners)
    raw += struct.pack("<B2i", header["minzoom"], 0, 0)
    path.write_bytes(raw + root + words + leaf + data)
    return path
