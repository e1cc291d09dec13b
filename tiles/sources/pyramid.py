"""Cells of the cluster pyramid as they are now: what is folded, and what is not yet (participation.folds).

Answers for everything public, or for a filter of kinds, themes and states alone.
"""

from collections.abc import Sequence

from core.geometry import GRID_BITS, Tile
from participation.filters import ContributionFilter
from participation.folds.reading import condition
from participation.models.folds import ZONES
from perimeter_data.models import Perimeter
from tiles.fragments import Fragment, compose
from tiles.frame import end_key, first_key
from tiles.sources.counts import Count, columns

# `cell`, `n`, sums and counts of one level, several rows a cell: whoever reads adds them up.
WHOLE = """
SELECT cell, n, sum_wx, sum_wy, sum_id{counts} FROM participation_pincell
 WHERE perimeter_id = %(perimeter)s AND level = %(level)s AND {cells}
"""
PARTS = """
SELECT cell, n, sum_wx, sum_wy, sum_id{counts} FROM participation_pincellpart
 WHERE perimeter_id = %(perimeter)s AND level = %(level)s AND {cells} AND {asked}
"""
TAIL = """
SELECT {cell} AS cell, n::int, n * wx::bigint AS sum_wx, n * wy::bigint AS sum_wy, n * contribution_id AS sum_id{counts}
  FROM participation_pindelta WHERE perimeter_id = %(perimeter)s AND {keys} AND {asked}
"""
BOTH = "({stored} UNION ALL {tail})"


class Pyramid:
    """The counts of a perimeter under a filter that `answers`."""

    def __init__(self, perimeter: Perimeter, f: ContributionFilter, counts: Sequence[Count]) -> None:
        self.values = {"perimeter": perimeter.pk}
        self.filtered = bool(f)
        sql, params = condition(perimeter, f)
        self.asked = Fragment(sql, tuple(params))
        self.parted = columns(counts, "CASE WHEN {condition} THEN n::int ELSE 0 END AS {column}")
        self.whole = columns(counts, "coalesce((counts->>%(key)s)::int, 0) AS {column}")

    def cells(self, shift: int, level: int) -> Fragment:
        """Return the rows of a tile's cells, which are qk >> shift on this level."""
        first, end = (lambda tile: first_key(tile) >> shift), (lambda tile: end_key(tile) >> shift)
        cells = Fragment("cell >= %s AND cell < %s", (first, end))
        keys = Fragment("qk >= %s AND qk < %s AND zone_id IS NULL", (first_key, end_key))
        return self._both(level, cells, keys, Fragment("(qk >> %s)", (shift,)))

    def around(self, level: int) -> Fragment:
        """Return the rows of the one cell of this level that holds a tile."""
        shift = 2 * (GRID_BITS - level)

        def first(tile: Tile) -> int:
            return first_key(tile) >> shift

        keys = Fragment(
            "qk >= %s AND qk < %s AND zone_id IS NULL",
            (lambda tile: first(tile) << shift, lambda tile: (first(tile) + 1) << shift),
        )
        return self._both(level, Fragment("cell = %s", (first,)), keys, Fragment("(qk >> %s)", (shift,)))

    def zones(self, which: Fragment) -> Fragment:
        """Return the rows of zones whose id is `which` (= …, IN …); 0 is everything that is anchored to some zone."""
        cells, keys = (compose(f"{column} {{which}}", {"which": which}, {}) for column in ("cell", "zone_id"))
        return self._both(ZONES, cells, keys, Fragment("zone_id"))

    def _both(self, level: int, cells: Fragment, keys: Fragment, cell: Fragment) -> Fragment:
        values = {**self.values, "level": level}
        stored = compose(
            PARTS if self.filtered else WHOLE,
            {"counts": self.parted if self.filtered else self.whole, "cells": cells, "asked": self.asked},
            values,
        )
        tail = compose(TAIL, {"counts": self.parted, "keys": keys, "cell": cell, "asked": self.asked}, values)
        return compose(BOTH, {"stored": stored, "tail": tail}, {})
