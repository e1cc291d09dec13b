"""How a territory's texts were handled: counts and spans of time by month, about texts and not about people.

What came from files was read elsewhere and is left out. Whether something was read before it was public is what the
feed said when it came in.
"""

from typing import Any

from django.db import connection

from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter

FIGURES = """
WITH came AS (
  SELECT c.id, c.state, c.created_at,
         date_trunc('month', c.created_at AT TIME ZONE %(zone)s) AS month,
         (SELECT h.payload ->> 'state' FROM core_change h
           WHERE h.target_type = 'contribution' AND h.target_id = c.id AND h.kind = 'contribution.submitted'
           ORDER BY h.id LIMIT 1) AS first_state,
         (SELECT min(s.created_at) FROM participation_step s
           WHERE s.contribution_id = c.id AND NOT s.by_author) AS decided_at,
         (SELECT min(s.created_at) FROM participation_step s
           WHERE s.contribution_id = c.id AND s.text <> '{{}}') AS answered_at,
         (SELECT count(*) FROM participation_attachment a
           WHERE a.contribution_id = c.id AND a.state = 'hidden') AS photos_hidden,
         (SELECT count(DISTINCT d.photo_id) FROM participation_moderationdecision d
           WHERE d.contribution_id = c.id AND d.action = 'photo_blur') AS photos_blurred
    FROM participation_contribution c
   WHERE c.perimeter_id = %(perimeter)s AND c.channel <> 'import')
SELECT to_char(month, 'YYYY-MM'), count(*),
       count(*) FILTER (WHERE first_state = 'received'),
       count(*) FILTER (WHERE first_state = 'pending'),
       count(*) FILTER (WHERE state = 'pending'),
       count(*) FILTER (WHERE state = 'rejected'),
       count(*) FILTER (WHERE state = 'hidden'),
       count(*) FILTER (WHERE state = 'withdrawn'),
       count(*) FILTER (WHERE state = 'merged'),
       {decided},
       {answered},
       coalesce(sum(photos_hidden), 0)::integer, coalesce(sum(photos_blurred), 0)::integer,
       count(*) FILTER (WHERE state = ANY(%(public)s)),
       count(*) FILTER (WHERE state = ANY(%(public)s) AND answered_at IS NOT NULL)
  FROM came GROUP BY GROUPING SETS ((month), ()) ORDER BY month NULLS FIRST
"""
MEDIAN = (
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM {until} - created_at)) "
    "FILTER (WHERE {until} IS NOT NULL) / 3600"
)
NAMES = (
    "month", "received", "published_at_once", "read_before", "waiting", "rejected", "hidden", "withdrawn", "merged",
    "median_hours_to_decision", "median_hours_to_answer", "photos_hidden", "photos_blurred", "public", "answered",
)  # fmt: skip
QUERY = FIGURES.format(decided=MEDIAN.format(until="decided_at"), answered=MEDIAN.format(until="answered_at"))


def moderation_figures(perimeter: Perimeter, time_zone: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the whole, and one row for each month in which anything came in, oldest first. One query."""
    values: dict[str, Any] = {"perimeter": perimeter.pk, "public": list(PUBLIC_STATES), "zone": time_zone}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        total, *months = [_row(row) for row in cursor.fetchall()]
    del total["month"]
    return total, months


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(NAMES, row, strict=True))
    for name in ("median_hours_to_decision", "median_hours_to_answer"):
        found[name] = None if found[name] is None else round(float(found[name]), 1)
    found["share_answered"] = round(found["answered"] / found["public"], 3) if found["public"] else None
    return found
