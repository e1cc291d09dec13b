"""The same numbers by plain SQL from the rows: the oracle of the sums that are kept."""

from typing import Any

from django.db import connection

from participation.filters import ContributionFilter
from participation.selectors import public_contributions
from perimeter_data.models import Perimeter, ZoningVersion

ZONES = """
SELECT z.code, c.kind, coalesce(t.slug, 'none'), c.state, count(DISTINCT c.id),
       count(v.id) FILTER (WHERE v.choice = 'for'), count(v.id) FILTER (WHERE v.choice = 'against'),
       count(v.id) FILTER (WHERE v.choice = 'neutral')
  FROM participation_contribution c
  LEFT JOIN participation_theme t ON t.id = c.theme_id
  LEFT JOIN participation_consultation con ON con.id = c.consultation_id
  LEFT JOIN participation_vote v ON v.contribution_id = c.id AND con.results IS DISTINCT FROM 'hidden'
  LEFT JOIN LATERAL (
       SELECT z.code FROM perimeter_data_zone z
        WHERE z.version_id = %s AND ST_Covers(z.geom, c.position) ORDER BY z.code LIMIT 1) covering ON true
  LEFT JOIN LATERAL (
       SELECT z.code FROM perimeter_data_zone z
        WHERE covering.code IS NULL AND z.version_id = %s
          AND ST_DWithin(z.geom::geography, c.position::geography, %s)
        ORDER BY ST_Distance(z.geom::geography, c.position::geography), z.code LIMIT 1) near ON true
  LEFT JOIN LATERAL (SELECT coalesce(covering.code, near.code) AS code) z ON true
 WHERE c.id = ANY(%s) GROUP BY 1, 2, 3, 4
"""


def plain_numbers(perimeter: Perimeter, f: ContributionFilter, version: ZoningVersion) -> dict[str | None, Any]:
    """Return {zone code: {"contributions", "by_kind", …}} of the zones where something is, by a spatial join."""
    ids = list(public_contributions(perimeter, f).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(ZONES, [version.pk, version.pk, version.zoning.gap_width_m, ids])
        return grouped(cursor.fetchall())


def grouped(rows: list[Any]) -> dict[str | None, Any]:
    """Return rows of zone, kind, theme, state, number, votes for, against and neutral as the statistics' shape."""
    found: dict[str | None, Any] = {}
    for code, kind, theme, state, n, *votes in rows:
        into = found.setdefault(
            code, {"contributions": 0, "by_kind": {}, "by_theme": {}, "by_state": {}, "contribution_votes": {}}
        )
        into["contributions"] += n
        for name, key in (("by_kind", kind), ("by_theme", theme), ("by_state", state)):
            into[name][key] = into[name].get(key, 0) + n
        for choice, number in zip(("for", "against", "neutral"), votes, strict=True):
            into["contribution_votes"][choice] = into["contribution_votes"].get(choice, 0) + number
    return found


def counted(answer: dict[str, Any]) -> dict[str | None, Any]:
    """Return the statistics in the same shape: without zones where nothing is, without zeros."""
    found = {}
    for row in answer["zones"]:
        if row["contributions"]:
            found[row["zone"]] = {
                "contributions": row["contributions"],
                **{name: {k: n for k, n in row[name].items() if n} for name in ("by_kind", "by_theme", "by_state")},
                "contribution_votes": row["contribution_votes"],
            }
    return found
