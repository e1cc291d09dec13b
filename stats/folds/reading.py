"""Reading the sums per zone with what is not folded yet, in one statement: so in one snapshot.

What filters ask of kind, theme, state and zone the sums know; the rest is asked of each contribution's fact, or, where
only the rows themselves know it (words, distances), by the contributions that the filter leaves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from participation.filters import ContributionFilter
from participation.models import Category, Consultation, Contribution, Theme
from participation.querysets import known_ids
from perimeter_data.models import Perimeter
from stats.folds.current import CURRENT, CURRENT_LAYER
from stats.folds.months import Span

# What the sums of `ZoneCount` know, what a `ZoneFact` knows besides.
COUNTED_BY = frozenset({"kind", "theme", "state"})
KNOWN_OF_EACH = COUNTED_BY | {"category", "consultation", "language", "channel", "since", "until"}
# As an array, by the index whatever statistics say of a table that is filled and emptied all day.
TOUCHED = "ANY(ARRAY(SELECT DISTINCT contribution_id FROM stats_touched))"
SUMS = "votes_for, votes_against, votes_neutral"
GROUPED = "edition, zone_id, kind, theme_id, state"
FROM_SUMS = f"""
SELECT {GROUPED}, n, answered, {SUMS} FROM stats_zonecount WHERE edition = ANY(%s) AND {{counted}}"""
FROM_FACTS = """
SELECT z.edition, z.zone_id, z.kind, z.theme_id, z.state, f.n, f.answered, f.votes_for, f.votes_against, f.votes_neutral
  FROM (SELECT count_id, count(*)::int AS n, count(answered_at)::int AS answered, sum(votes_for)::int AS votes_for,
               sum(votes_against)::int AS votes_against, sum(votes_neutral)::int AS votes_neutral
          FROM stats_zonefact f
         WHERE edition = ANY(%s) AND {known}
           AND f.contribution_id NOT IN (SELECT contribution_id FROM stats_touched)
         GROUP BY count_id) f
  JOIN stats_zonecount z ON z.id = f.count_id WHERE {counted}"""
# Whole months, the days at either end that they lack (1) or have too many (-1), without what the touched counted as.
# Integers throughout: sums of larger numbers are PostgreSQL's numeric, which takes longer.
FROM_MONTHS = f"""
SELECT {GROUPED}, n, answered, {SUMS} FROM stats_zonemonth
 WHERE edition = ANY(%s) AND {{months}} AND {{counted}}"""
FROM_EDGE = """
 UNION ALL
SELECT z.edition, z.zone_id, z.kind, z.theme_id, z.state, f.n, f.answered, f.votes_for, f.votes_against, f.votes_neutral
  FROM (SELECT count_id, {sign} * count(*)::int AS n, {sign} * count(answered_at)::int AS answered,
               {sign} * sum(votes_for)::int AS votes_for, {sign} * sum(votes_against)::int AS votes_against,
               {sign} * sum(votes_neutral)::int AS votes_neutral
          FROM stats_zonefact WHERE edition = ANY(%s) AND created_at >= %s AND created_at < %s GROUP BY count_id) f
  JOIN stats_zonecount z ON z.id = f.count_id WHERE {counted}"""
WITHOUT_TOUCHED = f"""
 UNION ALL
SELECT z.edition, z.zone_id, z.kind, z.theme_id, z.state, -1, -(f.answered_at IS NOT NULL)::int, -f.votes_for,
       -f.votes_against, -f.votes_neutral
  FROM stats_zonefact f JOIN stats_zonecount z ON z.id = f.count_id
 WHERE f.contribution_id = {TOUCHED} AND f.edition = ANY(%s) AND {{counted}}"""
UNFOLDED = f"""
SELECT {GROUPED}, 1, (answered_at IS NOT NULL)::int, {SUMS}
  FROM ({CURRENT} AND c.id = {TOUCHED}) now
 WHERE edition = ANY(%s) AND {{counted}} AND {{known}}"""
LIVE = f"""
SELECT {GROUPED}, 1 AS n, (answered_at IS NOT NULL)::int AS answered, {SUMS}
  FROM ({CURRENT_LAYER} AND c.id IN ({{among}})) now WHERE edition = ANY(%s) AND {{counted}}"""
# The same one by one, for what is not in the sums.
EACH = (
    "edition, zone_id, kind, theme_id, state, category_id, consultation_id, channel, language, "
    "created_at, answered_at, votes_for, votes_against, votes_neutral"
)
EACH_FACT = f"""
SELECT f.edition, z.zone_id, z.kind, z.theme_id, z.state, f.category_id, f.consultation_id, f.channel, f.language,
       f.created_at, f.answered_at, f.votes_for, f.votes_against, f.votes_neutral
  FROM stats_zonefact f JOIN stats_zonecount z ON z.id = f.count_id
 WHERE f.edition = ANY(%s) AND {{known}} AND {{counted}}
   AND f.contribution_id NOT IN (SELECT contribution_id FROM stats_touched)
 UNION ALL
SELECT {EACH} FROM ({CURRENT} AND c.id = {TOUCHED}) now
 WHERE edition = ANY(%s) AND {{known}} AND {{counted}}"""
EACH_LIVE = f"""
SELECT {EACH} FROM ({CURRENT_LAYER} AND c.id IN ({{among}})) now WHERE edition = ANY(%s) AND {{counted}}"""
READ = """
SELECT edition, zone_id, kind, theme_id, state, sum(n) AS n, sum(answered) AS answered, sum(votes_for),
       sum(votes_against), sum(votes_neutral)
  FROM ({rows}) counted
 GROUP BY GROUPING SETS ((edition, zone_id, kind), (edition, zone_id, theme_id), (edition, zone_id, state))
