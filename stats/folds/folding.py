"""Folding: what was counted of a touched contribution is taken out of the sums, what it is now is put in.

All in one transaction: whoever reads sees it touched, or folded, never both, never none. Whatever happened to a
contribution in between, and however often it is folded, the sums come out the same.
"""

from django.db import connection, transaction

from stats.folds.current import CURRENT
from stats.folds.sums import ADD, month_of

BATCH = 50_000
# One fold at a time; others go on, for whoever holds the lock takes everything.
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('stats.zones'))"
TAKE = """
CREATE TEMPORARY TABLE folding ON COMMIT DROP AS
WITH taken AS (
  DELETE FROM stats_touched WHERE id = ANY(ARRAY(SELECT id FROM stats_touched ORDER BY id LIMIT %(batch)s))
  RETURNING contribution_id)
SELECT DISTINCT contribution_id FROM taken
"""
IS = f"CREATE TEMPORARY TABLE counted ON COMMIT DROP AS {CURRENT} AND c.id IN (SELECT contribution_id FROM folding)"
KEYS = "perimeter_id, edition, zone_id, kind, theme_id, state"
KEEP_KEYS = f"""
INSERT INTO stats_zonekey ({KEYS}) SELECT DISTINCT {KEYS} FROM counted
    ON CONFLICT (edition, zone_id, kind, theme_id, state) DO NOTHING
"""
WAS = f"""
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
WITH gone AS (
  DELETE FROM stats_zonefact f USING folding t WHERE f.contribution_id = t.contribution_id RETURNING f.*)
SELECT key_id, {month_of("created_at")} AS month, -1 AS n, -(answered_at IS NOT NULL)::int AS answered,
       -votes_for AS votes_for, -votes_against AS votes_against, -votes_neutral AS votes_neutral FROM gone
"""
FACTS = (
    "contribution_id, edition, category_id, consultation_id, language, channel, created_at, answered_at, votes_for, "
    "votes_against, votes_neutral"
)
BECOMES = f"""
WITH came AS (
  INSERT INTO stats_zonefact ({FACTS}, key_id)
  SELECT {", ".join(f"c.{name}" for name in FACTS.split(", "))}, z.id
    FROM counted c JOIN stats_zonekey z USING (edition, zone_id, kind, theme_id, state) RETURNING *)
INSERT INTO moved
SELECT key_id, {month_of("created_at")}, 1, (answered_at IS NOT NULL)::int, votes_for, votes_against, votes_neutral
  FROM came
"""
ROUND = ("ANALYZE folding", IS, "ANALYZE counted", KEEP_KEYS, WAS, BECOMES, ADD)


def fold_zones() -> int:
    """Fold everything committed that was touched; return how much, 0 where another worker is folding."""
    folded = 0
    while taken := _round():
        folded += taken
    return folded


@transaction.atomic
def _round() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("DROP TABLE IF EXISTS folding, counted, moved")
        cursor.execute(TAKE, {"batch": BATCH})
        taken = int(cursor.rowcount)
        if taken:
            for statement in ROUND:
                cursor.execute(statement)
    return taken
