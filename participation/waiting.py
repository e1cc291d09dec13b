"""What waits for a moderator: contributions and comments to read, readers' flags, appeals. Oldest first, by keyset.

One statement, however many perimeters and rows: of each perimeter and each source the first few of an index that holds
nothing else (contribution_waiting, comment_waiting, flag_waiting_*, appeal_waiting), then the first few of those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from core.errors import InvalidParameter
from core.i18n import LANGUAGES
from core.pagination import read_cursor, write_cursor
from core.query import strict
from participation.models import Kind
from participation.querysets import QUERY
from participation.states import PUBLIC_STATES

WHY = ("waiting", "flagged", "appeal")
WHAT = ("contribution", "comment")
FILTERS = ("perimeter", "consultation", "theme", "kind", "what", "why", "language", "q")
VALUES = ("kind", "theme", "consultation", "language", "q")
PARAMETERS = (*FILTERS, "cursor")
PAGE = 20
# Beyond that it is "many": nobody reads the difference, and counting a million takes its time.
COUNTED = 1000

# c is the contribution it is or is about, p the proposal it is about, m the comment.
ABOUT = """
   AND (%(kind)s::text IS NULL OR c.kind = %(kind)s)
   AND (%(theme)s::bigint IS NULL OR {theme} = %(theme)s)
   AND (%(consultation)s::bigint IS NULL OR {consultation} = %(consultation)s)
"""
OF_CONTRIBUTION = (
    ABOUT.format(theme="c.theme_id", consultation="c.consultation_id")
    + f"""
   AND (%(language)s::text IS NULL OR c.language = %(language)s)
   AND (%(q)s::text IS NULL OR c.search @@ ({QUERY.replace("%s", "%(q)s")}) OR c.ref = upper(%(q)s))
"""
)
OF_COMMENT = (
    ABOUT.format(
        theme="coalesce(c.theme_id, p.theme_id)", consultation="coalesce(c.consultation_id, p.consultation_id)"
    )
    + """
   AND (%(language)s::text IS NULL OR m.language = %(language)s)
   AND (%(q)s::text IS NULL OR c.ref = upper(%(q)s) OR p.ref = upper(%(q)s)
        OR strpos(lower(agorama_unaccent(m.text)), lower(agorama_unaccent(%(q)s))) > 0)
"""
)
COMMENTED = """
  LEFT JOIN participation_contribution c ON c.id = m.contribution_id
  LEFT JOIN participation_proposal p ON p.id = m.proposal_id
"""
AFTER = "AND ({key}.created_at >= %(since)s) AND ({key}.created_at, {rank}, {key}.id) > (%(since)s, %(rank)s, %(id)s)"
# The first open flag of each target stands for all of it.
FIRST_FLAG = """
   AND f.{target}_id IS NOT NULL AND NOT EXISTS (SELECT FROM participation_flag e
                    WHERE e.{target}_id = f.{target}_id AND e.settled_at IS NULL AND e.id < f.id)
"""
SOURCES = {
    ("waiting", "contribution"): f"""
SELECT c.created_at AS since, 1 AS rank, c.id AS key, c.id AS target, NULL::bigint AS appeal
  FROM participation_contribution c
 WHERE c.perimeter_id = area.id AND c.state = 'pending' AND NOT c.awaits_photo {OF_CONTRIBUTION} {{after}}
 ORDER BY c.created_at, c.id LIMIT %(limit)s""",
    ("waiting", "comment"): f"""
SELECT m.created_at, 2, m.id, m.id, NULL FROM participation_comment m {COMMENTED}
 WHERE m.perimeter_id = area.id AND m.state = 'pending' {OF_COMMENT} {{after}}
 ORDER BY m.created_at, m.id LIMIT %(limit)s""",
    ("flagged", "contribution"): f"""
SELECT f.created_at, 3, f.id, c.id, NULL FROM participation_flag f
  JOIN participation_contribution c ON c.id = f.contribution_id
 WHERE f.perimeter_id = area.id AND f.settled_at IS NULL AND c.state = ANY(%(public)s)
   {FIRST_FLAG.format(target="contribution")} {OF_CONTRIBUTION} {{after}}
 ORDER BY f.created_at, f.id LIMIT %(limit)s""",
    ("flagged", "comment"): f"""
SELECT f.created_at, 4, f.id, m.id, NULL FROM participation_flag f
  JOIN participation_comment m ON m.id = f.comment_id {COMMENTED}
 WHERE f.perimeter_id = area.id AND f.settled_at IS NULL AND m.state = 'published'
   {FIRST_FLAG.format(target="comment")} {OF_COMMENT} {{after}}
 ORDER BY f.created_at, f.id LIMIT %(limit)s""",
    ("appeal", "contribution"): f"""
SELECT a.created_at, 5, a.id, c.id, a.id FROM participation_appeal a
  JOIN participation_contribution c ON c.id = a.contribution_id
 WHERE a.perimeter_id = area.id AND a.answered_at IS NULL AND c.state <> ALL('{{{{withdrawn,merged}}}}')
   {OF_CONTRIBUTION} {{after}}
 ORDER BY a.created_at, a.id LIMIT %(limit)s""",
    ("appeal", "comment"): f"""
