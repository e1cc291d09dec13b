"""Decide about a photo: publish it, hide it, make a part of it unrecognisable. Each is a decision like others."""

import math
from dataclasses import replace
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from core.pictures import read_picture
from participation.models import Action, Attachment, Contribution, ModerationDecision, Reason
from participation.models.attachments import new_key
from participation.refusals import OutsideThePicture, SayWhy, UnknownFile
from participation.services.attachment_files import LARGE_PX, forget, keep, picture_of
from participation.services.attachments import arrived, changed
from participation.services.decisions import Act, begin, record, tell
from participation.states import PhotoState, require_photo_move

Area = tuple[float, float, float, float]
# So few squares that neither a face nor a number plate can be guessed from them, in so few colours.
SQUARES = 4
COLOURS = 8


@transaction.atomic
def moderate_photo(*, photo: Attachment, state: str, act: Act) -> ModerationDecision:
    """Publish or hide a photo of a contribution; raise `Forbidden`, `SayWhy` or `ImpossibleMove`."""
    locked, contribution = _locked(photo, act)
    before = locked.state
    require_photo_move(before, state)
    action = Action.PHOTO_HIDE if state == PhotoState.HIDDEN else Action.PHOTO_SHOW
    if action == Action.PHOTO_HIDE and not act.reason:
        raise SayWhy
    if action == Action.PHOTO_SHOW:
        act = replace(act, reason="")
    made = record(contribution, action, act, photo=locked, before={"state": before}, after={"state": state})
    _put(locked, contribution, PhotoState(state))
    tell(made)
    return made


@transaction.atomic
def blur_photo(*, photo: Attachment, area: Area, act: Act) -> ModerationDecision:
    """Make a rectangle (left, top, width, height in per cent of the picture) unrecognisable, for good.

    Both sizes are made anew under another name; the former files are deleted with the commit. Raises `Forbidden`,
    `OutsideThePicture`.
    """
    locked, contribution = _locked(photo, act)
    former = locked.names
    with default_storage.open(former[0]) as file:
        pixels = read_picture(file.read(), side_px=LARGE_PX).pixels
    _blur(pixels, area)
    locked.key = new_key()
    keep(locked, picture_of(pixels))
    locked.save()
    transaction.on_commit(partial(forget, former))
    act = replace(act, reason=act.reason or Reason.PERSONAL)
    made = record(contribution, Action.PHOTO_BLUR, act, photo=locked, after={"area": list(area)})
    changed(contribution, "contribution.photo_blurred", locked)
    tell(made)
    return made


def show_again(contribution: Contribution, decision: ModerationDecision) -> None:
    """Publish the photo that a decision hid, where it is still here and hidden; the contribution is locked."""
    photo = Attachment.objects.select_for_update().filter(pk=decision.photo_id or 0, state=PhotoState.HIDDEN).first()
    if photo is not None:
        _put(photo, contribution, PhotoState.PUBLISHED)


def _put(locked: Attachment, contribution: Contribution, state: PhotoState) -> None:
    locked.state = state
    locked.save(update_fields=["state"])
    changed(contribution, "contribution.photo_moderated", locked, to=state)
    arrived(locked, contribution)


def _locked(photo: Attachment, act: Act) -> tuple[Attachment, Contribution]:
    """Lock a photo and its contribution: the contribution first, as everybody does."""
    if photo.contribution is None:
        raise UnknownFile
    contribution = begin(photo.contribution, act)
    locked = Attachment.objects.select_for_update().filter(pk=photo.pk).first()
    if locked is None:
        raise UnknownFile
    return locked, contribution


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
