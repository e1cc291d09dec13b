"""What the planner's page sends: the one filter, and an area; read for staff who may see the perimeter."""

from typing import Any

from rest_framework import serializers

from core.errors import UnknownParameter
from core.serializers import PlainField, StrictSerializer
from core.text import require_plain
from layers.selectors import staff_layers
from participation import filters
from participation.areas import area_of
from participation.filters import ContributionFilter
from participation.picking import Picked
from perimeter_data.api.staff import StaffView


class FilterField(serializers.DictField):
    """The filter, as in an address: {name: text}."""

    child = PlainField(max_length=2000, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        found: dict[str, str] = super().to_internal_value(data)
        unknown = [name for name in found if name not in filters.NAMES]
        if unknown:
            raise UnknownParameter(parameter=unknown[0][:80])
        return {name: require_plain(value) for name, value in found.items()}


class Picking(StrictSerializer):
    """What is picked: by a filter, and in an area."""

    filter = FilterField(required=False, default=dict)
    area = serializers.JSONField(required=False, allow_null=True, default=None)


class PlannerView(StaffView):
    """One address of the planner's page: for every role in the perimeter."""

    def picked(self, given: dict[str, Any]) -> Picked:
        """Return what `Picking` has read."""
        area = area_of(self.perimeter, given["area"], staff_layers(self.perimeter))
        sent = {"filter": given["filter"], "area": given["area"]}
        return Picked(ContributionFilter.parse(given["filter"]), area, sent)
