"""What the OpenAPI document says of the territory."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}
FEATURE = OpenApiResponse({**OBJECT, "required": ["type", "geometry", "properties"]}, description="A GeoJSON Feature")
COLLECTION = OpenApiResponse(
    {
        "type": "object",
        "required": ["type", "features", "links", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": OBJECT},
            "links": {"type": "array", "items": OBJECT},
            "numberReturned": {"type": "integer"},
            "numberMatched": {"type": "integer"},
        },
    },
    description="A GeoJSON FeatureCollection",
)
ZONINGS = OpenApiResponse(
    {
        "type": "object",
        "required": ["zonings", "links", "numberReturned"],
        "properties": {
            "zonings": {"type": "array", "items": OBJECT},
            "links": {"type": "array", "items": OBJECT},
            "numberReturned": {"type": "integer"},
        },
    },
    description="The zonings",
)
TOLERANCE = OpenApiParameter("tolerance_m", float, description="Simplify by at most this many metres, 0 to 10000")
PLACES = [
    OpenApiParameter("q", str, description="A name in any language or an alias, or the beginning of one"),
    OpenApiParameter("near", str, description="lon,lat: of equal matches the important and the near ones come first"),
    OpenApiParameter("limit", int, description="1 to 500, default 20"),
]
