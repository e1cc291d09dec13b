"""Are the counts what counting gives? Each level is compared in one statement, so in one snapshot, and made right.

While this holds the lock of the folds, stored counts stand still; what is written meanwhile is a row and its delta,
both or none of them in the snapshot.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from core.geometry import GRID_BITS
from participation.folds.pins import make_cells_anew
from participation.models.folds import FIRST_LEVEL, LAST_LEVEL, ZONES
from participation.states import PUBLIC_STATES

LOCK = """
SELECT pg_advisory_xact_lock(hashtext('participation.pins')), pg_advisory_xact_lock(hashtext('participation.votes'))
"""
COUNTED = "count(*) AS n, sum(wx::bigint) AS sum_wx, sum(wy::bigint) AS sum_wy, sum(id) AS sum_id"
IN_CELLS = f"""
SELECT qk >> %(shift)s AS cell, kind, coalesce(theme_id, 0) AS theme_id, state, {COUNTED}
  FROM participation_contribution
 WHERE perimeter_id = %(perimeter)s AND state = ANY(%(public)s) AND anchor <> 'zone' GROUP BY 1, 2, 3, 4
 UNION ALL
SELECT qk >> %(shift)s, kind, theme_id, state, -n, -n * wx::bigint, -n * wy::bigint, -n * contribution_id
  FROM participation_pindelta WHERE perimeter_id = %(perimeter)s AND zone_id IS NULL
"""
IN_ZONES = f"""
SELECT 0::bigint AS cell, kind, coalesce(theme_id, 0) AS theme_id, state, {COUNTED}
  FROM participation_contribution
 WHERE perimeter_id = %(perimeter)s AND state = ANY(%(public)s) AND anchor = 'zone' GROUP BY 1, 2, 3, 4
 UNION ALL
SELECT a.zone_id, c.kind, coalesce(c.theme_id, 0), c.state, count(*), 0, 0, sum(c.id)
  FROM participation_contribution c JOIN participation_zoneassignment a ON a.contribution_id = c.id
 WHERE c.perimeter_id = %(perimeter)s AND c.state = ANY(%(public)s) AND c.anchor = 'zone' AND a.zone_id IS NOT NULL
 GROUP BY 1, 2, 3, 4
 UNION ALL
SELECT zone_id, kind, theme_id, state, -n, -n * wx::bigint, -n * wy::bigint, -n * contribution_id
  FROM participation_pindelta WHERE perimeter_id = %(perimeter)s AND zone_id IS NOT NULL
"""
STORED = """
 UNION ALL
SELECT cell, kind, theme_id, state, -n, -sum_wx, -sum_wy, -sum_id
  FROM participation_pincellpart WHERE perimeter_id = %(perimeter)s AND level = %(level)s
"""
CORRECT = """
WITH wrong AS (
  SELECT cell, kind, theme_id, state, sum(n) AS n, sum(sum_wx) AS sum_wx, sum(sum_wy) AS sum_wy, sum(sum_id) AS sum_id
    FROM ({compared}) all_of_it GROUP BY cell, kind, theme_id, state
  HAVING sum(n) <> 0 OR sum(sum_wx) <> 0 OR sum(sum_wy) <> 0 OR sum(sum_id) <> 0)
INSERT INTO participation_pincellpart AS part
       (perimeter_id, level, cell, kind, theme_id, state, n, sum_wx, sum_wy, sum_id)
SELECT %(perimeter)s, %(level)s, cell, kind, theme_id, state, n, sum_wx, sum_wy, sum_id FROM wrong
    ON CONFLICT (perimeter_id, level, cell, kind, theme_id, state)
    DO UPDATE SET n = part.n + EXCLUDED.n, sum_wx = part.sum_wx + EXCLUDED.sum_wx,
                  sum_wy = part.sum_wy + EXCLUDED.sum_wy, sum_id = part.sum_id + EXCLUDED.sum_id
"""
EVERY_CELL = """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT perimeter_id, level, cell FROM participation_pincell WHERE perimeter_id = %(perimeter)s
 UNION
