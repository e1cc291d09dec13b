"""What raster layers say: at a position, and of the zones of a zoning."""

from typing import Any

from django.contrib.gis.geos import Point
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import InvalidParameter
from core.i18n import translated
from core.query import number, strict
from layers.models import Layer
from layers.selectors import get_public_layer, get_staff_layer
from layers.services.raster_figures import zone_figures
from layers.services.raster_values import value_at
from perimeter_data.api.staff import StaffView
from perimeter_data.selectors import get_public_perimeter, published_edition


class RasterValueSerializer(serializers.Serializer):
    layer = serializers.CharField()
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    inside = serializers.BooleanField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    color = serializers.CharField(allow_null=True)


class ZoneFiguresSerializer(serializers.Serializer):
    zone = serializers.CharField()
    name = serializers.CharField()
    count = serializers.FloatField(help_text="Pixels with a value; those on the edge count by their share inside.")
    mean = serializers.FloatField(allow_null=True)
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    area_ha = serializers.FloatField(help_text="Where there is a value.")
    covered = serializers.FloatField(help_text="The share of the zone where there is a value, 0 to 1.")
    classes = serializers.DictField(child=serializers.FloatField(), allow_null=True, help_text="Hectares by value.")


class RasterZonesSerializer(serializers.Serializer):
    layer = serializers.CharField()
    zoning = serializers.CharField()
    version = serializers.IntegerField()
    unit = serializers.CharField(allow_blank=True)
    zones = ZoneFiguresSerializer(many=True)


class RasterValue(APIView):
    """The value of a raster layer at a position: null outside the perimeter and where the raster has none."""

    @extend_schema(
        operation_id="layers_value",
        parameters=[OpenApiParameter(name, float, required=True) for name in ("lon", "lat")],
        responses=RasterValueSerializer,
        tags=["layers"],
    )
    def get(self, request: Request, perimeter: str, layer: str) -> Response:
        point = _asked(request)
        return Response(_value(get_public_layer(get_public_perimeter(perimeter), layer), point))


class StaffRasterValue(StaffView):
    """The same of any layer, for staff of the perimeter."""

    def get(self, request: Request, perimeter: str, layer: str) -> Response:
        point = _asked(request)
        return Response(_value(get_staff_layer(self.perimeter, layer), point))


def _asked(request: Request) -> Point:
    params = strict(request.query_params, ("lon", "lat"))
    for name in ("lon", "lat"):
        if name not in params:
            raise InvalidParameter(parameter=name)
    lon = number(params["lon"], "lon", minimum=-180, maximum=180)
    lat = number(params["lat"], "lat", minimum=-90, maximum=90)
    return Point(lon, lat, srid=4326)


def _value(layer: Layer, point: Point) -> dict[str, Any]:
    return {"layer": layer.slug, "lon": point.x, "lat": point.y, **value_at(layer, point)}


class RasterZones(APIView):
    """Mean, least and most of a raster layer in each zone, inside the perimeter; 503 while it is counted."""

    @extend_schema(
        operation_id="layers_zones",
        parameters=[OpenApiParameter("zoning", str, required=True)],
        responses=RasterZonesSerializer,
        tags=["layers"],
    )
    def get(self, request: Request, perimeter: str, layer: str) -> Response:
        params = strict(request.query_params, ("zoning",))
        territory = get_public_perimeter(perimeter)
        found = get_public_layer(territory, layer)
        if "zoning" not in params:
            raise InvalidParameter(parameter="zoning")
        edition = published_edition(territory, params["zoning"])
        figures = zone_figures(found, edition)
        names = edition.zones.order_by("code").values_list("code", "name")
        zones = [
            {"zone": code, "name": translated(name, territory.default_language), **figures[code]}
            for code, name in names
            if code in figures
        ]
        told = {"layer": layer, "zoning": params["zoning"], "version": edition.number, "unit": found.raster.unit}
        return Response({**told, "zones": zones})
