"""The planner's numbers: what lies in an area, and the statistics by layers that are not public too."""

from rest_framework.request import Request
from rest_framework.response import Response

from core.query import strict
from core.serializers import PlainField
from layers.selectors import staff_layers
from participation.api.planner import Picking, PlannerView
from stats.api.statistics import statistics_asked
from stats.selection import selection


class Selecting(Picking):
    cursor = PlainField(max_length=500, required=False, allow_null=True, default=None)


class Selection(PlannerView):
    """Numbers and a list of what the public sees in an area under a filter."""

    def post(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        given = self.given(Selecting)
        picked = self.picked(given)
        return Response(selection(self.perimeter, picked.filter, picked.area, given["cursor"]))


class PlannerStatistics(PlannerView):
    """The public statistics; what is counted by may be any layer of areas."""

    def get(self, request: Request, perimeter: str) -> Response:
        return Response(statistics_asked(self.perimeter, request.query_params, staff_layers(self.perimeter)))
