"""Pictures that came in the zip of an import: each the way of every photo; a refused one never takes its row along.

It happens after the rows are stored, photo by photo: decoding takes long, and a long transaction would hold up the feed
for everybody. So it may be stopped at any moment; the next import of the file knows each picture by its content.
"""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Refused
from core.pictures import BrokenPicture, FileTooLarge, NotAPicture, TooManyPixels, read_picture
from participation.models import Attachment
from participation.refusals import TooManyPhotos
from participation.services.attachment_files import LARGE_PX, picture_of
from participation.services.attachments import add_imported_photo
from participation.services.import_rows import ImportOrder, Reading
from perimeter_data.models import Perimeter
from perimeter_data.reading import FileRefused, Zipped, zipped_files

ALONE = "photo_alone"
TAKEN = "photos_taken"
Known = dict[int, set[str]]


class PhotoOutside(Refused):
    code = "photo_outside"
    message = _("It names a picture by a way out of the zip; nothing is read there.")


class PhotoMissing(Refused):
    code = "photo_missing"
    message = _("A picture that it names is not in the zip.")


PHOTO_MESSAGES = {
    TAKEN: _("Pictures that come along."),
    ALONE: _("It names pictures that did not come along: send a zip with the table and the pictures."),
    PhotoOutside.code: PhotoOutside.message,
    PhotoMissing.code: PhotoMissing.message,
    NotAPicture.code: _("One of its files is no picture that we can read; it was left out."),
    BrokenPicture.code: _("One of its pictures is broken; it was left out."),
    TooManyPixels.code: _("One of its pictures has too many pixels; it was left out."),
    FileTooLarge.code: _("One of its pictures is too large a file; it was left out."),
    TooManyPhotos.code: _("There would be more than five pictures; the first were taken."),
}


def import_photos(
    *,
    perimeter: Perimeter,
    order: ImportOrder,
    reading: Reading,
    rows: dict[int, int | None],
    dry_run: bool,
    progress: Callable[[int, int, str], None],
) -> int:
    """Add the pictures that rows name; return how many are new. What is refused is told to `reading`.

    `rows` maps the number of a row to its contribution, or to None where a dry run would make it.
    """
    wanted = [(number, rows[number]) for number in sorted(reading.photos) if number in rows]
    if order.zip is None:
        for number, _contribution_id in wanted:
            reading.tell(ALONE, number)
        return 0
    known = _known(perimeter, order.source)
    if order.known == "keep":
        wanted = [(number, pk) for number, pk in wanted if pk not in known]
    added = 0
    with zipped_files(order.zip, settings.AGORAMA_IMPORT_MAX_BYTES) as files:
        for done, (number, pk) in enumerate(wanted, 1):
            digests = known.setdefault(pk, set()) if pk else set()
            for name in reading.photos[number]:
                try:
                    added += _take(files, name, pk, digests, dry_run=dry_run)
                except DomainError as refusal:
                    reading.tell_word(refusal.code, number, name)
            progress(done, len(wanted), "photos")
    return added


def _known(perimeter: Perimeter, source: str) -> Known:
    """Return what each contribution of this source has already."""
    found: Known = {}
    rows = Attachment.objects.filter(contribution__perimeter=perimeter, contribution__source=source)
    for pk, origin in rows.exclude(origin="").values_list("contribution_id", "origin"):
        found.setdefault(pk or 0, set()).add(origin)
    return found


def _take(files: Zipped, name: str, contribution_id: int | None, known: set[str], *, dry_run: bool) -> bool:
    """Say whether one picture is new here; raise why it is refused."""
    data = _content(files, name)
    origin = hashlib.sha256(data).hexdigest()
    if origin in known:
        return False
    pixels = read_picture(data, side_px=LARGE_PX).pixels
    known.add(origin)
    if dry_run or contribution_id is None:
        return True
    return add_imported_photo(contribution_id=contribution_id, photo=picture_of(pixels), origin=origin) is not None


def _content(files: Zipped, name: str) -> bytes:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        raise PhotoOutside
    member = files.find(name)
    if member is None:
        raise PhotoMissing
    try:
        return files.read(member, settings.AGORAMA_PHOTO_MAX_BYTES + 1)
    except FileRefused as error:
        raise BrokenPicture from error
