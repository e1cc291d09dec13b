"""GET /api/v1/perimeters/{perimeter}/layers/."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from layers import selectors
from layers.api.serializers import LayerListSerializer
from perimeter_data.selectors import get_public_perimeter


class LayerListView(APIView):
    """What is drawn under or over the debate, with legends in the caller's language."""

    @extend_schema(operation_id="layers_list", responses=LayerListSerializer, tags=["layers"])
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        layers = selectors.public_layer_details(get_public_perimeter(perimeter))
        links = [{"rel": "self", "href": request.build_absolute_uri(), "type": "application/json"}]
        return Response({"layers": layers, "links": links, "numberReturned": len(layers)})
