"""/p/{perimeter}/statistics/: the numbers of the list as charts and tables, under the one filter."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.i18n import translated
from core.query import strict
from frontend_embed.charts import bars
from frontend_embed.site import addresses
from participation.filters import ContributionFilter
from participation.models import Consultation, Kind
from participation.selectors import public_consultations
from participation.states import ContributionState
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter
from stats.pace import months, pace
from stats.selectors import statistics, zoning_version

ASKED = ("consultation", "kind", "theme", "since", "until")
# A chart is read at a glance; its table has the rest.
MOST_BARS = 12
MOST_MONTHS = 24


def statistics_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Show the numbers; an empty field of the form asks for nothing."""
    found = get_public_perimeter(perimeter)
    asked = {name: value for name, value in strict(request.GET, ASKED).items() if value and name in ASKED}
    f = ContributionFilter.parse(asked)
    numbers = statistics(found, f, zoning_version(found, None, None))
    facts = {
        "perimeter": found,
        "asked": asked,
        "total": numbers["total"],
        "pace": pace(found, f),
        "hidden": _hidden(found, numbers["hidden_results"]),
        "charts": [_zones(numbers), _themes(found, numbers), _states(numbers), _months(found, f)],
        **_choices(found),
        **addresses(request, found),
    }
    response = render(request, "frontend_embed/statistics.html", facts)
    response["Cache-Control"] = "public, max-age=60"
    return response


def _kinds(counts: dict[str, int]) -> dict[str, int]:
    return {f"kind-{kind}": counts[kind] for kind in Kind.values}


def _table(rows: list[tuple[str, dict[str, int]]], head: str) -> dict[str, Any]:
    """Return head and rows (name, ideas, reports, both) of counts by kind."""
    lines = [(name, [counts[kind] for kind in Kind.values], sum(counts.values())) for name, counts in rows]
    total = [sum(counts[kind] for _name, counts in rows) for kind in Kind.values]
    return {"head": head, "lines": lines, "total": total, "sum": sum(total), "of_kinds": True}


def _zones(numbers: dict[str, Any]) -> dict[str, Any]:
    rows = [
        (row["name"] or _("In no neighbourhood"), row["by_kind"])
        for row in sorted(numbers["zones"], key=lambda row: (row["zone"] is None, -row["contributions"]))
        if row["contributions"]
    ]
    shown = bars([(name, _kinds(counts)) for name, counts in rows])
    table = _table(rows, _("Neighbourhood"))
    return {"id": "zones", "title": _("By neighbourhood"), "bars": shown[:MOST_BARS], "legend": True, **table}


def _themes(perimeter: Perimeter, numbers: dict[str, Any]) -> dict[str, Any]:
    counts = numbers["total"]["by_theme"]
    rows = [
        (translated(theme.name, perimeter.default_language), counts[theme.slug]) for theme in perimeter.themes.all()
    ]
    if counts["none"]:
        rows.append((_("Without a theme"), counts["none"]))
    return _plain("themes", _("By theme"), _("Theme"), rows)


def _states(numbers: dict[str, Any]) -> dict[str, Any]:
    counts = numbers["total"]["by_state"]
    rows = [(str(ContributionState(state).label).capitalize(), n) for state, n in counts.items()]
    return _plain("states", _("What became of them"), _("State"), rows)


def _plain(key: str, title: str, head: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    shown = bars([(name, {"plain-bar": n}) for name, n in rows])
    lines: list[tuple[str, list[int], int]] = [(name, [], n) for name, n in rows]
    return {
        "id": key, "title": title, "bars": shown, "head": head, "lines": lines,
        "total": [], "sum": sum(n for _name, n in rows), "of_kinds": False,
    }  # fmt: skip


def _months(perimeter: Perimeter, f: ContributionFilter) -> dict[str, Any]:
    found = months(perimeter, f)
    rows = [(_month(day), counts) for day, counts in found]
    if len(rows) > MOST_MONTHS:
        years: dict[str, dict[str, int]] = {}
        for day, counts in found:
            year = years.setdefault(str(day.year), dict.fromkeys(Kind.values, 0))
            for kind, n in counts.items():
                year[kind] += n
        rows = list(years.items())
    shown = bars([(name, _kinds(counts)) for name, counts in rows])
    return {"id": "time", "title": _("Over time"), "bars": shown, "legend": True, **_table(rows, _("When"))}


def _month(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def _choices(perimeter: Perimeter) -> dict[str, Any]:
    default = perimeter.default_language
    return {
        "consultations": [(one.slug, translated(one.title, default)) for one in public_consultations(perimeter)],
        "kinds": [(kind.value, str(kind.label).capitalize()) for kind in Kind],
        "themes": [(one.slug, translated(one.name, default)) for one in perimeter.themes.all()],
    }


def _hidden(perimeter: Perimeter, slugs: list[str]) -> list[str]:
    """Return the titles of the public consultations whose votes are in none of the numbers."""
    rows: list[Consultation] = [one for one in public_consultations(perimeter) if one.slug in slugs]
    return [translated(one.title, perimeter.default_language) for one in rows]
