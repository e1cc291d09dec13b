"""What comes in as a picture or document, made into the files that are kept; and files that nobody needs any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from core.pictures import FileTooLarge, encoded, read_picture, smaller
from participation.models import Attachment, AttachmentKind
from participation.refusals import NotADocument

LARGE_PX = 1600
SMALL_PX = 400
FOLDER = "attachments"
# A file is written before its row is committed.
ORPHAN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Made:
    """What an attachment is made of: a large and a small picture with the size of the large one, or one document."""

    contents: list[bytes]
    kind: str = AttachmentKind.PICTURE
    width: int | None = None
    height: int | None = None


def make_picture(data: bytes) -> Made:
    """Return the two sizes of a photo, without anything but pixels; raise a refusal of `read_picture`."""
    return picture_of(read_picture(data, side_px=LARGE_PX).pixels)


def picture_of(pixels: Image.Image) -> Made:
    """Return the two sizes of plain pixels."""
    contents = [encoded(pixels, "WEBP"), encoded(smaller(pixels, SMALL_PX), "WEBP")]
    return Made(contents, width=pixels.width, height=pixels.height)


def make_attachment(data: bytes) -> Made:
    """Return a picture, or a document as it is; raise `NotADocument` or a refusal of `read_picture`."""
    if not data.startswith(b"%PDF-"):
        return make_picture(data)
    if len(data) > settings.AGORAMA_DOCUMENT_MAX_BYTES:
        raise FileTooLarge(settings.AGORAMA_DOCUMENT_MAX_BYTES)
    if b"%%EOF" not in data[-2048:]:
        raise NotADocument
    return Made([data], kind=AttachmentKind.DOCUMENT)


def keep(attachment: Attachment, made: Made) -> None:
    """Write the files under the attachment's names, and note what they are in it (not saved yet)."""
    attachment.kind, attachment.width, attachment.height = made.kind, made.width, made.height
    attachment.size_bytes = len(made.contents[0])
    for name, content in zip(attachment.names, made.contents, strict=True):
        default_storage.save(name, ContentFile(content))


def forget(names: Iterable[str]) -> None:
    """Delete files; one that is gone already is no error."""
    for name in names:
        default_storage.delete(name)


def forget_orphans() -> int:
    """Delete files that belong to no row: of a request that was undone, or a server that stopped before it could."""
    if not default_storage.exists(FOLDER):
        return 0
    _folders, found = default_storage.listdir(FOLDER)
    before = timezone.now() - ORPHAN_AFTER
    known = set(Attachment.objects.values_list("key", flat=True))
    orphans = [
        name
        for name in (f"{FOLDER}/{file}" for file in found if file[:32] not in known)
        if default_storage.get_modified_time(name) < before
    ]
    forget(orphans)
    return len(orphans)
