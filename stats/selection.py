"""What lies in an area under a filter, in numbers and as a list: read from the facts that are kept of each."""

from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from core.i18n import LANGUAGES
from layers.models import LayerKind
from layers.selectors import staff_layers
from participation.areas import Area
from participation.filters import ContributionFilter
from participation.headlines import headline
from participation.models import Category, Channel, Choice, Contribution, Kind, Theme
from participation.orders import ordered_page
from participation.selectors import hiding_consultations, public_contributions, public_proposals, totals
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter
from stats.folds.reading import KNOWN_OF_EACH, Asked, asked, asks_only
from stats.models import CountedLayer, Edition
from stats.proposals import proposal_numbers
from stats.zonings import NoZones

PAGE = 50
# More days than this are told by month.
DAYS = 92
# What was picked is found once: the first row is of all of it, then how many by each of these words.
NUMBERS = """
WITH picked AS MATERIALIZED (
  SELECT r.*, (r.created_at AT TIME ZONE %s)::date AS day FROM ({rows}) r)
SELECT NULL AS kind, NULL::bigint AS theme, NULL AS state, NULL::bigint AS category, NULL AS channel, NULL AS language,
       NULL::date AS day, count(*), count(answered_at), coalesce(sum(votes_for), 0)::bigint,
       coalesce(sum(votes_against), 0)::bigint, coalesce(sum(votes_neutral), 0)::bigint,
       count(*) FILTER (WHERE consultation_id = ANY(%s)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - created_at) / 86400.0)
         FILTER (WHERE answered_at IS NOT NULL)
  FROM picked
 UNION ALL
SELECT kind, theme_id, state, category_id, channel, language, day, count(*), NULL, NULL, NULL, NULL, NULL, NULL
  FROM picked GROUP BY GROUPING SETS (kind, theme_id, state, category_id, channel, language, day)"""
CROSS = """
SELECT p.typezone, r.theme_id, count(*) FROM ({rows}) r JOIN layers_planzone p ON p.id = r.zone_id
 GROUP BY p.typezone, r.theme_id"""
GROUPS = ("kind", "theme", "state", "category", "channel", "language", "day")
Numbers = dict[str, Any]


def selection(perimeter: Perimeter, f: ContributionFilter, area: Area | None, cursor: str | None) -> Numbers:
    """Return the numbers of what the public sees in an area under a filter, and a page of the list, the newest first.

    With a cursor the next page alone. As many queries for ten contributions as for a hundred thousand.
    """
    if cursor is not None:
        return {"list": _page(perimeter, f, area, cursor)}
    hiding = list(hiding_consultations(perimeter).values_list("pk", flat=True))
    return {
        "area": area.facts() if area else None,
        **_numbers(perimeter, f, area, hiding),
        "proposals": _proposals(perimeter, f, area),
        "cross": _cross(perimeter, f, area),
        "list": _page(perimeter, f, area, None),
    }


def _asked(perimeter: Perimeter, f: ContributionFilter, area: Area | None, editions: list[int]) -> Asked:
    if area is None and asks_only(f, KNOWN_OF_EACH):
        return asked(perimeter, f, editions=editions, among=None, zone_ids=None)
    rows = public_contributions(perimeter, f)
    return asked(perimeter, f, editions=editions, among=area.contributions(rows) if area else rows, zone_ids=None)


