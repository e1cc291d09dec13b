"""GET of the territory, below /api/v1/perimeters/: public, cacheable, nothing that is a draft."""

from django.contrib.gis.geos import Point
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from core.errors import InvalidParameter
from core.pagination import feature_collection, read_limit
from core.query import lon_lat, number, strict
from perimeter_data import selectors
from perimeter_data.api import schema, shapes
from perimeter_data.api.answers import answer

MAX_TOLERANCE_M = 10_000
GEOMETRIES = ("full", "clipped", "none")
PLACES_LIMIT = "20"


class PerimeterList(APIView):
    """All published perimeters: bbox and names, without geometry."""

    @extend_schema(operation_id="perimeters_list", responses=schema.COLLECTION, tags=["territory"])
    def get(self, request: Request) -> HttpResponseBase:
        strict(request.query_params, ())
        rows = selectors.perimeters_with_bbox()
        features = [shapes.perimeter_feature(row, row.envelope) for row in rows]  # type: ignore[attr-defined]
        return answer(request, feature_collection(request._request, features, matched=len(features)))


class Boundary(APIView):
    """The boundary in force, with its source; `tolerance_m` simplifies it."""

    @extend_schema(operation_id="boundary", parameters=[schema.TOLERANCE], responses=schema.FEATURE, tags=["territory"])
    def get(self, request: Request, perimeter: str) -> HttpResponseBase:
        params = strict(request.query_params, ("tolerance_m",))
        tolerance_m = number(params.get("tolerance_m", "0"), "tolerance_m", minimum=0, maximum=MAX_TOLERANCE_M)
        found = selectors.get_public_perimeter(perimeter)
        return answer(request, shapes.boundary_feature(found, selectors.boundary_facts(found, tolerance_m)))


class Places(APIView):
    """Places found by name in any language, accents and capitals aside; without `q` the foremost ones."""

    @extend_schema(operation_id="places", parameters=schema.PLACES, responses=schema.COLLECTION, tags=["territory"])
    def get(self, request: Request, perimeter: str) -> HttpResponseBase:
        params = strict(request.query_params, ("q", "limit", "near"))
        limit = read_limit({"limit": params.get("limit", PLACES_LIMIT)})
        near = Point(*lon_lat(params["near"], "near"), srid=4326) if "near" in params else None
        found = selectors.get_public_perimeter(perimeter)
        if "q" in params:
            rows = selectors.find_places(found, params["q"], limit, near)
        else:
            rows = selectors.foremost_places(found, limit)
        features = [shapes.place_feature(row) for row in rows]
        return answer(request, feature_collection(request._request, features))


class Zonings(APIView):
    """The zonings of a perimeter and their editions in force."""

    @extend_schema(operation_id="zonings", responses=schema.ZONINGS, tags=["territory"])
    def get(self, request: Request, perimeter: str) -> HttpResponseBase:
        strict(request.query_params, ())
        found = selectors.get_public_perimeter(perimeter)
        rows = [shapes.zoning_json(found, zoning) for zoning in selectors.zonings_with_edition(found)]
        links = [{"rel": "self", "href": request.build_absolute_uri(), "type": "application/json"}]
        return answer(request, {"zonings": rows, "links": links, "numberReturned": len(rows)})


class Zones(APIView):
    """The zones of a zoning: whole, clipped to the perimeter, or without geometry."""

    @extend_schema(
        operation_id="zones",
        parameters=[OpenApiParameter("geometry", str, enum=GEOMETRIES)],
        responses=schema.COLLECTION,
        tags=["territory"],
    )
    def get(self, request: Request, perimeter: str, zoning: str) -> HttpResponseBase:
        params = strict(request.query_params, ("geometry",))
        geometry = params.get("geometry", GEOMETRIES[0])
        if geometry not in GEOMETRIES:
            raise InvalidParameter(parameter="geometry")
        found = selectors.get_public_perimeter(perimeter)
        edition = selectors.published_edition(found, zoning)
        features = [shapes.zone_feature(found, facts) for facts in selectors.zone_facts(edition, geometry)]
        page = feature_collection(request._request, features, matched=len(features))
        return answer(request, page | {"zoning": zoning, "version": edition.number})
