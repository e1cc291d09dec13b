"""One statement a request: the layers of a tile, each encoded by PostGIS, joined to one Mapbox Vector Tile."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection, transaction

from core.geometry import Tile
from core.metrics import TILE_BYTES
from tiles.sources import Source

# A tile that takes longer is given up (503). JIT costs more than it brings where a statement takes milliseconds.
LIMITS = "SET LOCAL statement_timeout = 8000; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan"


def encode(sources: Sequence[Source], tile: Tile, *, repeated: bool = True) -> bytes:
    """Return the tile (MVT 2.1, extent 4096, not compressed); empty where there is nothing.

    A `repeated` statement (no filter in it) is kept prepared by its connection, with one plan for all tiles: planning
    it anew takes four times as long as running it (benchmarks/tiles.py).
    """
    fragments = [fragment for source in sources if (fragment := source.fragment(tile)) is not None]
    # Layers of a tile are concatenated: each is one field of the message.
    sql = "SELECT " + " || ".join(f"coalesce(({fragment.sql}), '')" for fragment in fragments)
    params = [param for fragment in fragments for param in fragment.params]
    data = _fetched(sql, params, prepare=repeated) if fragments else b""
    TILE_BYTES.labels(",".join(sorted({source.kind for source in sources}))).observe(len(data))
    return data


def _fetched(sql: str, params: list[Any], *, prepare: bool) -> bytes:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LIMITS)
        if not prepare:
            cursor.execute(sql, params)
            return bytes(cursor.fetchone()[0])
        # Django's own cursors put parameters into the text of a statement: it could not be kept.
        connection.connection.prepare_threshold = 0
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as kept:
            kept.execute(sql.encode(), params, prepare=True)
            row = kept.fetchone()
            return bytes(row[0]) if row else b""
