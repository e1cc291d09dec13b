"""Are the sums what counting gives? What differs is touched, so that a fold makes it right; sums are set right here.

Under the lock of the folds what was counted stands still; what is written meanwhile is a row that is touched, both or
none of them in the snapshot.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from stats.folds.current import CURRENT
from stats.folds.folding import FACTS, KEYS, fold_zones
from stats.folds.months import FOUND
from stats.folds.months import KEY as MONTH_KEY
from stats.folds.months import SUMS as MONTH_SUMS

LOCK = "SELECT pg_advisory_xact_lock(hashtext('stats.zones'))"
# The ids of contributions of which not every fact is as the rows say, both ways; what is touched is not folded yet.
DIFFERENT = f"""
WITH facts AS (
  SELECT {KEYS}, {", ".join(f"f.{name}" for name in FACTS.split(", ") if name != "edition")}
    FROM (SELECT {FACTS.replace("edition", "edition AS in_edition")}, count_id FROM stats_zonefact) f
    JOIN stats_zonecount z ON z.id = f.count_id AND z.edition = f.in_edition
   WHERE z.perimeter_id = %(perimeter)s),
rows AS (
  SELECT {KEYS}, {", ".join(f"c.{name}" for name in FACTS.split(", ") if name != "edition")}
    FROM ({CURRENT} AND c.perimeter_id = %(perimeter)s) c),
different AS ((TABLE facts EXCEPT TABLE rows) UNION ALL (TABLE rows EXCEPT TABLE facts))
INSERT INTO stats_touched (contribution_id)
SELECT DISTINCT contribution_id FROM different d
 WHERE NOT EXISTS (SELECT FROM stats_touched t WHERE t.contribution_id = d.contribution_id)
"""
CORRECT = """
UPDATE stats_zonecount z
   SET n = s.n, answered = s.answered, votes_for = s.votes_for, votes_against = s.votes_against,
       votes_neutral = s.votes_neutral
  FROM (SELECT z.id, count(f.id) AS n, count(f.answered_at) AS answered, coalesce(sum(f.votes_for), 0) AS votes_for,
               coalesce(sum(f.votes_against), 0) AS votes_against, coalesce(sum(f.votes_neutral), 0) AS votes_neutral
          FROM stats_zonecount z LEFT JOIN stats_zonefact f ON f.count_id = z.id
         WHERE z.perimeter_id = %(perimeter)s GROUP BY z.id) s
 WHERE s.id = z.id
   AND (z.n, z.answered, z.votes_for, z.votes_against, z.votes_neutral)
    <> (s.n, s.answered, s.votes_for, s.votes_against, s.votes_neutral)
"""
FOUND_SUMS = ", ".join(f"coalesce(found.{name}, 0)" for name in MONTH_SUMS.split(", "))
CORRECT_MONTHS = f"""
WITH told AS (SELECT * FROM stats_zonemonth WHERE perimeter_id = %(perimeter)s),
found AS ({FOUND.format(which="z.perimeter_id = %(perimeter)s")})
INSERT INTO stats_zonemonth (perimeter_id, {MONTH_KEY}, {MONTH_SUMS})
SELECT %(perimeter)s, {MONTH_KEY}, {FOUND_SUMS} FROM told FULL JOIN found USING ({MONTH_KEY})
 WHERE ({FOUND_SUMS}) <> ({", ".join(f"coalesce(told.{name}, 0)" for name in MONTH_SUMS.split(", "))})
    ON CONFLICT ({MONTH_KEY}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in MONTH_SUMS.split(", "))}
"""
SWEEPS = (
    "DELETE FROM stats_zonecount WHERE perimeter_id = %(perimeter)s AND n = 0 AND (votes_for, votes_against) = (0, 0)",
    "DELETE FROM stats_zonemonth WHERE perimeter_id = %(perimeter)s AND n = 0 AND (votes_for, votes_against) = (0, 0)",
)


@dataclass(frozen=True, slots=True)
class Drift:
    """How much was wrong: contributions counted as something else, sums that are not those of their contributions."""

    contributions: int
    sums: int

    def __bool__(self) -> bool:
        return bool(self.contributions or self.sums)


def check_zones(*, perimeter_id: int, repair: bool) -> Drift:
    """Count a perimeter's contributions anew and say what differed; correct it where `repair` says so."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        found = []
        for statement in (DIFFERENT, CORRECT, CORRECT_MONTHS):
            cursor.execute(statement, {"perimeter": perimeter_id})
            found.append(cursor.rowcount)
        for statement in SWEEPS:
            cursor.execute(statement, {"perimeter": perimeter_id})
        if not repair:
            transaction.set_rollback(True)
    if repair:
        fold_zones()
    contributions, *sums = found
    return Drift(contributions, sum(sums))
