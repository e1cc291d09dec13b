"""Tiles are made once: what is kept is used while it is right, and one makes what many wait for."""

import fcntl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import OperationalError, connection

from core.geometry import Tile
from core.metrics import TILES
from tiles.bodies import Body, body_as_is, body_of
from tiles.drawing import Drawing, draw
from tiles.files import Files
from tiles.memory import Held, Memory
from tiles.stamps import Stamp, Stamps, tile_slot

LOCKS = 64
DRAWINGS = 500
# How long a tile is left alone that the database could not make in time: as long as callers are told to wait.
REST_S, RESTING = 5, 10_000
# Whatever changes in a debate touches this tile.
WORLD = Tile(0, 0, 0)
LAST_RASTER_ZOOM = 19


@dataclass(frozen=True, slots=True)
class Raster:
    """A tile of a raster layer."""

    perimeter_id: int
    layer: str
    tile: Tile
    ending: str


class Keeper:
    """Everything that is kept on this machine, as one process sees it."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.stamps, self.files, self.memory = Stamps(folder), Files(folder), Memory(most_bytes)
        if self.stamps.is_new:
            with self.stamps.locked():
                self.files.remove_all()
        self.drawings: dict[tuple[str, str], Drawing] = {}
        self.locks = [threading.Lock() for _n in range(LOCKS)]
        self.raster_locks = [threading.Lock() for _n in range(LOCKS)]
        self.resting: dict[str, float] = {}
        self.makers = (folder / "makers").open("a+b")

    def held(self, address: str) -> Body | None:
        """Return what this process holds at an address, where it is still right."""
        held = self.memory.get(address)
        if held is None or held.stamp != self._now(held.perimeter_id, held.slot):
            return None
        TILES.labels("memory").inc()
        return held.body

    def drawing(self, slug: str, layers: str) -> Drawing:
        """Return what a canonical set of layers means; raises what `draw` raises."""
        if connection.in_atomic_block:
            return draw(slug, layers, self.stamps)
        known = self.drawings.get((slug, layers))
        if known is None or known.stamp != self.stamps.of_perimeter(known.perimeter_id):
            if len(self.drawings) >= DRAWINGS:
                self.drawings.clear()
            known = self.drawings[slug, layers] = draw(slug, layers, self.stamps)
        return known

    def tile(self, drawing: Drawing, tile: Tile, address: str) -> Body:
        """Return a tile: held, filed, or made now; what is made is kept.

        Where the database is away or too slow: what was right last, else `OperationalError`, at once for a while.
        """
        if connection.in_atomic_block:  # what others cannot see yet is not kept for them
            return body_of(drawing.encode(tile))
        with self.locks[hash(address) % LOCKS]:
            held = self.held(address)
            return held or self._careful(drawing, tile, address)

    def picture(self, address: str, perimeter_id: int, make: Callable[[], Body]) -> Body:
        """Return a picture of all of a perimeter: held while nothing of it has changed, else made now."""
        if connection.in_atomic_block:
            return make()
        slot = tile_slot(perimeter_id, WORLD)
        with self.locks[hash(address) % LOCKS]:
            body = self.held(address)
            if body is None:
                stamp = self._now(perimeter_id, slot)
                body = make()
                self.memory.put(address, Held(body, stamp, perimeter_id, slot))
            return body

    def raster(self, raster: Raster, address: str, make: Callable[[], bytes | None]) -> Body | None:
        """Return a tile of a raster layer: held, filed, or made now; None where there is nothing to see.

        Its locks are its own: a store that is slow must not hold up other tiles.
        """
        if connection.in_atomic_block:
            made = make()
            return body_as_is(made) if made else None
        with self.raster_locks[hash(address) % LOCKS]:
            return self.held(address) or self._filed_or_drawn(raster, address, make)

    def _filed_or_drawn(self, raster: Raster, address: str, make: Callable[[], bytes | None]) -> Body | None:
        stamp = self._now(raster.perimeter_id, None)
        path = self.files.picture_path(raster.perimeter_id, raster.layer, raster.tile, raster.ending)
        body = self.files.read_picture(path)
        TILES.labels("file" if body else "made").inc()
        if body is None:
            made = make()
            if made is None:
                return None
            body = body_as_is(made)
            if raster.tile.z <= LAST_RASTER_ZOOM:
                with self.stamps.locked(shared=True):
                    if stamp == self._now(raster.perimeter_id, None):
                        self.files.write_picture(path, body)
        self.memory.put(address, Held(body, stamp, raster.perimeter_id, None))
        return body

    def _careful(self, drawing: Drawing, tile: Tile, address: str) -> Body:
        try:
            if self.resting.get(address, 0) > time.monotonic():
                raise OperationalError("this tile took too long a moment ago")
            return self._filed_or_made(drawing, tile, address)
        except OperationalError:
            if len(self.resting) >= RESTING:
                self.resting.clear()
            self.resting[address] = time.monotonic() + REST_S
            stale = self.memory.get(address)
            if stale is None:
                raise
            TILES.labels("stale").inc()
            return stale.body

    def _filed_or_made(self, drawing: Drawing, tile: Tile, address: str) -> Body:
        if not drawing.is_filed(tile):
            return self._made(drawing, tile, address)
        at = crc32(address.encode())  # a byte of a file, for the makers of all processes
        fcntl.lockf(self.makers, fcntl.LOCK_EX, 1, at)
        try:
            stamp = self._now(drawing.perimeter_id, drawing.slot(tile))
            body = self.files.read(drawing.perimeter_id, drawing.layers, tile)
            if body is None:
                return self._made(drawing, tile, address)
            TILES.labels("file").inc()
            return self._hold(drawing, tile, address, body, stamp)
        finally:
            fcntl.lockf(self.makers, fcntl.LOCK_UN, 1, at)

    def _made(self, drawing: Drawing, tile: Tile, address: str) -> Body:
        # The stamp is read before the rows are: whatever is written in between makes this copy a wrong one.
        stamp = self._now(drawing.perimeter_id, drawing.slot(tile))
        body = body_of(drawing.encode(tile))
        TILES.labels("made").inc()
        if body.raw and drawing.is_filed(tile):
            with self.stamps.locked(shared=True):
                if stamp == self._now(drawing.perimeter_id, drawing.slot(tile)):
                    self.files.write(drawing.perimeter_id, drawing.slug, drawing.layers, tile, body)
        return self._hold(drawing, tile, address, body, stamp)

    def _hold(self, drawing: Drawing, tile: Tile, address: str, body: Body, stamp: Stamp) -> Body:
        self.memory.put(address, Held(body, stamp, drawing.perimeter_id, drawing.slot(tile)))
        return body

    def _now(self, perimeter_id: int, slot: int | None) -> Stamp:
        if slot is None:
            return self.stamps.of_perimeter(perimeter_id)
        return self.stamps.of_tile(slot, perimeter_id)


def keeper() -> Keeper:
    """Return this process's keeper."""
    return _keeper(str(settings.TILE_CACHE_DIR), settings.TILE_MEMORY_BYTES)


@lru_cache(maxsize=1)
def _keeper(folder: str, most_bytes: int) -> Keeper:
    return Keeper(Path(folder), most_bytes)