SELECT a.created_at, 6, a.id, m.id, a.id FROM participation_appeal a
  JOIN participation_comment m ON m.id = a.comment_id {COMMENTED}
 WHERE a.perimeter_id = area.id AND a.answered_at IS NULL AND m.state <> 'withdrawn' {OF_COMMENT} {{after}}
 ORDER BY a.created_at, a.id LIMIT %(limit)s""",
}
KEYS = {1: "c", 2: "m", 3: "f", 4: "f", 5: "a", 6: "a"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue: since when, why, what (contribution or comment) and its number."""

    since: datetime
    why: str
    what: str
    target_id: int
    appeal_id: int | None
    key: tuple[int, int]


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a moderator looks for; perimeters are those where they may decide."""

    perimeters: tuple[int, ...]
    values: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(VALUES))
    why: str | None = None
    what: str | None = None
    cursor: tuple[datetime, int, int] | None = None

    @classmethod
    def parse(cls, query: Any, perimeters: Sequence[int]) -> "QueueFilter":
        """Read the address; raise `InvalidParameter` or `UnknownParameter`."""
        given = {name: value.strip() for name, value in strict(query, PARAMETERS).items() if value.strip()}
        chosen = _number(given, "perimeter")
        return cls(
            tuple(pk for pk in perimeters if chosen in (None, pk)),
            {
                "kind": _one_of(given, "kind", Kind.values),
                "theme": _number(given, "theme"),
                "consultation": _number(given, "consultation"),
                "language": _one_of(given, "language", LANGUAGES),
                "q": given.get("q", "")[:100] or None,
            },
            _one_of(given, "why", WHY),
            _one_of(given, "what", WHAT),
            _cursor(given),
        )


def waiting_page(f: QueueFilter) -> tuple[list[Waiting], str | None]:
    """Return one page of the queue and the cursor of the next: one query."""
    rows = _rows(f, PAGE + 1)
    found = [Waiting(since, _why(rank), _what(rank), pk, appeal, (rank, key)) for since, rank, key, pk, appeal in rows]
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], write_cursor([last.since.isoformat(), *last.key])


def count_waiting(f: QueueFilter) -> dict[str, int]:
    """Return how many wait for each reason, counted up to `COUNTED` each: one query."""
    counts = dict.fromkeys(WHY, 0)
    sources = _sources(QueueFilter(f.perimeters, f.values, None, f.what))
    if not sources or not f.perimeters:
        return counts
    each = " UNION ALL ".join(
        f"SELECT {rank}, count(*) FROM (SELECT FROM unnest(%(perimeters)s::bigint[]) area(id), "
        f"LATERAL ({sql}) s LIMIT %(limit)s) few"
        for rank, sql in sources
    )
    for rank, count in _run(each, f, COUNTED):
        counts[_why(rank)] = min(counts[_why(rank)] + count, COUNTED)
    return counts


def _rows(f: QueueFilter, limit: int) -> list[Any]:
    sources = _sources(f)
    if not sources or not f.perimeters:
        return []
    each = " UNION ALL ".join(f"({sql})" for _rank, sql in sources)
    return _run(
        "SELECT s.* FROM unnest(%(perimeters)s::bigint[]) area(id), "
        f"LATERAL ({each}) s(since, rank, key, target, appeal) ORDER BY since, rank, key LIMIT %(limit)s",
        f,
        limit,
    )


def _sources(f: QueueFilter) -> list[tuple[int, str]]:
    """Return (rank, SQL) of the sources that are asked for; all that is put in are our own words."""
    found = []
    for rank, ((why, what), sql) in enumerate(SOURCES.items(), start=1):
        if f.why in (None, why) and f.what in (None, what):
            after = AFTER.format(key=KEYS[rank], rank=rank) if f.cursor else ""
            found.append((rank, sql.format(after=after)))
    return found


def _run(sql: str, f: QueueFilter, limit: int) -> list[Any]:
    since, rank, pk = f.cursor or (None, None, None)
    values: dict[str, Any] = {"perimeters": list(f.perimeters), "public": list(PUBLIC_STATES), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, **f.values, "since": since, "rank": rank, "id": pk})
        return cursor.fetchall()


def _why(rank: int) -> str:
    return list(SOURCES)[rank - 1][0]


def _what(rank: int) -> str:
    return list(SOURCES)[rank - 1][1]


def _one_of(given: Mapping[str, str], name: str, known: Sequence[str]) -> str | None:
    value = given.get(name)
    if value is not None and value not in known:
        raise InvalidParameter(parameter=name)
    return value


def _number(given: Mapping[str, str], name: str) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise InvalidParameter(parameter=name)
    return int(value)


def _cursor(given: Mapping[str, str]) -> tuple[datetime, int, int] | None:
    if "cursor" not in given:
        return None
    since, rank, pk = read_cursor(given["cursor"], (str, int, int))
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise InvalidParameter(parameter="cursor") from error
    if moment.tzinfo is None or not (0 <= rank <= len(SOURCES) and 0 <= pk < 2**63):
        raise InvalidParameter(parameter="cursor")
    return moment, rank, pk
