"""What stands on its own place: the SQL of `spots` (n, id, wx, wy, kind, state, theme_id, counts), in three ways.

Up to z13 from the pyramid, or from the keys under a filter the pyramid does not know. From z14 pin by pin, but for a
tile with more than CROWD of them, where cells of 32 px count what is in them.
"""

from collections.abc import Sequence

from core.geometry import GRID_BITS
from tiles.fragments import Fragment, compose
from tiles.frame import CELL_BITS
from tiles.sources.counts import Count, columns
from tiles.sources.pyramid import Pyramid

CROWD = 2000
CROWDED_CELL_BITS = 4

# A cell with one pin is that pin.
FROM_PYRAMID = """
SELECT s.n, s.id, s.wx, s.wy, c.kind, c.state, c.theme_id{columns}
  FROM (SELECT sum(n) AS n, sum(sum_id)::bigint AS id, (sum(sum_wx) / sum(n))::bigint AS wx,
               (sum(sum_wy) / sum(n))::bigint AS wy{summed}
          FROM {cells} cells GROUP BY cell HAVING sum(n) > 0) s
  LEFT JOIN participation_contribution c ON c.id = s.id AND s.n = 1
"""
CELLS = """
SELECT count(*) AS n, min(id) AS id, sum(wx) / count(*) AS wx, sum(wy) / count(*) AS wy,
       min(kind) AS kind, min(state) AS state, min(theme_id) AS theme_id{counts}
  FROM inside WHERE anchor <> 'zone' AND {when} GROUP BY qk >> %(shift)s
"""
SINGLE = """
SELECT 1::bigint AS n, id, wx, wy, kind, state, theme_id{nothing} FROM inside WHERE anchor <> 'zone' AND {when}
"""
EACH = "{single} UNION ALL {cells}"
CROWDED = f"(SELECT count(*) > {CROWD} FROM inside WHERE anchor <> 'zone')"


def _shift(z: int, bits: int) -> int:
    return 2 * (GRID_BITS - z - bits)


def from_pyramid(z: int, pyramid: Pyramid, counts: Sequence[Count]) -> Fragment:
    """Return the cells of a tile up to z13 as the pyramid knows them."""
    parts = {
        "cells": pyramid.cells(_shift(z, CELL_BITS), z + CELL_BITS),
        "summed": columns(counts, "sum({column}) AS {column}"),
        "columns": columns(counts, "s.{column}"),
    }
    return compose(FROM_PYRAMID, parts, {})


def from_keys(z: int, counts: Sequence[Count], *, bits: int = CELL_BITS, when: str = "true") -> Fragment:
    """Return the cells of a tile counted from the rows of `inside`."""
    counting = columns(counts, "count(*) FILTER (WHERE {condition}) AS {column}")
    return compose(CELLS, {"counts": counting, "when": Fragment(when)}, {"shift": _shift(z, bits)})


def pin_by_pin(z: int, counts: Sequence[Count]) -> Fragment:
    """Return the rows of `inside` one by one, or in cells where they are a crowd."""
    single = compose(
        SINGLE,
        {"nothing": columns(counts, "NULL::bigint AS {column}"), "when": Fragment(f"NOT {CROWDED}")},
        {},
    )
    cells = from_keys(z, counts, bits=CROWDED_CELL_BITS, when=CROWDED)
    return compose(EACH, {"single": single, "cells": cells}, {})
