"""Drafts of the boundary, what each would change, publishing one."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.query import number, strict
from perimeter_data import selectors
from perimeter_data.api.workshop import inputs, shapes
from perimeter_data.api.workshop.access import WorkshopView, accepted
from perimeter_data.services.drafts import delete_draft
from perimeter_data.services.publish import require_publishable

MAX_TOLERANCE_M = 10_000


class Boundaries(WorkshopView):
    """A new draft."""

    def post(self, request: Request, perimeter: str) -> Response:
        given = inputs.BoundaryInput(data=request.data)
        given.is_valid(raise_exception=True)
        params = dict(given.validated_data)
        if params["from"] == "upload":
            params["upload"] = str(selectors.get_upload(self.perimeter, params["upload"]).pk)
        params["source_date"] = shapes.when(params["source_date"])
        return accepted(self.enqueue("make_boundary", params))


class Boundary(WorkshopView):
    """One boundary."""

    def get(self, request: Request, perimeter: str, boundary: int) -> Response:
        strict(request.query_params, ())
        found = selectors.boundary_version(self.perimeter, boundary)
        return Response(shapes.boundary_detail(found, selectors.compared(found)))

    def delete(self, request: Request, perimeter: str, boundary: int) -> Response:
        delete_draft(version=selectors.boundary_version(self.perimeter, boundary))
        return Response(status=204)


class BoundaryShape(WorkshopView):
    """Its shape, simplified where `tolerance_m` says so."""

    def get(self, request: Request, perimeter: str, boundary: int) -> Response:
        params = strict(request.query_params, ("tolerance_m",))
        tolerance_m = number(params.get("tolerance_m", "0"), "tolerance_m", minimum=0, maximum=MAX_TOLERANCE_M)
        found = selectors.boundary_version(self.perimeter, boundary)
        drawn = selectors.boundary_shape(found, tolerance_m)
        return Response({"type": "Feature", "id": found.number, **drawn, "properties": {"number": found.number}})


class BoundaryDifference(WorkshopView):
    """What it adds to the boundary in force, and what it takes away."""

    def get(self, request: Request, perimeter: str, boundary: int) -> Response:
        strict(request.query_params, ())
        found = selectors.boundary_version(self.perimeter, boundary)
        features = [
            {"type": "Feature", "geometry": geometry, "properties": {"change": change}}
            for change, geometry in selectors.boundary_difference(found)
        ]
        return Response({"type": "FeatureCollection", "features": features})


class BoundaryPublishing(WorkshopView):
    """Put a draft in force, or a former boundary again."""

    def post(self, request: Request, perimeter: str, boundary: int) -> Response:
        given = inputs.PublishBoundary(data=request.data)
        given.is_valid(raise_exception=True)
        asked: dict[str, Any] = given.validated_data
        version = selectors.boundary_version(self.perimeter, boundary)
        require_publishable(version=version, expect=asked["expect"], moved=asked["moved"])
        return accepted(self.enqueue("publish_boundary", {"version": version.pk, **asked}))
