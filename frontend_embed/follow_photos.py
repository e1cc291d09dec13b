"""Photos on the page of one's own: added and taken away by plain forms; pictures and documents of answers."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import ratelimit
from core.errors import InvalidParameter
from core.i18n import translated
from core.text import clean_text
from participation import rules
from participation.api.files import address, attachment_json
from participation.follow_keys import Followed
from participation.models import Attachment, Step
from participation.selectors import own_photo, public_attachments
from participation.services.attachment_files import make_picture
from participation.services.attachments import add_photo, take_photo_away
from participation.states import PhotoState

DESCRIPTION_MAX = 300
DIGITS_MAX = 18


class NoPhoto(InvalidParameter):
    code = "no_photo"
    message = _("Choose a photo first.")


def add(request: HttpRequest, found: Followed) -> str:
    """Add one photo; return what is said of it."""
    ratelimit.check(request, "photos")
    given = request.FILES.get("file")
    if given is None:
        raise NoPhoto
    made = add_photo(
        contribution=found.contribution,
        participant=None,
        photo=make_picture(given.read()),
        description=clean_text(request.POST.get("description", ""))[:DESCRIPTION_MAX],
    )
    return "photo" if made.state == PhotoState.PUBLISHED else "photo-waits"


def take_away(request: HttpRequest, found: Followed) -> str:
    """Take one photo away: its form says which."""
    ratelimit.check(request, "photos")
    asked = request.POST.get("photo", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS_MAX):
        raise InvalidParameter(parameter="photo")
    take_photo_away(photo=own_photo(found.contribution, int(asked)), participant=None)
    return "photo-gone"


def photos_of(found: Followed, *, public: bool) -> list[dict[str, Any]]:
    """Return the photos that everybody sees; for the author all of them, each with what is not public of it."""
    rows = Attachment.objects.filter(contribution=found.contribution)
    shown = [row for row in rows if found.is_author or (public and row.state == PhotoState.PUBLISHED)]
    open_to_all = public and rules.is_public(found.contribution)  # not so where it was merged
    return [
        _photo(row, open_to_all and row.state == PhotoState.PUBLISHED, found.contribution.language) for row in shown
    ]


def _photo(row: Attachment, public: bool, language: str) -> dict[str, Any]:
    large, small = (address(row, name, shown=public) for name in row.names)
    state = "" if row.state == PhotoState.PUBLISHED else PhotoState(row.state).label
    words = translated(row.words, language)
    return {"id": row.pk, "large": large, "small": small, "alt": words, "state": state, "by_author": row.by_author}


def files_of(steps: list[Step], language: str) -> list[tuple[Step, list[dict[str, Any]]]]:
    """Return each step with its pictures and documents."""
    found = public_attachments("step", [step.pk for step in steps if step.pk])
    return [(step, [attachment_json(row, "", language) for row in found.get(step.pk, [])]) for step in steps]
