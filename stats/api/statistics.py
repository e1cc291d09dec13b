"""GET /api/v1/perimeters/{p}/statistics/."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import InvalidParameter
from core.query import strict
from layers.models import Layer
from layers.selectors import public_layers
from participation import filters
from participation.api import schema
from participation.filters import ContributionFilter
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter
from stats.details import DETAILS
from stats.selectors import statistics, zoning_named
from stats.zonings import counted_by

ZONING = "The slug of a zoning, or `layer:` and that of a public layer of areas"


class Statistics(APIView):
    """Counts per zone, kind, theme and state, with votes; the null zone is what lies in none."""

    @extend_schema(
        parameters=[
            *schema.FILTER,
            OpenApiParameter("zoning", str, description=ZONING),
            OpenApiParameter("zoning_version", int),
            OpenApiParameter("detail", str, description=f"What to tell besides, of {', '.join(DETAILS)}"),
        ],
        responses=schema.OBJECT,
    )
    def get(self, request: Request, perimeter: str) -> Response:
        found = get_public_perimeter(perimeter)
        return Response(statistics_asked(found, request.query_params, public_layers(found)))


def statistics_asked(perimeter: Perimeter, query: QueryDict, layers: QuerySet[Layer]) -> dict[str, Any]:
    """Return the statistics that an address asks for; `layers` are those to count by."""
    params = strict(query, (*filters.NAMES, "zoning", "zoning_version", "detail"))
    f = ContributionFilter.parse(params)
    by = zoning_named(perimeter, params.get("zoning"), _edition(params.get("zoning_version")), layers)
    numbers = statistics(perimeter, f, by, _details(params))
    asked: dict[str, Any] = {name: params[name] for name in filters.NAMES if name in params}
    return {**counted_by(by).facts(), "filter": asked, **numbers}


def _details(params: Mapping[str, str]) -> list[str]:
    words = params["detail"].split(",") if "detail" in params else []
    if any(word not in DETAILS for word in words):
        raise InvalidParameter(parameter="detail")
    return words


def _edition(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        raise InvalidParameter(parameter="zoning_version")
    return int(value)
