"""Public proposals and their votes per zone: some hundreds at most, so they are counted when they are asked for."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from participation.models import Choice, Proposal
from stats.folds.reading import ids_of
from stats.zonings import Zones, ZonesOfEdition, ZonesOfLayer, table_of

# Votes as the ledger's folds have them, in one snapshot: totals and what is not folded yet (ADR 0011). What a
# consultation hides counts nothing.
PROPOSALS = """
WITH asked AS (
  SELECT p.id, con.results IS DISTINCT FROM 'hidden' AS told,
         ({zone}) AS zone_id
    FROM participation_proposal p LEFT JOIN participation_consultation con ON con.id = p.consultation_id
   WHERE p.id IN ({ids})),
voted AS (
  SELECT proposal_id, votes_for, votes_against, votes_neutral
    FROM participation_votetotal WHERE proposal_id IN (SELECT id FROM asked WHERE told)
   UNION ALL
  SELECT proposal_id, n * (choice = 'for')::int, n * (choice = 'against')::int, n * (choice = 'neutral')::int
    FROM participation_votedelta WHERE proposal_id IN (SELECT id FROM asked WHERE told))
SELECT zone_id, (count(DISTINCT id))::int, coalesce(sum(votes_for), 0)::int, coalesce(sum(votes_against), 0)::int,
       coalesce(sum(votes_neutral), 0)::int
  FROM asked LEFT JOIN voted ON proposal_id = id GROUP BY zone_id"""


IN_EDITION = """
SELECT a.zone_id FROM participation_zoneassignment a WHERE a.proposal_id = p.id AND a.zoning_version_id = %s"""
IN_LAYER = "SELECT min(z.id + 0) FROM {table} z WHERE z.layer_id = %s AND ST_Covers(z.geom, p.position)"


def proposal_numbers(among: QuerySet[Proposal], zones: Zones) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """Yield zone id and {"proposals", "votes"} of public proposals: one query."""
    sql, params = ids_of(among)
    zone, owner = _zone(zones)
    with connection.cursor() as cursor:
        cursor.execute(PROPOSALS.format(ids=sql, zone=zone), [*owner, *params])
        for zone_id, count, *votes in cursor.fetchall():
            yield zone_id, {"proposals": count, "votes": dict(zip(Choice.values, votes, strict=True))}


def _zone(zones: Zones) -> tuple[str, list[int]]:
    """Return the SELECT of the zone of a proposal `p`, with its parameters."""
    if isinstance(zones, ZonesOfLayer):
        return IN_LAYER.format(table=table_of(zones.layer)), [zones.layer.pk]
    return (IN_EDITION, [zones.version.pk]) if isinstance(zones, ZonesOfEdition) else ("NULL::bigint", [])
