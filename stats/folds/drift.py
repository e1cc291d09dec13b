"""Are the sums what counting gives? What differs is touched, so that a fold makes it right; sums are set right here.

Under the lock of the folds what was counted stands still; what is written meanwhile is a row that is touched, both or
none of them in the snapshot.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from stats.folds.current import CURRENT
from stats.folds.folding import FACTS, KEYS, fold_zones
from stats.folds.sums import FOUND, INSERT, KEY, SUMS

LOCK = "SELECT pg_advisory_xact_lock(hashtext('stats.zones'))"
# The ids of contributions of which not every fact is as the rows say, both ways; what is touched is not folded yet.
DIFFERENT = f"""
WITH facts AS (
  SELECT {KEYS}, {", ".join(f"f.{name}" for name in FACTS.split(", ") if name != "edition")}
    FROM (SELECT {FACTS.replace("edition", "edition AS in_edition")}, key_id FROM stats_zonefact) f
    JOIN stats_zonekey z ON z.id = f.key_id AND z.edition = f.in_edition
   WHERE z.perimeter_id = %(perimeter)s),
rows AS (
  SELECT {KEYS}, {", ".join(f"c.{name}" for name in FACTS.split(", ") if name != "edition")}
    FROM ({CURRENT} AND c.perimeter_id = %(perimeter)s) c),
different AS ((TABLE facts EXCEPT TABLE rows) UNION ALL (TABLE rows EXCEPT TABLE facts))
INSERT INTO stats_touched (contribution_id)
SELECT DISTINCT contribution_id FROM different d
 WHERE NOT EXISTS (SELECT FROM stats_touched t WHERE t.contribution_id = d.contribution_id)
"""
FOUND_SUMS = ", ".join(f"coalesce(found.{name}, 0)" for name in SUMS.split(", "))
CORRECT = f"""
WITH told AS (SELECT * FROM stats_zonesum WHERE perimeter_id = %(perimeter)s),
found AS ({FOUND.format(keys="perimeter_id = %(perimeter)s")})
{INSERT}
SELECT %(perimeter)s, {KEY}, {FOUND_SUMS} FROM told FULL JOIN found USING ({KEY})
 WHERE ({FOUND_SUMS}) <> ({", ".join(f"coalesce(told.{name}, 0)" for name in SUMS.split(", "))})
    ON CONFLICT ({KEY}) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in SUMS.split(", "))}
"""
SWEEPS = (
    "DELETE FROM stats_zonekey z WHERE perimeter_id = %(perimeter)s"
    " AND NOT EXISTS (SELECT FROM stats_zonefact f WHERE f.key_id = z.id)",
    f"DELETE FROM stats_zonesum WHERE perimeter_id = %(perimeter)s AND ({SUMS}) = (0, 0, 0, 0, 0)",
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
        for statement in (DIFFERENT, CORRECT):
            cursor.execute(statement, {"perimeter": perimeter_id})
            found.append(cursor.rowcount)
        for statement in SWEEPS:
            cursor.execute(statement, {"perimeter": perimeter_id})
        if not repair:
            transaction.set_rollback(True)
    if repair:
        fold_zones()
    return Drift(*found)
