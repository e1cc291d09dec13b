"""/p/{perimeter}/contribute/: to contribute without the map, without scripts, cookies or storage.

No CSRF token, for there is no cookie to borrow: a form's own signed number says that it is one of ours, and makes
sending it twice one contribution. From which sites people may write is asked as in REST.
"""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import idempotency, ratelimit
from core.errors import Conflict, DomainError
from core.file_forms import MalformedForm, require_bounded
from core.i18n import current_language
from core.pictures import FileTooLarge
from core.problems import status_of
from core.text import without_controls
from frontend_embed.plain_choices import choices_of
from frontend_embed.plain_sent import read, send
from frontend_embed.plain_where import nearest_offer
from frontend_embed.site import addresses
from participation.api.access import require_allowed_origin
from perimeter_data.models import Perimeter
from perimeter_data.selectors import get_public_perimeter

SWAPPED = _("That is outside the area, but it is inside the other way round: latitude comes first here.")
# A photo that is too large is still read, so that what was written beside it is not lost.
READ_BYTES = 4
HOURS_24 = 24 * 3600
_SIGNER = signing.TimestampSigner(salt="frontend_embed.plain_form")
NAMES = (
    "kind", "theme", "category", "consultation", "place", "zone", "coordinates", "pick", "title", "text", "language",
    "email", "description", "key",
)  # fmt: skip


class FormTooOld(Conflict):
    code = "form_too_old"
    message = _("This form was open for a long time. Everything you wrote is still here: send it once more.")


class SentAlready(Conflict):
    code = "sent_already"
    message = _("This form was sent already, and has arrived. Send it again only if it says something new.")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def plain_form(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Show the form; POST sends it, or shows it again with everything that was typed and what is wrong."""
    found = get_public_perimeter(perimeter)
    if request.method != "POST":
        return _form(request, found, {})
    given: dict[str, str] = {}
    try:
        require_bounded(request, READ_BYTES * settings.AGORAMA_PHOTO_MAX_BYTES)
        given = _given(request)
        if request.POST.get("do") == "speak":
            return _form(request, found, given)
        return _send(request, found, given)
    except DomainError as error:
        return _form(request, found, given, error)


def _given(request: HttpRequest) -> dict[str, str]:
    try:
        return {name: without_controls(request.POST.get(name, "")).strip() for name in NAMES}
    except SuspiciousOperation as error:
        raise MalformedForm from error


def _send(request: HttpRequest, perimeter: Perimeter, given: dict[str, str]) -> HttpResponse:
    require_allowed_origin(request, perimeter)
    ratelimit.check(request, "participants")
    number = _number(perimeter, given["key"])
    photo = request.FILES.get("photo")
    if photo is not None and (photo.size or 0) > settings.AGORAMA_PHOTO_MAX_BYTES:
        raise FileTooLarge(settings.AGORAMA_PHOTO_MAX_BYTES)
    data = photo.read() if photo is not None else b""
    if given["email"]:
        ratelimit.check(request, "follows")
    words = {name: text for name, text in given.items() if name != "key"}
    try:
        _status, answer = idempotency.once(
            scope=f"plain-form:{perimeter.pk}",
            key=number,
            body={**words, "photo": hashlib.sha256(data).hexdigest()},
            act=lambda: (303, {"key": send(request, perimeter, read(perimeter, given, data))}),
        )
    except idempotency.KeyReused as error:
        raise SentAlready from error
    said = "sent-asked" if given["email"] else "sent"
    page = reverse("follow-page", args=[answer["key"]])
    response = HttpResponseRedirect(f"{page}?lang={current_language()}&said={said}#said", status=303)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _number(perimeter: Perimeter, key: str) -> str:
    """Return the form's number; raise `FormTooOld` where it is none of ours, or of yesterday."""
    try:
        number = _SIGNER.unsign(key, max_age=HOURS_24)
    except signing.BadSignature as error:
        raise FormTooOld from error
    if not number.startswith(f"{perimeter.pk}."):
        raise FormTooOld
    return number


def _form(
    request: HttpRequest, perimeter: Perimeter, given: dict[str, str], error: DomainError | None = None
) -> HttpResponse:
    facts: dict[str, Any] = {"perimeter": perimeter, "given": given, "offers": []}
    if error is not None:
        swapped = error.code == "coordinates_swapped"  # there latitude comes second
        facts["refusal"] = str(SWAPPED) if swapped else str(error)
        facts["field"] = error.extra.get("field") or FIELDS.get(error.code, "form")
        facts["offers"] = error.extra.get("offers", [])
        facts["had_photo"] = bool(request.FILES)
        if "nearest" in error.extra:
            facts["offers"] = [nearest_offer(perimeter, error.extra["nearest"])]
    keeps = given.get("key") and not isinstance(error, FormTooOld | SentAlready)
    facts["key"] = given["key"] if keeps else _SIGNER.sign(f"{perimeter.pk}.{secrets.token_urlsafe(16)}")
    facts |= choices_of(perimeter, given) | addresses(request, perimeter)
    facts["speaks"] = "contribute" if facts["kinds"] else ""
    status = status_of(error) if error is not None else 200
    response = render(request, "frontend_embed/plain_form.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


# Under which question a refusal is said; anything else stands above the form.
FIELDS = {
    "outside_perimeter": "where",
    "coordinates_swapped": "where",
    "outside_area": "where",
    "no_zone_here": "where",
    "say_where": "where",
    "no_such_place": "where",
    "no_coordinates": "where",
    "which_place": "where",
    "unknown_theme": "theme",
    "unknown_category": "category",
    "which_consultation": "consultation",
    "nothing_said": "title",
    "invalid_email": "email",
    "file_too_large": "photo",
    "not_a_picture": "photo",
}
