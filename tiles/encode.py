"""One statement a request: the layers of a tile, each encoded by PostGIS, joined to one Mapbox Vector Tile."""

import time
from collections.abc import Sequence

from core.geometry import Tile
from core.metrics import TILE_BYTES, TILE_SECONDS
from tiles.database import fetched
from tiles.fragments import Fragment
from tiles.frame import bound
from tiles.sources import Source


def statement(sources: Sequence[Source], z: int) -> Fragment | None:
    """Return the SQL that makes any tile of a zoom, its parameters with slots; None where there is nothing to ask."""
    fragments = [fragment for source in sources if (fragment := source.fragment(z)) is not None]
    if not fragments:
        return None
    # Layers of a tile are concatenated: each is one field of the message.
    sql = "SELECT " + " || ".join(f"coalesce(({fragment.sql}), '')" for fragment in fragments)
    return Fragment(sql, tuple(param for fragment in fragments for param in fragment.params))


def encode(sources: Sequence[Source], tile: Tile, *, repeated: bool = True) -> bytes:
    """Return the tile (MVT 2.1, extent 4096, not compressed); empty where there is nothing.

    A `repeated` statement (no filter in it) is kept prepared by its connection, with one plan for all tiles: planning
    it anew takes four times as long as running it (benchmarks/tiles.py).
    """
    return made(statement(sources, tile.z), tile, sources, repeated=repeated)


def made(asked: Fragment | None, tile: Tile, sources: Sequence[Source], *, repeated: bool = True) -> bytes:
    """Return the tile of a statement of its zoom."""
    begun = time.perf_counter()
    data = fetched(asked.sql, bound(asked.params, tile), prepare=repeated) if asked else b""
    layers = ",".join(sorted({source.kind for source in sources}))
    TILE_SECONDS.labels(layers).observe(time.perf_counter() - begun)
    TILE_BYTES.labels(layers).observe(len(data))
    return data
