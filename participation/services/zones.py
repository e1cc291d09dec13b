"""Which zone each target counts in (DESIGN §5.4): the rule, in one statement.

`ST_Covers`, ties to the lowest code; in none, the nearest zone within the zoning's `gap_width_m` (geographic metres,
ties to the lowest code); still none, null: the bucket that is always shown.
"""

from collections.abc import Sequence

from django.db import connection

ASSIGN = """
INSERT INTO participation_zoneassignment ({target}_id, zoning_version_id, zone_id)
SELECT t.id, zv.id, coalesce(covering.id, near.id)
  FROM participation_{target} t
  JOIN perimeter_data_zoning zg ON zg.perimeter_id = t.perimeter_id
  JOIN perimeter_data_zoningversion zv ON zv.zoning_id = zg.id AND zv.state = 'published'
  LEFT JOIN LATERAL (
       SELECT z.id FROM perimeter_data_zone z
        WHERE z.version_id = zv.id AND ST_Covers(z.geom, t.position) ORDER BY z.code LIMIT 1) covering ON true
  LEFT JOIN LATERAL (
       SELECT z.id FROM perimeter_data_zone z
        WHERE covering.id IS NULL AND z.version_id = zv.id
          AND z.geom && ST_Expand(t.position, {degrees_lon}, {degrees_lat})
          AND ST_Distance(z.geom::geography, t.position::geography) <= zg.gap_width_m
        ORDER BY ST_Distance(z.geom::geography, t.position::geography), z.code LIMIT 1) near ON true
 WHERE t.perimeter_id = %(perimeter)s {only}
ON CONFLICT ({target}_id, zoning_version_id) WHERE {target}_id IS NOT NULL
DO UPDATE SET zone_id = EXCLUDED.zone_id WHERE participation_zoneassignment.zone_id IS DISTINCT FROM EXCLUDED.zone_id
"""
# A box that surely holds everything within gap_width_m: 110,500 m a degree of latitude at the least.
DEGREES_LAT = "zg.gap_width_m / 110500"
DEGREES_LON = f"{DEGREES_LAT} / greatest(cos(radians(ST_Y(t.position))), 0.01)"


def assign_zones(
    *,
    perimeter_id: int,
    contribution_ids: Sequence[int] | None = None,
    proposal_ids: Sequence[int] | None = None,
) -> None:
    """Write the assignments of these targets for every published zoning; of all the perimeter's when none are named."""
    everything = contribution_ids is None and proposal_ids is None
    for target, ids in (("contribution", contribution_ids), ("proposal", proposal_ids)):
        if everything or ids:
            _assign(target, perimeter_id, None if everything else ids)


def _assign(target: str, perimeter_id: int, ids: Sequence[int] | None) -> None:
    statement = ASSIGN.format(
        target=target,
        degrees_lat=DEGREES_LAT,
        degrees_lon=DEGREES_LON,
        only="" if ids is None else "AND t.id = ANY(%(ids)s)",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"perimeter": perimeter_id, "ids": list(ids or ())})
