"""One statement a request: the layers of a tile, each encoded by PostGIS, joined to one Mapbox Vector Tile."""

import math
import time
from collections.abc import Sequence

from core.geometry import Tile
from core.metrics import TILE_BYTES, TILE_SECONDS
from tiles.database import fetched
from tiles.fragments import Fragment
from tiles.frame import bound
from tiles.sources import Heavy, Source

# A tile above this is made again, lighter: a phone on a slow line gives out before the eye does. Pins and clusters are
# never thinned.
MAX_BYTES = 400_000
# By how much lighter, in steps: one statement for each.
STEP = 1.15


def statement(sources: Sequence[Source], z: int, share: float | None = None) -> Fragment | None:
    """Return the SQL that makes any tile of a zoom, its parameters with slots; None where there is nothing to ask.

    With a `share`, heavy layers keep that much of their bytes.
    """

    def fragment(source: Source) -> Fragment | None:
        if share is not None and isinstance(source, Heavy):
            return source.thinned(z, share)
        return source.fragment(z)

    fragments = [made for source in sources if (made := fragment(source)) is not None]
    if not fragments:
        return None
    # Layers of a tile are concatenated: each is one field of the message.
    sql = "SELECT " + " || ".join(f"coalesce(({fragment.sql}), '')" for fragment in fragments)
    return Fragment(sql, tuple(param for fragment in fragments for param in fragment.params))


class Encoder:
    """Makes tiles of some layers: the SQL of each zoom is composed once.

    A `repeated` statement (no filter in it) is kept prepared by its connection, with one plan for all tiles: planning
    it anew takes four times as long as running it (benchmarks/tiles.py).
    """

    def __init__(self, sources: Sequence[Source], *, repeated: bool = True) -> None:
        self.sources = sources
        self.repeated = repeated
        self.layers = ",".join(sorted({source.kind for source in sources}))
        self.statements: dict[tuple[int, float | None], Fragment | None] = {}

    def encode(self, tile: Tile) -> bytes:
        """Return the tile (MVT 2.1, extent 4096, not compressed); empty where there is nothing."""
        begun = time.perf_counter()
        data = self._made(tile, None)
        if len(data) > MAX_BYTES and any(isinstance(source, Heavy) for source in self.sources):
            data = self._made(tile, STEP ** -math.ceil(math.log(len(data) / MAX_BYTES, STEP)))
        TILE_SECONDS.labels(self.layers).observe(time.perf_counter() - begun)
        TILE_BYTES.labels(self.layers).observe(len(data))
        return data

    def _made(self, tile: Tile, share: float | None) -> bytes:
        key = (tile.z, share)
        if key not in self.statements:
            self.statements[key] = statement(self.sources, *key)
        asked = self.statements[key]
        return fetched(asked.sql, bound(asked.params, tile), prepare=self.repeated) if asked else b""


def encode(sources: Sequence[Source], tile: Tile, *, repeated: bool = True) -> bytes:
    """Return one tile of these layers."""
    return Encoder(sources, repeated=repeated).encode(tile)
