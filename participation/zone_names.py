"""The neighbourhoods that people know: the zones of a territory's main zoning, by name."""

from collections.abc import Iterable

from core.i18n import translated
from participation.models import Contribution, Proposal, ZoneAssignment
from participation.models.targets import target_name
from perimeter_data.models import VersionState


def zone_names(target: str, ids: Iterable[int]) -> dict[int, str]:
    """Return {id: name of the zone it counts in} of contributions or proposals of one perimeter: one query.

    The zoning is the first of those in force. What lies in no zone of it has no entry.
    """
    rows = ZoneAssignment.objects.filter(
        **{f"{target}_id__in": list(ids)}, zoning_version__state=VersionState.PUBLISHED, zone__isnull=False
    ).order_by("-zoning_version__zoning__position", "-zoning_version__zoning__slug")
    # The last one written is that of the first zoning.
    named = rows.values_list(f"{target}_id", "zone__name", "zoning_version__zoning__perimeter__default_language")
    return {pk: translated(name, default) for pk, name, default in named}


def zone_of(target: Contribution | Proposal) -> str:
    """Return the name of the neighbourhood of one; empty where it lies in none."""
    return zone_names(target_name(target), [target.pk]).get(target.pk, "")
