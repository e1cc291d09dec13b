"""What stands on its own place: the SQL of `spots` (n, id, wx, wy, kind, state, theme_id, counts, votes).

Up to z13 from the pyramid, or from the keys under a filter the pyramid does not know. From z14 pin by pin, but for a
tile with more than CROWD of them: cells of the pyramid at z14, farther in cells of 32 px of the rows themselves.
"""

from collections.abc import Sequence

from core.geometry import GRID_BITS
from participation.models.folds import LAST_LEVEL
from tiles.fragments import Fragment, compose
from tiles.frame import CELL_BITS, CLUSTER_MAX_ZOOM, frame
from tiles.sources.counts import Count, columns
from tiles.sources.pyramid import Pyramid

CROWD = 2000
ALWAYS = Fragment("true")
CROWDED_CELL_BITS = 4

# A cell with one pin is that pin.
FROM_PYRAMID = """
SELECT s.n, s.id, s.wx, s.wy, c.kind, c.state, c.theme_id{columns}, v.votes_for, v.votes_against
  FROM (SELECT sum(n) AS n, sum(sum_id)::bigint AS id, (sum(sum_wx) / sum(n))::bigint AS wx,
               (sum(sum_wy) / sum(n))::bigint AS wy{summed}
          FROM {cells} cells WHERE {when} GROUP BY cell HAVING sum(n) > 0) s
  LEFT JOIN participation_contribution c ON c.id = s.id AND s.n = 1
  LEFT JOIN participation_votetotal v ON v.contribution_id = s.id AND s.n = 1
"""
CELLS = """
SELECT s.*, v.votes_for, v.votes_against
  FROM (SELECT count(*)::numeric AS n, min(id) AS id, (sum(wx) / count(*))::bigint AS wx,
               (sum(wy) / count(*))::bigint AS wy, min(kind) AS kind, min(state) AS state,
               min(theme_id) AS theme_id{counts}
          FROM ({rows}) inside WHERE anchor <> 'zone' AND {when} GROUP BY qk >> %(shift)s) s
  LEFT JOIN participation_votetotal v ON v.contribution_id = s.id AND s.n = 1
"""
# The totals of a tile's pins lie side by side in their index (votetotal_pins).
SINGLE = """
SELECT 1::numeric AS n, id, wx::bigint, wy::bigint, kind, state, theme_id{nothing}, v.votes_for, v.votes_against
  FROM ({rows}) inside
  LEFT JOIN (SELECT contribution_id, votes_for, votes_against FROM participation_votetotal
              WHERE contribution_id IS NOT NULL AND perimeter_id = %(perimeter)s AND qk >= %(first)s AND qk < %(end)s
                AND {when}) v ON v.contribution_id = id
 WHERE anchor <> 'zone' AND {when}
"""
EACH = "{single} UNION ALL {cells}"
NOT = "NOT {when}"
COUNTED = f"(SELECT count(*) > {CROWD} FROM ({{rows}}) inside WHERE anchor <> 'zone')"
KNOWN = f"(SELECT coalesce(sum(n), 0) > {CROWD} FROM {{cells}} cells)"


def _shift(z: int, bits: int) -> int:
    return 2 * (GRID_BITS - z - bits)


def from_pyramid(z: int, pyramid: Pyramid, counts: Sequence[Count], when: Fragment = ALWAYS) -> Fragment:
    """Return the cells of a tile as the pyramid knows them: 8 × 8 up to z13, the finest of its levels at z14."""
    level = min(z + CELL_BITS, LAST_LEVEL)
    parts = {
        "cells": pyramid.cells(2 * (GRID_BITS - level), level),
        "summed": columns(counts, "sum({column}) AS {column}"),
        "columns": columns(counts, "s.{column}"),
        "when": when,
    }
    return compose(FROM_PYRAMID, parts, {})


def from_keys(
    z: int, rows: Fragment, counts: Sequence[Count], *, bits: int = CELL_BITS, when: Fragment = ALWAYS
) -> Fragment:
    """Return the cells of a tile counted from its rows."""
    counting = columns(counts, "count(*) FILTER (WHERE {condition}) AS {column}")
    return compose(CELLS, {"counts": counting, "rows": rows, "when": when}, {"shift": _shift(z, bits)})


def pin_by_pin(
    z: int, rows: Fragment, counts: Sequence[Count], pyramid: Pyramid | None, *, perimeter_id: int
) -> Fragment:
    """Return the rows of a tile one by one, or cells where they are a crowd."""
    crowded = compose(COUNTED, {"rows": rows}, {})
    if pyramid is not None:
        level = min(z, LAST_LEVEL)  # farther in, the tile around this one says it
        crowded = compose(KNOWN, {"cells": pyramid.around(level)}, {})
    nothing = columns(counts, "NULL::bigint AS {column}")
    parts = {"rows": rows, "nothing": nothing, "when": compose(NOT, {"when": crowded}, {})}
    if pyramid is not None and z == CLUSTER_MAX_ZOOM + 1:
        cells = from_pyramid(z, pyramid, counts, crowded)
    else:
        cells = from_keys(z, rows, counts, bits=CROWDED_CELL_BITS, when=crowded)
    return compose(
        EACH, {"single": compose(SINGLE, parts, {**frame(z), "perimeter": perimeter_id}), "cells": cells}, {}
    )
