"""Numbers per zone: what the list would count, grouped; read from the sums that are kept (`stats.folds`)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from layers.models import Layer
from participation.filters import ContributionFilter
from participation.models import Choice, Kind
from participation.selectors import hiding_consultations, public_contributions, public_proposals
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter, ZoningVersion
from stats.details import details
from stats.folds.reading import KNOWN_OF_EACH, Asked, Group, asked, asks_only, read
from stats.models import BY_STATE, BY_THEME, SOMEWHERE, Edition
from stats.proposals import proposal_numbers
from stats.zonings import CountedZone, UnknownZoning, Zones, counted_by, zoning_named, zoning_version

__all__ = ["UnknownZoning", "statistics", "zoning_named", "zoning_version"]

Row = dict[str, Any]
# As lists of their own: an enumeration makes a new one each time, and there are thousands of rows.
KINDS, CHOICES, STATES = tuple(Kind.values), tuple(Choice.values), tuple(map(str, PUBLIC_STATES))


def statistics(
    perimeter: Perimeter, f: ContributionFilter, by: ZoningVersion | Layer | None, wanted: Collection[str] = ()
) -> dict[str, Any]:
    """Return zones (with the null bucket) and total: a constant number of queries, whatever the number of zones.

    The sum over zones equals the list's count under the same filter. `per_1000` is contributions per thousand
    inhabitants, null where the population is unknown. `hidden_results` are the consultations whose votes are left out,
    `left_out_zone_anchored` the contributions that lie somewhere in a zone, and so in no feature of a layer. Of a plan
    `by_plan_type` counts themes by type of zone. `wanted` are `DETAILS`: each is a query more.
    """
    zones = counted_by(by)
    themes = dict(perimeter.themes.values_list("pk", "slug"))
    rows: defaultdict[int | None, Row] = defaultdict(lambda: _new_row(themes.values()))
    total, left_out = _new_row(themes.values()), _new_row(themes.values())
    what = asked_of(perimeter, f, zones)
    whole = Edition.PERIMETER.of(perimeter.pk)
    for group in read(what):
        if group.edition != whole:
            _add(rows[group.zone_id], group, themes)
        elif zones.layer_id is not None and group.zone_id == SOMEWHERE:
            _add(left_out, group, themes)
        if group.edition == what.editions[0]:
            _add(total, group, themes)
    if what.editions[0] == whole:
        rows[None] = _rest(total, [left_out, *rows.values()])
    for zone_id, numbers in proposal_numbers(public_proposals(perimeter, f), zones):
        for into in (rows[zone_id], total):
            into["proposals"] += numbers["proposals"]
            _add_to(into["proposal_votes"], numbers["votes"])
    more = details(what, wanted, is_layer=zones.layer_id is not None)
    listed = zones.rows(perimeter)
    named = _named(rows, listed, themes.values())
    for row, zone_id in zip(named, [*(zone.pk for zone in listed), None], strict=True):
        row.update(more.of(zone_id, wanted))
    return {
        "zones": named,
        "total": {**total, **_shares(total), **more.total},
        "hidden_results": list(hiding_consultations(perimeter).values_list("slug", flat=True)),
        "left_out_zone_anchored": left_out["contributions"],
        **_plan_types(named),
    }


def _plan_types(named: Iterable[Row]) -> dict[str, dict[str, dict[str, int]]]:
    """Return the table of themes by type of plan zone, where zones have types."""
    table: dict[str, dict[str, int]] = {}
    for row in named:
        if "typezone" in row:
            _add_to(table.setdefault(row["typezone"], dict.fromkeys(row["by_theme"], 0)), row["by_theme"])
    return {"by_plan_type": table} if table else {}


def asked_of(perimeter: Perimeter, f: ContributionFilter, zones: Zones) -> Asked:
    """Say what to read: of these zones alone where the filter names zones of theirs, else of the perimeter too."""
    editions = [Edition.PERIMETER.of(perimeter.pk), *([zones.edition] if zones.edition else [])]
    own = zones.own(f.zone)
    known = KNOWN_OF_EACH | ({"zone"} if own is not None else set())
    live = not (zones.is_counted and asks_only(f, known))
    return asked(
        perimeter,
        f,
        editions=editions if own is None else editions[1:],
        among=public_contributions(perimeter, f) if live else None,
        zone_ids=own,
        layer_id=None if zones.is_counted else zones.layer_id,
    )


def _new_row(themes: Iterable[str]) -> Row:
    return {
        "contributions": 0,
        "by_kind": dict.fromkeys(KINDS, 0),
        "by_theme": {**dict.fromkeys(themes, 0), "none": 0},
        "by_state": dict.fromkeys(STATES, 0),
        "answered": 0,
        "contribution_votes": dict.fromkeys(CHOICES, 0),
        "proposals": 0,
        "proposal_votes": dict.fromkeys(CHOICES, 0),
    }


def _add(row: Row, group: Group, themes: dict[int, str]) -> None:
    if group.margin == BY_THEME:
        row["by_theme"][themes.get(group.theme_id, "none")] += group.n
    elif group.margin == BY_STATE:
        row["by_state"][group.state] += group.n
    else:
        row["by_kind"][group.kind] += group.n
        row["contributions"] += group.n
        row["answered"] += group.answered
        votes = (group.votes_for, group.votes_against, group.votes_neutral)
        _add_to(row["contribution_votes"], dict(zip(CHOICES, votes, strict=True)))


def _add_to(numbers: dict[str, int], more: dict[str, int], sign: int = 1) -> None:
    for key, number in more.items():
        numbers[key] += sign * number


def _rest(total: Row, rows: Iterable[Row]) -> Row:
    """Return what lies in no zone: all of it, without what lies in one."""
    rest = {key: dict(value) if isinstance(value, dict) else value for key, value in total.items()}
    for row in rows:
        for key, value in row.items():
            if isinstance(value, dict):
                _add_to(rest[key], value, -1)
            else:
                rest[key] -= value
    return rest


def _named(rows: dict[int | None, Row], zones: Iterable[CountedZone], themes: Iterable[str]) -> list[Row]:
    named = []
    for zone in zones:
        row = rows.get(zone.pk) or _new_row(themes)
        named.append(
            {
                "zone": zone.code,
                "name": zone.name,
                "population": zone.population,
                "area_km2": zone.area_km2 and round(zone.area_km2, 4),
                **row,
                **_shares(row),
                **zone.more,
                "per_1000": _per(1000 * row["contributions"], zone.population),
                "per_km2": _per(row["contributions"], zone.area_km2),
            }
        )
    outside = rows.get(None) or _new_row(themes)
    nobody = {"zone": None, "name": None, "population": None, "area_km2": None}
    named.append({**nobody, **outside, **_shares(outside), "per_1000": None, "per_km2": None})
    return named


def _shares(row: Row) -> dict[str, float | None]:
    return {"share_answered": round(row["answered"] / row["contributions"], 3) if row["contributions"] else None}


def _per(number: int, of: float | None) -> float | None:
    return round(number / of, 2) if of else None
