"""What has perhaps been said already, asked before something is sent. It only offers: nothing waits for it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import InvalidParameter
from core.i18n import LANGUAGES
from core.query import number, strict
from participation.api import schema
from participation.api.pages import contribution_features
from participation.models import Kind
from participation.querysets import named
from participation.selectors import public_similar
from participation.similar import TEXT_READ, Asked
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter

PARAMETERS = ("lon", "lat", "kind", "theme", "category", "title", "text", "language")


class Similar(APIView):
    """Up to five public, open contributions that may say the same; `distance_m` is from the point asked about."""

    @extend_schema(parameters=schema.SIMILAR, responses=schema.COLLECTION, operation_id="contributions_similar")
    def get(self, request: Request, perimeter: str) -> Response:
        found = get_public_perimeter(perimeter)
        alike = public_similar(found, asked_about(request, found))
        features = contribution_features(request, [contribution for contribution, _distance_m in alike])
        for feature, (_contribution, distance_m) in zip(features, alike, strict=True):
            feature["properties"]["distance_m"] = round(distance_m)
        return Response({"type": "FeatureCollection", "features": features, "numberReturned": len(features)})


def asked_about(request: Request, perimeter: Perimeter) -> Asked:
    """Read the parameters; raise `InvalidParameter`."""
    params = strict(request.query_params, PARAMETERS)
    for name in ("lon", "lat", "kind"):
        if name not in params:
            raise InvalidParameter(parameter=name)
    if params["kind"] not in Kind.values:
        raise InvalidParameter(parameter="kind")
    if params.get("language", perimeter.default_language) not in LANGUAGES:
        raise InvalidParameter(parameter="language")
    return Asked(
        kind=params["kind"],
        lon=number(params["lon"], "lon", minimum=-180, maximum=180),
        lat=number(params["lat"], "lat", minimum=-90, maximum=90),
        theme=named(perimeter.themes, params.get("theme", ""), "theme"),
        category=named(perimeter.categories, params.get("category", ""), "category"),
        title=params.get("title", "")[:160],
        text=params.get("text", "")[:TEXT_READ],
        language=params.get("language", perimeter.default_language),
    )
