"""Keep what the plan says where contributions are placed: in one statement, with the contribution itself."""

from collections.abc import Sequence

from django.db import connection

from layers.plan_here import PUBLIC, RULES, ZONES

# "Somewhere in a zone" is at no position: there is nothing to keep.
KEEP = f"""
INSERT INTO participation_planhere (contribution_id, zones, rules, read_at)
SELECT * FROM (
  SELECT c.id, {ZONES.format(point="c.position", perimeter="c.perimeter_id")} AS zones,
         {RULES.format(point="c.position", perimeter="c.perimeter_id")} AS rules, now()
    FROM participation_contribution c WHERE c.id = ANY(%(ids)s) AND c.anchor = 'exact') read
 WHERE zones <> '[]' OR rules <> '[]'
ON CONFLICT (contribution_id)
DO UPDATE SET zones = EXCLUDED.zones, rules = EXCLUDED.rules, read_at = EXCLUDED.read_at
"""
FORGET = "DELETE FROM participation_planhere WHERE contribution_id = ANY(%(ids)s)"


def keep_plan_here(contribution_ids: Sequence[int], *, moved: bool = False) -> None:
    """Write what the public plans in force say at these contributions; of what moved, the former is forgotten."""
    with connection.cursor() as cursor:
        if moved:
            cursor.execute(FORGET, {"ids": list(contribution_ids)})
        cursor.execute(KEEP, {"ids": list(contribution_ids), "rights": PUBLIC})
