"""Add photos, pictures and documents, take them away."""

from django.db import transaction

from accounts.models import Participant
from core.i18n import LANGUAGES
from participation import rules
from participation.models import MAX_PHOTOS, Attachment, Consultation, Contribution, ModerationMode, Proposal, Step
from participation.refusals import NothingSaid, NotTheAuthor, TooManyPhotos
from participation.services.attachment_files import Made, keep
from participation.services.contributions import append, own_unanswered
from participation.services.photo_first import photo_arrived
from participation.states import PhotoState

Words = dict[str, str]


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
    changed(locked, "contribution.photo_added", made)
    arrived(made, locked)
    return made


@transaction.atomic
def add_staff_photo(*, contribution: Contribution, photo: Made, words: Words) -> Attachment:
    """Add a photo that came by post or was taken on the spot; raise `TooManyPhotos`."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    made = _in_slot(locked, photo, words, state=PhotoState.PUBLISHED, by_author=False)
    changed(locked, "contribution.photo_added", made)
    arrived(made, locked)
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
    changed(locked, "contribution.photo_added", made)
    arrived(made, locked)
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
    changed(locked, "contribution.photo_removed", photo)
    photo.delete()


def arrived(photo: Attachment, contribution: Contribution) -> None:
    """What was sent without a word begins with its first photo that everybody may see."""
    if photo.state == PhotoState.PUBLISHED:
        photo_arrived(contribution=contribution)


def changed(locked: Contribution, kind: str, photo: Attachment, **payload: str) -> None:
    """Tell the feed; whoever has the contribution open has not seen what it is now."""
    locked.save(update_fields=["updated_at"])
    append(locked, kind, photo=str(photo.pk), **payload)


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