SELECT perimeter_id, level, cell FROM participation_pincellpart WHERE perimeter_id = %(perimeter)s
"""
VOTES = """
WITH here AS (SELECT id FROM participation_{target} WHERE perimeter_id = %(perimeter)s),
counted AS (
  SELECT {target}_id AS id, count(*) FILTER (WHERE choice = 'for') AS f,
         count(*) FILTER (WHERE choice = 'against') AS a, count(*) FILTER (WHERE choice = 'neutral') AS n
    FROM participation_vote WHERE {target}_id IN (SELECT id FROM here) GROUP BY {target}_id
   UNION ALL
  SELECT {target}_id, coalesce(-sum(n) FILTER (WHERE choice = 'for'), 0),
         coalesce(-sum(n) FILTER (WHERE choice = 'against'), 0), coalesce(-sum(n) FILTER (WHERE choice = 'neutral'), 0)
    FROM participation_votedelta
   WHERE {target}_id IN (SELECT id FROM here) GROUP BY {target}_id
   UNION ALL
  SELECT {target}_id, -votes_for, -votes_against, -votes_neutral
    FROM participation_votetotal
   WHERE {target}_id IN (SELECT id FROM here)),
wrong AS (
  SELECT id, sum(f) AS f, sum(a) AS a, sum(n) AS n FROM counted GROUP BY id
  HAVING sum(f) <> 0 OR sum(a) <> 0 OR sum(n) <> 0)
INSERT INTO participation_votetotal AS total
       ({target}_id, perimeter_id, qk, votes_for, votes_against, votes_neutral)
SELECT t.id, t.perimeter_id, t.qk, f, a, n FROM wrong JOIN participation_{target} t USING (id)
    ON CONFLICT ({target}_id) WHERE {target}_id IS NOT NULL
    DO UPDATE SET votes_for = total.votes_for + EXCLUDED.votes_for,
                  votes_against = total.votes_against + EXCLUDED.votes_against,
                  votes_neutral = total.votes_neutral + EXCLUDED.votes_neutral
"""
MISPLACED = """
UPDATE participation_votetotal v SET qk = t.qk, perimeter_id = t.perimeter_id FROM participation_{target} t
 WHERE t.id = v.{target}_id AND t.perimeter_id = %(perimeter)s AND (v.qk, v.perimeter_id) <> (t.qk, t.perimeter_id)
"""


@dataclass(frozen=True, slots=True)
class Drift:
    """How many counts were wrong: parts of cells, cells made of them, totals of votes."""

    parts: int
    cells: int
    votes: int

    def __bool__(self) -> bool:
        return bool(self.parts or self.cells or self.votes)


@transaction.atomic
def check_counts(*, perimeter_id: int, repair: bool) -> Drift:
    """Count a perimeter's contributions and votes anew and say what differed; correct it where `repair` says so."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        parts = sum(_correct(perimeter_id, level) for level in (ZONES, *range(FIRST_LEVEL, LAST_LEVEL + 1)))
        cursor.execute("DROP TABLE IF EXISTS touched")
        cursor.execute(EVERY_CELL, {"perimeter": perimeter_id})
        cells = make_cells_anew()
        votes = 0
        for target in ("contribution", "proposal"):
            for statement in (VOTES, MISPLACED):
                cursor.execute(statement.format(target=target), {"perimeter": perimeter_id})
                votes += cursor.rowcount
    if not repair:
        transaction.set_rollback(True)
    return Drift(parts, cells, votes)


def _correct(perimeter_id: int, level: int) -> int:
    compared = (IN_ZONES if level == ZONES else IN_CELLS) + STORED
    values: dict[str, int | list[str]] = {
        "perimeter": perimeter_id,
        "level": level,
        "shift": 2 * (GRID_BITS - level),
        "public": [str(state) for state in PUBLIC_STATES],
    }
    with connection.cursor() as cursor:
        cursor.execute(CORRECT.format(compared=compared), values)
        return int(cursor.rowcount)
