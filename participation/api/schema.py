"""What the OpenAPI document says of this API beyond what the code shows."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from participation.filters import NAMES
from perimeter_data.api.schema import COLLECTION

__all__ = [
    "CATEGORIES",
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
    "SIMILAR",
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
            "for": {"type": "integer", "nullable": True},
            "against": {"type": "integer", "nullable": True},
            "neutral": {"type": "integer", "nullable": True},
            "mine": {"type": "string", "nullable": True},
        },
    },
    description="The target's votes; null where nobody is told how they stand before they are over",
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
        "state": {"type": "string", "enum": ["published", "pending", "hidden", "gone"]},
        "name": {"type": "string"},
        "text": {"type": "string", "nullable": True},
        "language": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
        "by_author": {"type": "boolean"},
        "mine": {"type": "boolean"},
        "decisions": {"type": "array", "items": _OBJECT, "description": "To who wrote it: what was decided"},
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
_QUESTION: dict[str, Any] = {
    "type": "object",
    "required": ["slug", "kind", "label", "choices", "shown_if"],
    "properties": {
        "slug": {"type": "string"},
        "kind": {"type": "string", "enum": ["text", "choice", "number"]},
        "label": {"type": "string"},
        "choices": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["value", "label"],
                "properties": {"value": {"type": "string"}, "label": {"type": "string"}},
            },
        },
        "shown_if": {
            "type": "object",
            "nullable": True,
            "required": ["question", "value"],
            "properties": {"question": {"type": "string"}, "value": {"type": "string"}},
        },
    },
}
CATEGORIES = OpenApiResponse(
    {
        "type": "object",
        "required": ["categories"],
        "properties": {
            "categories": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["slug", "name", "theme", "questions"],
                    "properties": {
                        "slug": {"type": "string"},
                        "name": {"type": "string"},
                        "theme": {"type": "string", "nullable": True},
                        "questions": {"type": "array", "items": _QUESTION},
                    },
                },
            }
        },
    },
    description="The categories of reports, in their order",
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
        "required": ["steps", "news_by", "mine", "may_rate", "decisions"],
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
            "decisions": {
                "type": "array",
                "description": "To its author: what moderators decided",
                "items": {
                    "type": "object",
                    "required": ["id", "action", "reason", "reason_text", "text", "at", "may_appeal", "appeal"],
                    "properties": {
                        "id": {"type": "integer"},
                        "action": {"type": "string"},
                        "reason": _TEXT,
                        "reason_text": _TEXT,
                        "text": _TEXT,
                        "at": {"type": "string", "format": "date-time"},
                        "may_appeal": {"type": "boolean"},
                        "appeal": {**_OBJECT, "nullable": True},
                    },
                },
            },
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
    OpenApiParameter("order", str, enum=["newest", "supported", "nearest", "shuffled"]),
    _query("seed", "Where a shuffled list begins, 0 to 2^32 - 1; else at the participant's own spot", int),
    OpenApiParameter("count", str, enum=["only"], description="Only numberMatched"),
]
PAGE = [_query("limit", "1 to 500, default 50", int), _query("cursor", "The `next` of the page before")]
LOCATE = [
    OpenApiParameter("lon", float, required=True),
    OpenApiParameter("lat", float, required=True),
]
SIMILAR = [
    *LOCATE,
    OpenApiParameter("kind", str, required=True, enum=["idea", "report"]),
    _query("theme", "A theme of the perimeter"),
    _query("category", "A category of the perimeter"),
    _query("title", "What is being written: up to 160 characters are read"),
    _query("text", "What is being written: up to 1,000 characters are read"),
    OpenApiParameter("language", str, enum=["fr", "it", "en"]),
]
