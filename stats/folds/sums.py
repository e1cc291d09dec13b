"""The sums: of all times and of each month (UTC), by kind, theme and state together and by each of them alone.

What days ask for is whole months, and the facts of the few days at either end.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SUMS = "n, answered, votes_for, votes_against, votes_neutral"
KEY = "edition, month, margin, theme_id, zone_id, kind, state"
# Integers throughout: sums of larger numbers are PostgreSQL's numeric, which takes longer.
SUMMED = ", ".join(f"sum({name})::int AS {name}" for name in SUMS.split(", "))
# `rows`: key_id, month and what to sum. What many share is summed before it is grouped eight ways.
GROUPED = f"""
SELECT perimeter_id, edition, coalesce(month, 0) AS month, GROUPING(kind, theme_id, state) AS margin,
       coalesce(theme_id, 0) AS theme_id, zone_id, coalesce(kind, '') AS kind, coalesce(state, '') AS state, {SUMMED}
  FROM (SELECT key_id, month, {SUMMED} FROM ({{rows}}) r GROUP BY key_id, month) s
  JOIN stats_zonekey z ON z.id = s.key_id
 GROUP BY perimeter_id, edition, zone_id, GROUPING SETS ((month), ()),
          GROUPING SETS ((kind, theme_id, state), (kind), (theme_id), (state))"""
INSERT = f"INSERT INTO stats_zonesum AS kept (perimeter_id, {KEY}, {SUMS})"
# `moved`: what a round of folding takes out and puts in (stats.folds.folding).
ADD = f"""
{INSERT} SELECT * FROM ({GROUPED.format(rows="SELECT * FROM moved")}) m
 WHERE ({SUMS}) <> (0, 0, 0, 0, 0)
    ON CONFLICT ({KEY}) DO UPDATE
   SET {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in SUMS.split(", "))}
"""


def month_of(column: str) -> str:
    """Return the SQL of the month of a time: `year * 12 + month - 1`, in UTC."""
    utc = f"{column} AT TIME ZONE 'UTC'"
    return f"(extract(year FROM {utc})::int * 12 + extract(month FROM {utc})::int - 1)"


# What the facts of some keys give: the condition on `stats_zonekey` belongs in `keys`.
FOUND = GROUPED.format(
    rows=f"""
SELECT key_id, {month_of("created_at")} AS month, 1 AS n, (answered_at IS NOT NULL)::int AS answered, votes_for,
       votes_against, votes_neutral
  FROM stats_zonefact WHERE key_id IN (SELECT id FROM stats_zonekey WHERE {{keys}})"""
)


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `since` until before `until`, in that order; None is without end."""

    since: datetime | None = None
    until: datetime | None = None

    def months(self) -> tuple[str, list[Any]]:
        """Return the condition on `month` of the sums, with its parameters: all times are a sum of their own, 0."""
        if self.since is not None and self.until is not None:
            return "month = ANY(%s)", [list(range(_nearest(self.since), _nearest(self.until)))]
        if self.since is not None:
            return "month >= %s", [_nearest(self.since)]
        return ("month > 0 AND month < %s", [_nearest(self.until)]) if self.until is not None else ("month = 0", [])

    def edges(self) -> list[tuple[int, datetime, datetime]]:
        """Return the days that those months lack (1) or have too many (-1): (sign, from, until before)."""
        found = []
        for sign, at in ((-1, self.since), (1, self.until)):
            if at is not None:
                begin = _beginning(_nearest(at))
                found.append((sign, begin, at) if begin < at else (-sign, at, begin))
        return found


def _nearest(at: datetime) -> int:
    """Return the month that begins nearest to a time."""
    utc = at.astimezone(UTC)
    month = utc.year * 12 + utc.month - 1
    return month if at - _beginning(month) < _beginning(month + 1) - at else month + 1


def _beginning(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
