"""What the folds know without looking at contributions: everything public, or by kinds, themes and states alone."""

from dataclasses import fields
from typing import Any

from django.db import connection

from participation.filters import ContributionFilter
from participation.models import Theme
from participation.models.folds import ANYWHERE, FIRST_LEVEL, ZONES
from participation.querysets import known_ids
from perimeter_data.models import Perimeter

COUNTED_BY = frozenset({"kind", "theme", "state"})
# In one snapshot: a delta or its effect, never both.
COUNT = """
SELECT coalesce(sum(n), 0) FROM (
  SELECT n FROM participation_pincellpart
   WHERE perimeter_id = %s AND (level = {first} OR level = {zones} AND cell = {anywhere}) AND {asked}
   UNION ALL
  SELECT n FROM participation_pindelta
   WHERE perimeter_id = %s AND (zone_id IS NULL OR zone_id = {anywhere}) AND {asked}) counted
"""


def answers(f: ContributionFilter) -> bool:
    """Say whether the folds know the counts of this filter."""
    return all(field.name in COUNTED_BY or not getattr(f, field.name) for field in fields(f))


def condition(perimeter: Perimeter, f: ContributionFilter) -> tuple[str, list[Any]]:
    """Return such a filter as SQL on the columns that parts and deltas share, with its parameters.

    Raises `InvalidParameter` for an unknown theme.
    """
    asked = [
        ("kind", list(f.kind)),
        ("theme_id", known_ids(Theme, perimeter, f.theme, "theme") if f.theme else []),
        ("state", list(f.state)),
    ]
    given = [(column, values) for column, values in asked if values]
    sql = " AND ".join(f"{column} = ANY(%s)" for column, _values in given) or "true"
    return sql, [values for _column, values in given]


def count(perimeter: Perimeter, f: ContributionFilter) -> int:
    """Return how many contributions the public sees under a filter that `answers`."""
    asked, params = condition(perimeter, f)
    sql = COUNT.format(first=FIRST_LEVEL, zones=ZONES, anywhere=ANYWHERE, asked=asked)
    with connection.cursor() as cursor:
        cursor.execute(sql, [perimeter.pk, *params, perimeter.pk, *params])
        return int(cursor.fetchone()[0])
