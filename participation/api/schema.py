"""What the OpenAPI document says of this API beyond what the code shows."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from participation.filters import NAMES
from perimeter_data.api.schema import COLLECTION

__all__ = [
    "COLLECTION",
    "COMMENT",
    "COMMENTS",
    "FEATURE",
    "FILTER",
    "LIST",
    "LOCATE",
    "ME",
    "OBJECT",
    "PAGE",
    "PARTICIPANT",
    "PATH",
    "PHOTO",
    "PROBLEMS",
    "VOTES",
]

_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}
OBJECT = OpenApiResponse(_OBJECT, description="A JSON object")
FEATURE = OpenApiResponse({**_OBJECT, "description": "A GeoJSON Feature"}, description="GeoJSON Feature")
VOTES = OpenApiResponse(
    {
        "type": "object",
        "required": ["for", "against", "neutral", "mine"],
        "properties": {
            "for": {"type": "integer"},
            "against": {"type": "integer"},
            "neutral": {"type": "integer"},
            "mine": {"type": "string", "nullable": True},
        },
    },
    description="The target's votes",
)
PARTICIPANT = OpenApiResponse(
    {
        "type": "object",
        "required": ["id", "token"],
        "properties": {"id": {"type": "integer"}, "token": {"type": "string"}},
    },
    description="The participant; the token is shown this once",
)
_COMMENT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "reply_to", "state", "name", "text", "language", "created_at", "by_author", "mine"],
    "properties": {
        "id": {"type": "integer"},
        "reply_to": {"type": "integer", "nullable": True},
        "state": {"type": "string", "enum": ["published", "pending", "gone"]},
        "name": {"type": "string"},
        "text": {"type": "string", "nullable": True},
        "language": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
        "by_author": {"type": "boolean"},
        "mine": {"type": "boolean"},
    },
}
COMMENT = OpenApiResponse(_COMMENT, description="A comment")
COMMENTS = OpenApiResponse(
    {
        "type": "object",
        "required": ["comments", "numberMatched"],
        "properties": {
            "comments": {
                "type": "array",
                "items": {
                    **_COMMENT,
                    "properties": {**_COMMENT["properties"], "replies": {"type": "array", "items": _COMMENT}},
                },
            },
            "numberMatched": {"type": "integer", "description": "Comments and replies that are public"},
            "next": {"type": "string", "description": "The cursor of the next page"},
        },
    },
    description="A page of a discussion, oldest first",
)
PHOTO = OpenApiResponse(
    {
        "type": "object",
        "required": ["id", "url", "thumbnail_url", "width", "height", "alt", "state", "by_author"],
        "properties": {
            "id": {"type": "integer"},
            "url": {"type": "string"},
            "thumbnail_url": {"type": "string"},
            "width": {"type": "integer"},
            "height": {"type": "integer"},
            "alt": {"type": "string"},
            "state": {"type": "string", "enum": ["published", "pending", "hidden"]},
            "by_author": {"type": "boolean"},
        },
    },
    description="A photo; its addresses are for some hours where it is not public",
)
_TEXT = {"type": "string", "nullable": True}
PATH = OpenApiResponse(
    {
        "type": "object",
        "required": ["steps", "news_by", "mine", "may_rate"],
        "properties": {
            "steps": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [
                        "state",
                        "at",
                        "department",
                        "text",
                        "text_i18n",
                        "news_by",
                        "by_author",
                        "satisfied",
                        "attachments",
                    ],
                    "properties": {
                        "state": {"type": "string"},
                        "at": {"type": "string", "format": "date-time"},
                        "department": _TEXT,
                        "text": _TEXT,
                        "text_i18n": _OBJECT,
                        "news_by": {"type": "string", "format": "date", "nullable": True},
                        "by_author": {"type": "boolean"},
                        "satisfied": {"type": "boolean", "nullable": True},
                        "attachments": {"type": "array", "items": _OBJECT},
                    },
                },
            },
            "news_by": {"type": "string", "format": "date", "nullable": True},
            "mine": {"type": "boolean"},
            "may_rate": {"type": "boolean"},
        },
    },
    description="What became of a contribution, oldest first",
)
ME = OpenApiResponse(_OBJECT, description="All that is kept about the participant")
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "number"}},
    },
}
PROBLEMS = {
    (status, "application/problem+json"): OpenApiResponse(_PROBLEM, description=description)
    for status, description in (
        (400, "Malformed, or an unknown field or parameter"),
        (401, "No token, or one that is not known"),
        (403, "Not yours"),
        (404, "Not here"),
        (409, "Closed at the moment, or in conflict"),
        (413, "Too large"),
        (415, "Not JSON; or a file of a kind that is not taken"),
        (422, "Refused by a rule: outside_perimeter carries nearest"),
        (429, "Too many requests; see Retry-After"),
    )
}


def _query(name: str, description: str = "", kind: type = str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description)


FILTER = [_query(name, "See the filter object: a comma inside a value means or.") for name in NAMES]
LIST = [
    *FILTER,
    _query("limit", "1 to 500, default 50", int),
    _query("cursor", "From the next link"),
    OpenApiParameter("order", str, enum=["newest", "supported", "nearest"]),
    OpenApiParameter("count", str, enum=["only"], description="Only numberMatched"),
]
PAGE = [_query("limit", "1 to 500, default 50", int), _query("cursor", "The `next` of the page before")]
LOCATE = [
    OpenApiParameter("lon", float, required=True),
    OpenApiParameter("lat", float, required=True),
]
