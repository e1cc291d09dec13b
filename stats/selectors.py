"""Numbers per zone, live from the ledger and the assignments: what the list would count, grouped."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter
from core.i18n import translated
from participation.filters import ContributionFilter
from participation.models import Choice, Contribution, Kind, Proposal, Results, Vote
from participation.selectors import hiding_consultations, public_contributions, public_proposals
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter, VersionState, Zone, ZoningVersion

# A version before it is published is nobody's business.
READABLE = (VersionState.PUBLISHED, VersionState.RETIRED)


class UnknownZoning(InvalidParameter):
    code = "unknown_zoning"
    message = _("There is no such zoning, or no such edition of it.")


def zoning_version(perimeter: Perimeter, zoning: str | None, number: int | None) -> ZoningVersion | None:
    """Return the asked edition (default: the published one of the first zoning); raise `UnknownZoning`.

    None where the perimeter has no zoning and none was asked for.
    """
    rows = ZoningVersion.objects.filter(zoning__perimeter=perimeter, state__in=READABLE).select_related("zoning")
    if zoning is not None:
        rows = rows.filter(zoning__slug=zoning)
    rows = rows.filter(number=number) if number is not None else rows.filter(state=VersionState.PUBLISHED)
    found = rows.order_by("zoning__position", "zoning__slug").first()
    if found is None and (zoning is not None or number is not None):
        raise UnknownZoning
    return found


def _by_zone(queryset: QuerySet[Any], version: ZoningVersion | None) -> QuerySet[Any]:
    """Annotate `zone_key` with the zone each target counts in; an outer join, so that nothing drops out of the sum."""
    return queryset.annotate(
        assigned=FilteredRelation(
            "zoneassignments", condition=Q(zoneassignments__zoning_version=version.pk if version else None)
        )
    ).annotate(zone_key=F("assigned__zone_id"))


def _new_row(themes: list[str]) -> dict[str, Any]:
    return {
        "contributions": 0,
        "by_kind": dict.fromkeys(Kind.values, 0),
        "by_theme": {**dict.fromkeys(themes, 0), "none": 0},
        "by_state": {str(state): 0 for state in PUBLIC_STATES},
        "contribution_votes": dict.fromkeys(Choice.values, 0),
        "proposals": 0,
        "proposal_votes": dict.fromkeys(Choice.values, 0),
    }


def statistics(perimeter: Perimeter, f: ContributionFilter, version: ZoningVersion | None) -> dict[str, Any]:
    """Return zones (with the null bucket) and total: nine queries, whatever the number of zones.

    The sum over zones equals the list's count under the same filter. `per_1000` is contributions per thousand
    inhabitants, null where the population is unknown. `hidden_results` are the consultations whose votes are left out.
    """
    themes = list(perimeter.themes.values_list("slug", flat=True))
    rows: defaultdict[int | None, dict[str, Any]] = defaultdict(lambda: _new_row(themes))
    total = _new_row(themes)
    contributions = public_contributions(perimeter, f)
    proposals = public_proposals(perimeter, f)
    for row, count in _contribution_counts(contributions, version):
        for into in (rows[row["zone_key"]], total):
            into["contributions"] += count
            into["by_kind"][row["kind"]] += count
            into["by_theme"][row["theme__slug"] or "none"] += count
            into["by_state"][row["state"]] += count
    for zone, count in _by_zone(proposals, version).values_list("zone_key").annotate(n=Count("*")).order_by():
        for into in (rows[zone], total):
            into["proposals"] += count
    for name, targets in (("contribution", contributions), ("proposal", proposals)):
        for zone, choice, count in _vote_counts(name, targets, version):
            for into in (rows[zone], total):
                into[f"{name}_votes"][choice] += count
    hiding = list(hiding_consultations(perimeter).values_list("slug", flat=True))
    return {"zones": _named(rows, version, perimeter, themes), "total": total, "hidden_results": hiding}


def _contribution_counts(targets: QuerySet[Contribution], version: ZoningVersion | None) -> Any:
    keys = ("zone_key", "kind", "theme__slug", "state")
    for row in _by_zone(targets, version).values(*keys).annotate(n=Count("*")).order_by():
        yield row, row["n"]


def _vote_counts(name: str, targets: QuerySet[Contribution] | QuerySet[Proposal], version: ZoningVersion | None) -> Any:
    ids = targets.order_by().values("pk")
    path = f"{name}__zoneassignments"
    told = Vote.objects.filter(**{f"{name}__in": ids}).exclude(**{f"{name}__consultation__results": Results.HIDDEN})
    votes = told.annotate(
        assigned=FilteredRelation(path, condition=Q(**{f"{path}__zoning_version": version.pk if version else None}))
    )
    return votes.values_list("assigned__zone_id", "choice").annotate(n=Count("*")).order_by()


def _named(
    rows: defaultdict[int | None, dict[str, Any]],
    version: ZoningVersion | None,
    perimeter: Perimeter,
    themes: list[str],
) -> list[dict[str, Any]]:
    zones = Zone.objects.filter(version=version).only("code", "name", "population").order_by("code") if version else []
    named = []
    for zone in zones:
        row = rows.get(zone.pk) or _new_row(themes)
        per_1000 = round(1000 * row["contributions"] / zone.population, 2) if zone.population else None
        name = translated(zone.name, perimeter.default_language)
        named.append({"zone": zone.code, "name": name, "population": zone.population, **row, "per_1000": per_1000})
    outside = rows.get(None) or _new_row(themes)
    named.append({"zone": None, "name": None, "population": None, **outside, "per_1000": None})
    return named
