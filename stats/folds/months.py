"""Sums by month: what days ask for is whole months, and the facts of the few days at either end."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SUMS = "n, answered, votes_for, votes_against, votes_neutral"
KEY = "edition, month, theme_id, zone_id, kind, state"
# `moved`: what a round of folding takes out and puts in (stats.folds.folding).
ADD_MONTHS = f"""
INSERT INTO stats_zonemonth AS kept (perimeter_id, {KEY}, {SUMS})
SELECT z.perimeter_id, z.edition, m.month, z.theme_id, z.zone_id, z.kind, z.state, m.n, m.answered, m.votes_for,
       m.votes_against, m.votes_neutral
  FROM (SELECT count_id, month, sum(n) AS n, sum(answered) AS answered, sum(votes_for) AS votes_for,
               sum(votes_against) AS votes_against, sum(votes_neutral) AS votes_neutral
          FROM moved GROUP BY count_id, month) m
  JOIN stats_zonecount z ON z.id = m.count_id
 WHERE (m.n, m.answered, m.votes_for, m.votes_against, m.votes_neutral) <> (0, 0, 0, 0, 0)
    ON CONFLICT ({KEY}) DO UPDATE
   SET n = kept.n + excluded.n, answered = kept.answered + excluded.answered,
       votes_for = kept.votes_for + excluded.votes_for, votes_against = kept.votes_against + excluded.votes_against,
       votes_neutral = kept.votes_neutral + excluded.votes_neutral
"""


def month_of(column: str) -> str:
    """Return the SQL of the month of a time: `year * 12 + month - 1`, in UTC."""
    utc = f"{column} AT TIME ZONE 'UTC'"
    return f"(extract(year FROM {utc})::int * 12 + extract(month FROM {utc})::int - 1)"


# What the facts of some counts give: a condition on them (`f`) or on their counts (`z`) belongs in between.
FOUND = f"""
SELECT z.perimeter_id, z.edition, {month_of("f.created_at")} AS month, z.theme_id, z.zone_id, z.kind, z.state,
       count(*) AS n, count(f.answered_at) AS answered, sum(f.votes_for) AS votes_for,
       sum(f.votes_against) AS votes_against, sum(f.votes_neutral) AS votes_neutral
  FROM stats_zonefact f JOIN stats_zonecount z ON z.id = f.count_id WHERE {{which}} GROUP BY 1, 2, 3, 4, 5, 6, 7"""


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `since` until before `until`, in that order; None is without end."""

    since: datetime | None
    until: datetime | None

    def months(self) -> tuple[str, list[Any]]:
        """Return the condition on `month` of the months that are summed, with its parameters."""
        if self.since is not None and self.until is not None:
            return "month = ANY(%s)", [list(range(_nearest(self.since), _nearest(self.until)))]
        if self.since is not None:
            return "month >= %s", [_nearest(self.since)]
        return ("month < %s", [_nearest(self.until)]) if self.until is not None else ("true", [])

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
