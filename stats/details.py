"""What statistics tell besides counts, to who asks: by channel, by language, by day, and the time to an answer."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from core.i18n import LANGUAGES
from participation.models import Channel
from stats.folds.reading import Asked
from stats.models import SOMEWHERE, Edition

WORDS = {"channel": Channel.values, "language": list(LANGUAGES)}
DETAILS = (*WORDS, "day", "answers")
BY_WORD = "SELECT edition, zone_id, {word}, count(*) FROM ({rows}) r GROUP BY edition, zone_id, {word}"
BY_DAY = """
SELECT (created_at AT TIME ZONE %s)::date AS day, count(*) FROM ({rows}) r WHERE edition = %s
 GROUP BY day ORDER BY day"""
MEDIANS = """
SELECT edition, zone_id,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - created_at) / 86400.0)
  FROM ({rows}) r WHERE answered_at IS NOT NULL GROUP BY GROUPING SETS ((edition, zone_id), (edition))"""


@dataclass(slots=True)
class Details:
    """More of each zone (None: in none) and of all of it."""

    zones: defaultdict[int | None, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    total: dict[str, Any] = field(default_factory=dict)

    def of(self, zone_id: int | None, wanted: Collection[str]) -> dict[str, Any]:
        """Return what is told of a zone, where nothing was found too."""
        nothing: dict[str, Any] = {f"by_{word}": dict.fromkeys(WORDS[word], 0) for word in wanted if word in WORDS}
        if "answers" in wanted:
            nothing["median_days_to_answer"] = None
        return {**nothing, **self.zones.get(zone_id, {})}


def details(what: Asked, wanted: Collection[str], *, is_layer: bool) -> Details:
    """Return the details asked for: one query each."""
    found = Details()
    for word in WORDS:
        if word in wanted:
            _by_word(found, what, word, is_layer=is_layer)
    if "day" in wanted:
        sql, params = what.each()
        rows = _all(BY_DAY.format(rows=sql), [settings.TIME_ZONE, *params, what.editions[0]])
        found.total["by_day"] = [[day.isoformat(), count] for day, count in rows]
    if "answers" in wanted:
        _medians(found, what)
    return found


def _by_word(found: Details, what: Asked, word: str, *, is_layer: bool) -> None:
    name, whole = f"by_{word}", what.editions[0]
    total, rest = dict.fromkeys(WORDS[word], 0), dict.fromkeys(WORDS[word], 0)
    sql, params = what.each()
    for edition, zone_id, value, count in _all(BY_WORD.format(word=word, rows=sql), params):
        if edition == whole:
            total[value] += count
            rest[value] += 0 if is_layer and zone_id == SOMEWHERE and _is_perimeter(edition) else count
        if not _is_perimeter(edition):
            found.zones[zone_id].setdefault(name, dict.fromkeys(WORDS[word], 0))[value] += count
            rest[value] -= count
    found.total[name] = total
    found.zones[None][name] = rest


def _medians(found: Details, what: Asked) -> None:
    sql, params = what.each()
    found.total["median_days_to_answer"] = None
    for edition, zone_id, days in _all(MEDIANS.format(rows=sql), params):
        if zone_id is None:
            if edition == what.editions[0]:
                found.total["median_days_to_answer"] = round(days, 2)
        elif not _is_perimeter(edition):
            found.zones[zone_id]["median_days_to_answer"] = round(days, 2)


def _is_perimeter(edition: int) -> bool:
    return edition % 4 == Edition.PERIMETER


def _all(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