def _numbers(perimeter: Perimeter, f: ContributionFilter, area: Area | None, hiding: list[int]) -> Numbers:
    rows, params = _asked(perimeter, f, area, [Edition.PERIMETER.of(perimeter.pk)]).each()
    whole, *groups = _all(NUMBERS.format(rows=rows), [settings.TIME_ZONE, *params, hiding])
    count, answered, votes_for, votes_against, votes_neutral, hidden, days = whole[len(GROUPS) :]
    found: dict[str, Counter[Any]] = {name: Counter() for name in GROUPS}
    for group in groups:
        for name, key in zip(GROUPS, group, strict=False):
            if key is not None:
                found[name][key] = group[len(GROUPS)]
    themes = dict(Theme.objects.filter(perimeter=perimeter).values_list("pk", "slug"))
    categories = dict(Category.objects.filter(perimeter=perimeter).values_list("pk", "slug"))
    return {
        "contributions": count,
        "by_kind": _of(Kind.values, found["kind"]),
        "by_theme": _named(themes, found["theme"]),
        "by_state": _of([str(state) for state in PUBLIC_STATES], found["state"]),
        "by_category": _named(categories, found["category"]),
        "by_channel": _of(Channel.values, found["channel"]),
        "by_language": _of(LANGUAGES, found["language"]),
        **_times(found["day"]),
        "answered": answered,
        "median_days_to_answer": None if days is None else round(days, 2),
        "votes": {"for": votes_for, "against": votes_against, "neutral": votes_neutral, "hidden": hidden},
    }


def _of(words: Any, counts: Counter[Any]) -> dict[str, int]:
    return {word: counts[word] for word in words}


def _named(slugs: dict[int, str], counts: Counter[Any]) -> dict[str, int]:
    """Return {slug: number}, "" for what has none."""
    named = Counter(dict.fromkeys([*slugs.values(), ""], 0))
    for key, number in counts.items():
        named[slugs.get(key, "")] += number
    return dict(named)


def _times(by_day: Counter[date]) -> Numbers:
    days = sorted(by_day)
    if not days or (days[-1] - days[0]).days <= DAYS:
        return {"step": "day", "by_day": [[day.isoformat(), by_day[day]] for day in days]}
    months: Counter[str] = Counter()
    for day in days:
        months[f"{day:%Y-%m}"] += by_day[day]
    return {"step": "month", "by_month": [list(month) for month in months.items()]}


def _proposals(perimeter: Perimeter, f: ContributionFilter, area: Area | None) -> Numbers:
    rows = public_proposals(perimeter, f)
    numbers = [found for _zone, found in proposal_numbers(area.proposals(rows) if area else rows, NoZones())]
    nothing = {"proposals": 0, "votes": dict.fromkeys(Choice.values, 0)}
    told = numbers[0] if numbers else nothing
    return {"count": told["proposals"], "votes": told["votes"]}


def _cross(perimeter: Perimeter, f: ContributionFilter, area: Area | None) -> dict[str, dict[str, int]]:
    """Return {type of plan zone: {theme: number}} of the plans in force that are in the sums."""
    plans = staff_layers(perimeter).filter(kind=LayerKind.PLAN, version_of=None).order_by()
    counted = CountedLayer.objects.filter(layer_id__in=plans.values("pk")).values_list("layer_id", flat=True)
    editions = [Edition.LAYER.of(pk) for pk in counted]
    if not editions:
        return {}
    themes = dict(Theme.objects.filter(perimeter=perimeter).values_list("pk", "slug"))
    rows, params = _asked(perimeter, f, area, editions).each()
    table: dict[str, dict[str, int]] = {}
    for typezone, theme, number in _all(CROSS.format(rows=rows), params):
        row = table.setdefault(typezone, dict.fromkeys([*themes.values(), ""], 0))
        row[themes.get(theme, "")] += number
    return dict(sorted(table.items()))


def _page(perimeter: Perimeter, f: ContributionFilter, area: Area | None, cursor: str | None) -> Numbers:
    rows = public_contributions(perimeter, f).select_related("theme", "category", "consultation").defer("search")
    rows = area.contributions(rows) if area else rows
    found, following = ordered_page(rows, {"cursor": cursor} if cursor else {}, f, "contribution", PAGE, None)
    votes = totals("contribution", found)
    return {"results": [_row(row, votes[row.pk]["for"]) for row in found], "next": following}


def _row(row: Contribution, votes_for: int | None) -> Numbers:
    return {
        "id": row.pk,
        "ref": row.ref,
        "kind": row.kind,
        "theme": row.theme.slug if row.theme else None,
        "state": row.state,
        "headline": headline(row),
        "created_at": row.created_at.isoformat(),
        "votes_for": votes_for,
        "lon": round(row.position.x, 7),
        "lat": round(row.position.y, 7),
    }


def _all(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
