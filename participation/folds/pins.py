"""The cluster pyramid: deltas of contributions folded into cells of every level.

A round takes committed deltas out of their table and adds them to `PinCellPart`, then makes the touched `PinCell`
rows anew from their parts, all in one transaction: whoever reads sees a delta or its effect, never both, never none.
"""

from django.db import connection, transaction

from core.geometry import GRID_BITS
from participation.models.folds import FIRST_LEVEL, LAST_LEVEL

BATCH = 50_000
# One fold at a time; others go on, for whoever holds the lock takes everything.
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('participation.pins'))"
TAKE = """
CREATE TEMPORARY TABLE folding ON COMMIT DROP AS
WITH taken AS (
  DELETE FROM participation_pindelta
   WHERE id IN (SELECT id FROM participation_pindelta ORDER BY id LIMIT %(batch)s) RETURNING *)
SELECT * FROM taken
"""
ADD = """
INSERT INTO participation_pincellpart AS part
       (perimeter_id, level, cell, kind, theme_id, state, n, sum_wx, sum_wy, sum_id)
SELECT perimeter_id, level, cell, kind, theme_id, state, sum(n), sum(n * wx::bigint), sum(n * wy::bigint),
       sum(n * contribution_id)
  FROM (SELECT f.*, level, qk >> (2 * (%(bits)s - level)) AS cell
          FROM folding f, generate_series(%(first)s::int, %(last)s::int) level WHERE zone_id IS NULL
         UNION ALL
        SELECT f.*, 0, zone_id FROM folding f WHERE zone_id IS NOT NULL) f
 GROUP BY perimeter_id, level, cell, kind, theme_id, state
HAVING sum(n) <> 0 OR sum(n * contribution_id) <> 0 OR sum(n * wx::bigint) <> 0 OR sum(n * wy::bigint) <> 0
    ON CONFLICT (perimeter_id, level, cell, kind, theme_id, state)
    DO UPDATE SET n = part.n + EXCLUDED.n, sum_wx = part.sum_wx + EXCLUDED.sum_wx,
                  sum_wy = part.sum_wy + EXCLUDED.sum_wy, sum_id = part.sum_id + EXCLUDED.sum_id
"""
TOUCHED = """
CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
SELECT DISTINCT perimeter_id, level::smallint AS level, cell
  FROM (SELECT perimeter_id, level, qk >> (2 * (%(bits)s - level)) AS cell
          FROM folding, generate_series(%(first)s::int, %(last)s::int) level WHERE zone_id IS NULL
         UNION ALL
        SELECT perimeter_id, 0, zone_id FROM folding WHERE zone_id IS NOT NULL) f
"""
# Cells of `touched` made anew from their parts.
SWEEP = """
DELETE FROM participation_pincellpart p USING touched t
 WHERE (p.perimeter_id, p.level, p.cell) = (t.perimeter_id, t.level, t.cell)
   AND p.n = 0 AND p.sum_id = 0 AND p.sum_wx = 0 AND p.sum_wy = 0
"""
TOTAL = """
INSERT INTO participation_pincell AS whole (perimeter_id, level, cell, n, sum_wx, sum_wy, sum_id, counts)
SELECT t.perimeter_id, t.level, t.cell, s.n, s.sum_wx, s.sum_wy, s.sum_id, s.counts
  FROM touched t,
       LATERAL (
         SELECT sum(n) / 2 AS n, sum(sum_wx) / 2 AS sum_wx, sum(sum_wy) / 2 AS sum_wy, sum(sum_id) / 2 AS sum_id,
                jsonb_object_agg(key, n) AS counts
           FROM (SELECT key, sum(n) AS n, sum(sum_wx) AS sum_wx, sum(sum_wy) AS sum_wy, sum(sum_id) AS sum_id
                   FROM participation_pincellpart p, LATERAL (VALUES (p.kind), (p.theme_id::text)) k (key)
                  WHERE (p.perimeter_id, p.level, p.cell) = (t.perimeter_id, t.level, t.cell)
                  GROUP BY key) counted
         HAVING count(*) > 0) s
    ON CONFLICT (perimeter_id, level, cell)
    DO UPDATE SET n = EXCLUDED.n, sum_wx = EXCLUDED.sum_wx, sum_wy = EXCLUDED.sum_wy, sum_id = EXCLUDED.sum_id,
                  counts = EXCLUDED.counts
    WHERE (whole.n, whole.sum_wx, whole.sum_wy, whole.sum_id, whole.counts)
       IS DISTINCT FROM (EXCLUDED.n, EXCLUDED.sum_wx, EXCLUDED.sum_wy, EXCLUDED.sum_id, EXCLUDED.counts)
"""
EMPTY = """
DELETE FROM participation_pincell c USING touched t
 WHERE (c.perimeter_id, c.level, c.cell) = (t.perimeter_id, t.level, t.cell)
   AND NOT EXISTS (SELECT FROM participation_pincellpart p
                    WHERE (p.perimeter_id, p.level, p.cell) = (c.perimeter_id, c.level, c.cell))
"""
LEVELS = {"first": FIRST_LEVEL, "last": LAST_LEVEL, "bits": GRID_BITS}


def fold_pins() -> int:
    """Fold every committed delta; return how many, 0 where another worker is folding."""
    folded = 0
    while taken := _round():
        folded += taken
        if taken < BATCH:
            break
    return folded


@transaction.atomic
def _round() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("DROP TABLE IF EXISTS folding, touched")
        cursor.execute(TAKE, {"batch": BATCH})
        taken = int(cursor.rowcount)
        if taken:
            cursor.execute(ADD, LEVELS)
            cursor.execute(TOUCHED, LEVELS)
            make_cells_anew()
    return taken


def make_cells_anew() -> int:
    """Make the cells listed in the temporary table `touched` from their parts, within the caller's transaction.

    Returns how many differed.
    """
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE touched")
        cursor.execute(SWEEP)
        for statement in (TOTAL, EMPTY):
            cursor.execute(statement)
            changed += cursor.rowcount
    return changed
