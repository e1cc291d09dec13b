"""GET /api/v1/perimeters/{p}/moderation-figures/: how what came in was handled."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from participation.api import schema
from participation.figures import moderation_figures
from perimeter_data.selectors import get_public_perimeter


class ModerationFigures(APIView):
    """Received, read before or published at once, rejected, hidden, merged, and how long it took; by month."""

    @extend_schema(responses=schema.OBJECT)
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        total, months = moderation_figures(get_public_perimeter(perimeter), settings.TIME_ZONE)
        response = Response({"total": total, "months": months})
        response["Cache-Control"] = "public, max-age=300"
        return response
