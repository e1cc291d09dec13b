"""Pictures and documents in JSON: their addresses, for everybody or for those who may look before."""

from collections.abc import Iterable
from typing import Any

from rest_framework.request import Request

from accounts.models import Participant
from core.i18n import translated
from participation.models import Attachment, AttachmentKind
from participation.preview_keys import preview_key
from participation.selectors import public_attachments, public_photos


def address(row: Attachment, name: str, *, shown: bool, root: str = "") -> str:
    """Return where a file of an attachment is; of one that is not public, with a key for some hours."""
    return f"{root}/media/{name}" + ("" if shown else f"?preview={preview_key(row.key)}")


def picture_json(row: Any, root: str, language: str) -> dict[str, Any]:
    """`row.is_shown` comes with `public_attachments`."""
    large, small = (address(row, name, shown=row.is_shown, root=root) for name in row.names)
    return {
        "id": row.pk,
        "url": large,
        "thumbnail_url": small,
        "width": row.width,
        "height": row.height,
        "alt": translated(row.words, language),
    }


def document_json(row: Any, root: str, language: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": address(row, row.names[0], shown=row.is_shown, root=root),
        "title": translated(row.words, language),
        "bytes": row.size_bytes,
    }


def photo_json(row: Attachment, root: str, language: str) -> dict[str, Any]:
    """A photo of a contribution; any other state than `published` is its author's alone to know."""
    return {**picture_json(row, root, language), "state": row.state, "by_author": row.by_author}


def attachment_json(row: Attachment, root: str, language: str) -> dict[str, Any]:
    """A picture or a document of an answer."""
    shape = document_json if row.kind == AttachmentKind.DOCUMENT else picture_json
    return {"kind": row.kind, **shape(row, root, language)}


def photos_of(request: Request, languages: dict[int, str], who: Participant | None) -> dict[int, list[dict[str, Any]]]:
    """Return {contribution: its photos, then of what was joined into it}; `languages` are the contributions' own."""
    root = request.build_absolute_uri("/")[:-1]
    found = public_photos(languages, who)
    return {pk: [_photo(row, pk, root, languages[pk]) for row in rows] for pk, rows in found.items()}


def _photo(row: Attachment, pk: int, root: str, language: str) -> dict[str, Any]:
    """What another author showed is not this one's to take away."""
    own = row.contribution_id == pk
    return {**photo_json(row, root, language), "by_author": row.by_author and own}


def files_of(request: Request, owner: str, ids: Iterable[int], language: str) -> dict[int, dict[str, Any]]:
    """Return {id: {"pictures": […], "documents": […]}} of proposals or consultations."""
    root = request.build_absolute_uri("/")[:-1]
    return {
        pk: {
            "pictures": [picture_json(row, root, language) for row in rows if row.kind == AttachmentKind.PICTURE],
            "documents": [document_json(row, root, language) for row in rows if row.kind == AttachmentKind.DOCUMENT],
        }
        for pk, rows in public_attachments(owner, ids).items()
    }
