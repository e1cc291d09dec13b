"""Numbers in memory that all processes of this machine share: whether what is kept of a tile is still right.

A file of counters, mapped by every process. What is kept carries the stamp it was made under; a write raises the
counters of the tiles it touches, and from then on nobody's copy is right any more, in any worker, in any set of
layers. Two tiles that share a counter cost each other a needless miss, never a stale answer.
"""

import fcntl
import mmap
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.geometry import GRID_BITS, MAX_ZOOM, Tile

MAGIC = b"agorama2"
HEADER = 4096
PERIMETERS, TILES, SEEN = 1 << 12, 1 << 20, 1 << 16
SIZE = HEADER + 8 * PERIMETERS + 4 * TILES + 8 * SEEN + PERIMETERS

Stamp = tuple[int, int]


class Stamps:
    """The counters below a folder; made there when they are missing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.lock_path = folder / "lock"
        path = folder / "stamps"
        with self.locked(), path.open("a+b") as file:
            self.is_new = os.fstat(file.fileno()).st_size != SIZE
            if self.is_new:
                file.truncate(0)
                file.truncate(SIZE)
            self.map = mmap.mmap(file.fileno(), SIZE)
            if self.is_new or self.map[:8] != MAGIC:
                # Where counting begins nobody can guess: an old copy never fits a new file by chance.
                self.is_new = True
                self.map[:HEADER] = struct.pack("<8sQQ", MAGIC, secrets.randbits(31), 0).ljust(HEADER, b"\0")
        view = memoryview(self.map)
        self.head = view[8:24].cast("Q")  # the epoch; how far the follower of the feed has come
        at = HEADER
        self.perimeters = view[at : at + 8 * PERIMETERS].cast("Q")
        at += 8 * PERIMETERS
        self.tiles = view[at : at + 4 * TILES].cast("I")
        at += 4 * TILES
        self.seen = view[at : at + 8 * SEEN].cast("Q")
        self.zoned = view[at + 8 * SEEN :]

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the machine's lock on what is kept: exclusive to take something away, shared to put something there."""
        with self.lock_path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            yield

    @property
    def horizon(self) -> int:
        """How far the feed has been followed on this machine; 0: not yet."""
        return self.head[1]

    @horizon.setter
    def horizon(self, xid: int) -> None:
        self.head[1] = xid

    def of_perimeter(self, perimeter_id: int) -> Stamp:
        """Return the stamp of what is drawn of a perimeter but its debate."""
        return self.perimeters[perimeter_id % PERIMETERS] + self.head[0], 0

    def of_tile(self, slot: int, perimeter_id: int) -> Stamp:
        """Return the stamp of a tile of the debate, by its `tile_slot`."""
        return self.perimeters[perimeter_id % PERIMETERS] + self.head[0], self.tiles[slot]

    def raise_perimeter(self, perimeter_id: int) -> None:
        """Nothing kept of a perimeter is right any more (under the exclusive lock)."""
        self.perimeters[perimeter_id % PERIMETERS] += 1

    def raise_tiles(self, perimeter_id: int, touched: Iterable[Tile]) -> None:
        """The debate of these tiles is not what it was (under the exclusive lock)."""
        for slot in {tile_slot(perimeter_id, tile) for tile in touched}:
            self.tiles[slot] = (self.tiles[slot] + 1) & 0xFFFFFFFF

    def first_zoned(self, perimeter_id: int) -> bool:
        """Say, once, that something of a perimeter is anchored to a zone (under the exclusive lock).

        What was looked up before it was does not ask for zones (`Contributions.anchored`).
        """
        at = perimeter_id % PERIMETERS
        first, self.zoned[at] = not self.zoned[at], 1
        return first

    def is_seen(self, change_id: int) -> bool:
        """Say whether a change was followed on this machine already."""
        return self.seen[change_id % SEEN] == change_id

    def see(self, change_id: int) -> None:
        """Note that a change was followed (under the exclusive lock)."""
        self.seen[change_id % SEEN] = change_id


def tile_slot(perimeter_id: int, tile: Tile) -> int:
    """Return the number of a tile's counter."""
    return hash((perimeter_id, tile.z, tile.x, tile.y)) % TILES


def tiles_over(key: int) -> list[Tile]:
    """Return the tiles of every zoom that hold a key."""
    wx, wy = _even_bits(key), _even_bits(key >> 1)
    return [Tile(z, wx >> (GRID_BITS - z), wy >> (GRID_BITS - z)) for z in range(MAX_ZOOM + 1)]


def _even_bits(value: int) -> int:
    value &= 0x5555555555555555
    value = (value | value >> 1) & 0x3333333333333333
    value = (value | value >> 2) & 0x0F0F0F0F0F0F0F0F
    value = (value | value >> 4) & 0x00FF00FF00FF00FF
    value = (value | value >> 8) & 0x0000FFFF0000FFFF
    return (value | value >> 16) & 0x00000000FFFFFFFF
