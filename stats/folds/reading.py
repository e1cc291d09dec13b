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
from stats.folds.sums import SUMMED, SUMS, Span

# What the sums know, what a `ZoneFact` knows besides.
COUNTED_BY = frozenset({"kind", "theme", "state"})
KNOWN_OF_EACH = COUNTED_BY | {"category", "consultation", "language", "channel", "since", "until"}
# As an array, by the index whatever statistics say of a table that is filled and emptied all day.
TOUCHED = "ANY(ARRAY(SELECT DISTINCT contribution_id FROM stats_touched))"
UNTOUCHED = "contribution_id NOT IN (SELECT contribution_id FROM stats_touched)"
VOTES = "votes_for, votes_against, votes_neutral"
KEYS = "edition, zone_id, kind, theme_id, state"
# Sums as they are kept, where nothing is asked of kind, theme and state; else those by all three.
KEPT = f"""
SELECT edition, zone_id, margin, kind, theme_id, state, {SUMS} FROM stats_zonesum
 WHERE edition = ANY(%s) AND {{months}} AND margin > 0 AND {{counted}}
 UNION ALL"""
FROM_SUMS = f"""
SELECT {KEYS}, {SUMS} FROM stats_zonesum WHERE edition = ANY(%s) AND {{months}} AND margin = 0 AND {{counted}}
 UNION ALL"""
# Some facts, to add (1) or to take out (-1).
FACT = """
SELECT key_id, {sign} AS n, {sign} * (answered_at IS NOT NULL)::int AS answered, {sign} * votes_for AS votes_for,
       {sign} * votes_against AS votes_against, {sign} * votes_neutral AS votes_neutral
  FROM stats_zonefact WHERE edition = ANY(%s) AND {which}"""
FROM_FACTS = f"""
SELECT {KEYS}, {SUMS}
  FROM (SELECT key_id, {SUMMED} FROM ({{facts}}) picked GROUP BY key_id) f JOIN stats_zonekey z ON z.id = f.key_id
 WHERE {{counted}}
 UNION ALL"""
UNFOLDED = f"""
SELECT {KEYS}, 1, (answered_at IS NOT NULL)::int, {VOTES}
  FROM ({CURRENT} AND c.id = {TOUCHED}) now
 WHERE edition = ANY(%s) AND {{counted}} AND {{known}}"""
LIVE = f"""
SELECT {KEYS}, 1 AS n, (answered_at IS NOT NULL)::int AS answered, {VOTES}
  FROM ({CURRENT_LAYER} AND c.id IN ({{among}})) now WHERE edition = ANY(%s) AND {{counted}}"""
# The same one by one, for what is not in the sums.
EACH = (
    "edition, zone_id, kind, theme_id, state, category_id, consultation_id, channel, language, "
    "created_at, answered_at, votes_for, votes_against, votes_neutral"
)
EACH_FACT = f"""
SELECT f.edition, z.zone_id, z.kind, z.theme_id, z.state, f.category_id, f.consultation_id, f.channel, f.language,
       f.created_at, f.answered_at, f.votes_for, f.votes_against, f.votes_neutral
  FROM stats_zonefact f JOIN stats_zonekey z ON z.id = f.key_id
 WHERE f.edition = ANY(%s) AND {{known}} AND {{counted}} AND {UNTOUCHED}
 UNION ALL
SELECT {EACH} FROM ({CURRENT} AND c.id = {TOUCHED}) now
 WHERE edition = ANY(%s) AND {{known}} AND {{counted}}"""
EACH_LIVE = f"""
SELECT {EACH} FROM ({CURRENT_LAYER} AND c.id IN ({{among}})) now WHERE edition = ANY(%s) AND {{counted}}"""
READ = f"""
SELECT edition, zone_id, margin, kind, theme_id, state, sum(n) AS n, sum(answered), sum(votes_for), sum(votes_against),
       sum(votes_neutral)
  FROM ({{kept}}
SELECT edition, zone_id, GROUPING(kind, theme_id, state) AS margin, coalesce(kind, '') AS kind,
       coalesce(theme_id, 0) AS theme_id, coalesce(state, '') AS state, {SUMMED}
  FROM ({{rows}}) counted
 GROUP BY edition, zone_id, GROUPING SETS ((kind), (theme_id), (state))) grouped
 GROUP BY edition, zone_id, margin, kind, theme_id, state
HAVING sum(n) <> 0"""


class Group(NamedTuple):
    """Sums of those of one zone that share a kind, a theme or a state: `margin` says which."""

    edition: int
    zone_id: int
    margin: int
    kind: str
    theme_id: int
    state: str
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
    # Whether nothing is asked of kind, theme and state.
    whole: bool = False

    def kept(self) -> tuple[str, list[Any]]:
        """Return the sums by kind, by theme and by state that answer as they are, with their parameters."""
        return self._sums(KEPT, self.span) if self.span is not None and self.whole else ("", [])

    def rows(self) -> tuple[str, list[Any]]:
        """Return what is to be summed besides, with its parameters."""
        editions = list(self.editions)
        if self.layer_id is not None and self.among is not None:
            ids, values = ids_of(self.among)
            sql = LIVE.format(among=ids, counted=self.counted.sql)
            return sql, [self.layer_id, *values, editions, *self.counted.params]
        sums: tuple[str, list[Any]] = ("", [])
        if self.span is not None and not self.whole:
            sums = self._sums(FROM_SUMS, self.span)
        facts, params = self._facts()
        sql = FROM_FACTS.format(facts=facts, counted=self.counted.sql)
        sql += UNFOLDED.format(counted=self.counted.sql, known=self.known.sql)
        last = [*self.counted.params, editions, *self.counted.params, *self.known.params]
        return sums[0] + sql, [*sums[1], *params, *last]

    def _sums(self, sql: str, span: Span) -> tuple[str, list[Any]]:
        months, params = span.months()
        return sql.format(months=months, counted=self.counted.sql), [list(self.editions), *params, *self.counted.params]

    def _facts(self) -> tuple[str, list[Any]]:
        """Return all that a filter leaves; or the days that whole months lack or have too many, and the touched."""
        if self.span is None:
            parts = [(1, f"{self.known.sql} AND {UNTOUCHED}", self.known.params)]
        else:
            days = "created_at >= %s AND created_at < %s"
            parts = [(sign, days, [begin, end]) for sign, begin, end in self.span.edges()]
            parts.append((-1, f"contribution_id = {TOUCHED} AND {self.known.sql}", self.known.params))
        sql = " UNION ALL ".join(FACT.format(sign=sign, which=which) for sign, which, _values in parts)
        return sql, [value for _sign, _which, values in parts for value in (list(self.editions), *values)]

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
    span = Span(f.since, f.until) if not known.parts and ordered else None
    if f.since:
        known.add("created_at >= %s", f.since)
    if f.until:
        known.add("created_at < %s", f.until)
    return Asked(editions, counted, known, span=span, whole=not (f.kind or f.theme or f.state))


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
    (kept, before), (rows, params) = what.kept(), what.rows()
    with connection.cursor() as cursor:
        cursor.execute(READ.format(kept=kept, rows=rows), [*before, *params])
        return [*map(Group._make, cursor.fetchall())]
