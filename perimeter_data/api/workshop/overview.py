"""What there is of a perimeter's territory: the workshop's first question."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from core import jobs
from core.query import strict
from perimeter_data import selectors
from perimeter_data.api.workshop import shapes
from perimeter_data.api.workshop.access import WorkshopView
from perimeter_data.models import VersionState
from perimeter_data.reading.formats import ACCEPT
from perimeter_data.selectors.units import unit_sets
from perimeter_data.selectors.zonings import zonings


class Overview(WorkshopView):
    """Boundaries, unit sets, zonings, tasks, limits."""

    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        versions = list(selectors.boundaries(self.perimeter))
        in_force = next((version for version in versions if version.state == VersionState.PUBLISHED), None)
        return Response(
            {
                "perimeter": shapes.perimeter_json(self.perimeter, in_force, selectors.published_bbox(self.perimeter)),
                "boundaries": [shapes.boundary_json(version) for version in versions],
                "unit_sets": unit_sets(self.perimeter),
                "zonings": [shapes.zoning_json(zoning) for zoning in zonings(self.perimeter)],
                "jobs": [jobs.as_json(job) for job in selectors.workshop_jobs(self.perimeter)],
                "limits": {
                    "max_bytes": settings.AGORAMA_IMPORT_MAX_BYTES,
                    "max_vertices": settings.AGORAMA_IMPORT_MAX_VERTICES,
                    "accept": ACCEPT,
                },
            }
        )
