"""Strict input: what is not known is refused, text is plain, positions are two finite numbers."""

import math
from typing import Any

from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.errors import DomainError
from core.text import clean_text

POINT_SCHEMA = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    },
    "example": {"type": "Point", "coordinates": [7.27, 43.7]},
}


class StrictSerializer(serializers.Serializer):
    """Refuses fields it does not know, with code `unknown_field`."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = [str(key) for key in data if key not in self.fields]
            if unknown:
                raise serializers.ValidationError(
                    {
                        unknown[0][:80]: [
                            serializers.ErrorDetail(str(_("This field is not known here.")), "unknown_field")
                        ]
                    }
                )
        return super().to_internal_value(data)


class PlainField(serializers.CharField):
    """Text without control characters, bidi overrides removed; numbers and booleans are not text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return clean_text(super().to_internal_value(data))
        except DomainError as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


@extend_schema_field(POINT_SCHEMA)
class PositionField(serializers.Field):
    """A GeoJSON Point, lon then lat, EPSG:4326, two dimensions."""

    default_error_messages = {
        "wrong_geometry_type": _("A point is due here."),
        "invalid_coordinates": _("Coordinates are two numbers: longitude, then latitude, in degrees."),
        "three_dimensional": _("Give longitude and latitude only, without a height."),
    }

    def to_internal_value(self, data: Any) -> Point:
        if not isinstance(data, dict) or data.get("type") != "Point":
            self.fail("wrong_geometry_type")
        coordinates = data.get("coordinates")
        if not isinstance(coordinates, list) or not all(_is_number(value) for value in coordinates):
            self.fail("invalid_coordinates")
        if len(coordinates) > 2:
            self.fail("three_dimensional")
        if len(coordinates) != 2 or abs(coordinates[0]) > 180 or abs(coordinates[1]) > 90:
            self.fail("invalid_coordinates")
        return Point(float(coordinates[0]), float(coordinates[1]), srid=4326)

    def to_representation(self, value: Point) -> dict[str, Any]:
        return point_geojson(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e6 and math.isfinite(value)


def point_geojson(point: Point) -> dict[str, Any]:
    """Return a position as GeoJSON, to the centimetre."""
    return {"type": "Point", "coordinates": [round(point.x, 7), round(point.y, 7)]}
