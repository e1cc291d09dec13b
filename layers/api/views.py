"""GET /api/v1/perimeters/{perimeter}/layers/ and …/layers/{layer}/features/{id}/."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.query import strict
from layers import selectors
from layers.api.serializers import FeatureSerializer, LayerListSerializer
from perimeter_data.selectors import get_public_perimeter


class LayerListView(APIView):
    """What is drawn under or over the debate, with legends in the caller's language."""

    @extend_schema(operation_id="layers_list", responses=LayerListSerializer, tags=["layers"])
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        layers = selectors.public_layer_details(get_public_perimeter(perimeter))
        links = [{"rel": "self", "href": request.build_absolute_uri(), "type": "application/json"}]
        return Response({"layers": layers, "links": links, "numberReturned": len(layers)})


class FeatureView(APIView):
    """What a layer shows of one of its features: the fields that staff chose, with their labels."""

    @extend_schema(operation_id="layer_feature", responses=FeatureSerializer, tags=["layers"])
    def get(self, request: Request, perimeter: str, layer: str, pk: int) -> Response:
        strict(request.query_params, ())
        return Response(selectors.public_feature(get_public_perimeter(perimeter), layer, pk))