HAVING sum(n) <> 0"""


class Group(NamedTuple):
    """Sums of those of one zone that share a kind, a theme or a state: of the three, one is not None."""

    edition: int
    zone_id: int
    kind: str | None
    theme_id: int | None
    state: str | None
    n: int
    answered: int
    votes_for: int
    votes_against: int
    votes_neutral: int


@dataclass(slots=True)
class Condition:
    """Conditions that all hold, with their parameters."""

    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> None:
        self.parts.append(sql)
        self.params.extend(params)

    @property
    def sql(self) -> str:
        return " AND ".join(self.parts) or "true"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which editions, and what of them: by the columns of the sums, and by what is known of each contribution.

    `layer_id` is a layer that is not counted yet: then `among` are the contributions to count by it now.
    """

    editions: Sequence[int]
    counted: Condition
    known: Condition
    layer_id: int | None = None
    among: QuerySet[Contribution] | None = None
    # Where nothing is asked of each contribution but the days it was sent.
    span: Span | None = None

    def rows(self) -> tuple[str, list[Any]]:
        """Return what is to be summed, with its parameters."""
        editions = list(self.editions)
        if self.layer_id is not None and self.among is not None:
            ids, params = ids_of(self.among)
            sql = LIVE.format(among=ids, counted=self.counted.sql)
            return sql, [self.layer_id, *params, editions, *self.counted.params]
        unfolded = UNFOLDED.format(counted=self.counted.sql, known=self.known.sql)
        last = [editions, *self.counted.params, *self.known.params]
        if self.span is not None:
            months, values = self._months(self.span)
            return f"{months} UNION ALL {unfolded}", [*values, *last]
        if self.known.parts:
            facts = FROM_FACTS.format(known=self.known.sql, counted=self.counted.sql)
            return f"{facts} UNION ALL {unfolded}", [editions, *self.known.params, *self.counted.params, *last]
        sums = (FROM_SUMS + WITHOUT_TOUCHED).format(counted=self.counted.sql)
        each = [editions, *self.counted.params]
        return f"{sums} UNION ALL {unfolded}", [*each, *each, *last]

    def _months(self, span: Span) -> tuple[str, list[Any]]:
        counted, editions = self.counted, list(self.editions)
        months, params = span.months()
        pieces = [FROM_MONTHS.format(months=months, counted=counted.sql)]
        values = [editions, *params, *counted.params]
        for sign, begin, end in span.edges():
            pieces.append(FROM_EDGE.format(sign=sign, counted=counted.sql))
            values += [editions, begin, end, *counted.params]
        pieces.append(WITHOUT_TOUCHED.format(counted=f"{counted.sql} AND {self.known.sql}"))
        return "".join(pieces), [*values, editions, *counted.params, *self.known.params]

    def each(self) -> tuple[str, list[Any]]:
        """Return what is asked one by one (columns `EACH`), with its parameters."""
        editions = list(self.editions)
        if self.layer_id is not None and self.among is not None:
            ids, params = ids_of(self.among)
            sql = EACH_LIVE.format(among=ids, counted=self.counted.sql)
            return sql, [self.layer_id, *params, editions, *self.counted.params]
        once = [editions, *self.known.params, *self.counted.params]
        return EACH_FACT.format(known=self.known.sql, counted=self.counted.sql), [*once, *once]


def asked(
    perimeter: Perimeter,
    f: ContributionFilter,
    *,
    editions: Sequence[int],
    among: QuerySet[Contribution] | None,
    zone_ids: Sequence[int] | None,
    layer_id: int | None = None,
) -> Asked:
    """Say what a filter asks; `among` where only the rows know. Raises `InvalidParameter` for unknown words."""
    counted, known = Condition(), Condition()
    if zone_ids is not None:
        counted.add("zone_id = ANY(%s)", list(zone_ids))
    if layer_id is not None:
        return Asked(editions, counted, known, layer_id, among)
    if among is not None:
        sql, params = ids_of(among)
        known.add(f"contribution_id IN ({sql})", *params)
        return Asked(editions, counted, known)
    if f.theme:
        counted.add("theme_id = ANY(%s)", known_ids(Theme, perimeter, f.theme, "theme"))
    for column, values in (("kind", f.kind), ("state", f.state)):
        if values:
            counted.add(f"{column} = ANY(%s)", list(values))
    for column, model, slugs in (("category", Category, f.category), ("consultation", Consultation, f.consultation)):
        if slugs:
            known.add(f"{column}_id = ANY(%s)", known_ids(model, perimeter, slugs, column))
    for column, values in (("language", f.language), ("channel", f.channel)):
        if values:
            known.add(f"{column} = ANY(%s)", list(values))
    ordered = f.since is None or f.until is None or f.since < f.until
    span = Span(f.since, f.until) if (f.since or f.until) and not known.parts and ordered else None
    if f.since:
        known.add("created_at >= %s", f.since)
    if f.until:
        known.add("created_at < %s", f.until)
    return Asked(editions, counted, known, span=span)


def asks_only(f: ContributionFilter, names: Iterable[str]) -> bool:
    """Say whether a filter asks for nothing but these."""
    return all(field.name in names or not getattr(f, field.name) for field in fields(f))


def ids_of(queryset: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return the SELECT of the ids of a queryset with its parameters."""
    query = queryset.order_by().values("pk").query
    # An impossible filter gives a SELECT of no rows here, rather than an exception.
    return query.get_compiler(queryset.db, elide_empty=False).as_sql()


def read(what: Asked) -> list[Group]:
    """Return the sums of what is asked, by zone and kind, by zone and theme, by zone and state: one query."""
    sql, params = what.rows()
    with connection.cursor() as cursor:
        cursor.execute(READ.format(rows=sql), params)
        return [Group(*row) for row in cursor.fetchall()]
