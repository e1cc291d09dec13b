"""One statement a request: the layers of a tile, each encoded by PostGIS, joined to one Mapbox Vector Tile."""

from collections.abc import Sequence

from django.db import connection, transaction

from core.geometry import Tile
from core.metrics import TILE_BYTES
from tiles.sources import Source

# A tile that takes longer is given up (503). JIT costs more than it brings where a statement takes milliseconds.
LIMITS = "SET LOCAL statement_timeout = 8000; SET LOCAL jit = off"


def encode(sources: Sequence[Source], tile: Tile) -> bytes:
    """Return the tile (MVT 2.1, extent 4096, not compressed); empty where there is nothing."""
    fragments = [fragment for source in sources if (fragment := source.fragment(tile)) is not None]
    data = b""
    if fragments:
        # Layers of a tile are concatenated: each is one field of the message.
        sql = "SELECT " + " || ".join(f"coalesce(({fragment.sql}), '')" for fragment in fragments)
        params = [param for fragment in fragments for param in fragment.params]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS)
            cursor.execute(sql, params)
            data = bytes(cursor.fetchone()[0])
    TILE_BYTES.labels(",".join(sorted({source.kind for source in sources}))).observe(len(data))
    return data
