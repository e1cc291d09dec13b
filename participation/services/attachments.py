"""Add photos, pictures and documents, take them away, hide and show them, make a part of one unrecognisable."""

import math
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from accounts.models import Participant
from core.i18n import LANGUAGES
from core.pictures import read_picture
from participation import rules
from participation.models import MAX_PHOTOS, Attachment, Consultation, Contribution, ModerationMode, Proposal, Step
from participation.models.attachments import new_key
from participation.refusals import NothingSaid, NotTheAuthor, OutsideThePicture, TooManyPhotos, UnknownFile
from participation.services.attachment_files import LARGE_PX, Made, forget, keep, picture_of
from participation.services.contributions import append, own_unanswered
from participation.services.photo_first import photo_arrived
from participation.states import PhotoState, require_photo_move

Words = dict[str, str]
Area = tuple[float, float, float, float]
# So few squares that neither a face nor a number plate can be guessed from them, in so few colours.
SQUARES = 4
COLOURS = 8


@transaction.atomic
def add_photo(
    *, contribution: Contribution, participant: Participant | None, photo: Made, description: str = ""
) -> Attachment:
    """Add a photo to the author's own contribution while nobody has answered.

    `participant` is None for whoever holds the author's key. Raises `NotTheAuthor`, `AlreadyAnswered`, `TooManyPhotos`.
    """
    locked = own_unanswered(contribution, participant)
    words = {locked.language: description} if description else {}
    made = _in_slot(locked, photo, words, state=_first_state(locked), by_author=True)
    _changed(locked, "contribution.photo_added", made)
    _arrived(made, locked)
    return made


@transaction.atomic
def add_staff_photo(*, contribution: Contribution, photo: Made, words: Words) -> Attachment:
    """Add a photo that came by post or was taken on the spot; raise `TooManyPhotos`."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    made = _in_slot(locked, photo, words, state=PhotoState.PUBLISHED, by_author=False)
    _changed(locked, "contribution.photo_added", made)
    _arrived(made, locked)
    return made


@transaction.atomic
def add_imported_photo(*, contribution_id: int, photo: Made, origin: str) -> Attachment | None:
    """Add a photo that came in a file, once for each `origin`; raise `TooManyPhotos`."""
    locked = Contribution.objects.select_for_update().get(pk=contribution_id)
    if Attachment.objects.filter(contribution=locked, origin=origin).exists():
        return None
    waits = locked.perimeter.photo_moderation == ModerationMode.BEFORE
    state = PhotoState.PENDING if waits else PhotoState.PUBLISHED
    made = _in_slot(locked, photo, {}, state=state, by_author=False, origin=origin)
    _changed(locked, "contribution.photo_added", made)
    _arrived(made, locked)
    return made


@transaction.atomic
def attach(*, owner: Consultation | Proposal | Step, file: Made, words: Words) -> Attachment:
    """Add a picture or document to words of staff."""
    made = Attachment(**{type(owner).__name__.lower(): owner}, words=words)
    keep(made, file)
    made.save()
    return made


@transaction.atomic
def take_photo_away(*, photo: Attachment, participant: Participant | None) -> None:
    """Take away a photo that its author added, while nobody has answered.

    Raises `NotTheAuthor`, `AlreadyAnswered`, `NothingSaid` where nothing would be left.
    """
    if photo.contribution is None or not photo.by_author:
        raise NotTheAuthor
    locked = own_unanswered(photo.contribution, participant)
    others = Attachment.objects.filter(contribution=locked).exclude(pk=photo.pk)
    if not (locked.title or locked.text or others.exists()):
        raise NothingSaid
    _changed(locked, "contribution.photo_removed", photo)
    photo.delete()


@transaction.atomic
def moderate_photo(*, photo: Attachment, state: str) -> Attachment:
    """Publish or hide a photo of a contribution; raise `ImpossibleMove`."""
    locked, contribution = _locked(photo)
    before = locked.state
    require_photo_move(before, state)
    locked.state = PhotoState(state)
    locked.save(update_fields=["state"])
    _changed(contribution, "contribution.photo_moderated", locked, to=state)
    _arrived(locked, contribution)
    return locked


@transaction.atomic
def blur_photo(*, photo: Attachment, area: Area) -> Attachment:
    """Make a rectangle (left, top, width, height in per cent of the picture) unrecognisable, for good.

    Both sizes are made anew under another name; the former files are deleted with the commit. Raises
    `OutsideThePicture`.
    """
    locked, contribution = _locked(photo)
    former = locked.names
    with default_storage.open(former[0]) as file:
        pixels = read_picture(file.read(), side_px=LARGE_PX).pixels
    _blur(pixels, area)
    locked.key = new_key()
    keep(locked, picture_of(pixels))
    locked.save()
    transaction.on_commit(partial(forget, former))
    _changed(contribution, "contribution.photo_blurred", locked)
    return locked


def _arrived(photo: Attachment, contribution: Contribution) -> None:
    """What was sent without a word begins with its first photo that everybody may see."""
    if photo.state == PhotoState.PUBLISHED:
        photo_arrived(contribution=contribution)


def _changed(locked: Contribution, kind: str, photo: Attachment, **payload: str) -> None:
    """Tell the feed; whoever has the contribution open has not seen what it is now."""
    locked.save(update_fields=["updated_at"])
    append(locked, kind, photo=str(photo.pk), **payload)


def _locked(photo: Attachment) -> tuple[Attachment, Contribution]:
    """Lock a photo and its contribution: the contribution first, as everybody does."""
    contribution = Contribution.objects.select_for_update().filter(attachments=photo.pk).first()
    if contribution is None:
        raise UnknownFile
    return Attachment.objects.select_for_update().get(pk=photo.pk), contribution


def _first_state(contribution: Contribution) -> PhotoState:
    """Where words are read first, a photo that comes after the words were published is read too."""
    debate = contribution.consultation or contribution.perimeter
    words_first = debate.moderation == ModerationMode.BEFORE and rules.is_public(contribution)
    waits = words_first or debate.photo_moderation == ModerationMode.BEFORE
    return PhotoState.PENDING if waits else PhotoState.PUBLISHED


def _in_slot(
    locked: Contribution, photo: Made, words: Words, *, state: PhotoState, by_author: bool, origin: str = ""
) -> Attachment:
    taken = set(Attachment.objects.filter(contribution=locked).values_list("slot", flat=True))
    slot = next((slot for slot in range(MAX_PHOTOS) if slot not in taken), None)
    if slot is None:
        raise TooManyPhotos(max_photos=MAX_PHOTOS)
    known = {language: text for language, text in words.items() if language in LANGUAGES and text}
    made = Attachment(contribution=locked, slot=slot, state=state, words=known, by_author=by_author, origin=origin)
    keep(made, photo)
    made.save()
    return made


def _blur(pixels: Image.Image, area: Area) -> None:
    """Replace the rectangle by a few squares of rounded colours, in place."""
    left, top, width, height = area
    box = (
        max(0, int(left / 100 * pixels.width)),
        max(0, int(top / 100 * pixels.height)),
        min(pixels.width, math.ceil((left + width) / 100 * pixels.width)),
        min(pixels.height, math.ceil((top + height) / 100 * pixels.height)),
    )
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise OutsideThePicture
    part = pixels.crop(box).convert("RGB")
    step = 256 // COLOURS
    squares = part.resize((min(SQUARES, part.width), min(SQUARES, part.height)), Image.Resampling.BOX)
    rounded = squares.point(lambda value: value // step * step + step // 2)
    pixels.paste(rounded.resize(part.size, Image.Resampling.NEAREST), box[:2])
