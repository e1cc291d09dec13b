"""/f/{key}/: what became of mine. Works without JavaScript, cookie or account: the key in the address is the right.

No CSRF token, for there is no cookie to borrow: whoever can make the request knows the key already.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from core import ratelimit
from core.errors import DomainError, InvalidParameter
from core.file_forms import require_bounded
from core.i18n import current_language
from core.pictures import FileTooLarge
from core.problems import status_of
from core.text import clean_text
from frontend_embed import follow_photos
from frontend_embed.plain_sent import InvalidEmail
from frontend_embed.site import addresses
from participation import rules
from participation.api.inputs import FollowInput
from participation.decided import own_decisions
from participation.follow_keys import Followed, UnknownKey, opened
from participation.headlines import headline
from participation.models import MAX_PHOTOS
from participation.refusals import NotTheAuthor
from participation.selectors import public_path, survivor_of
from participation.services.answers import rate_answer
from participation.services.appeals import contest
from participation.services.contributions import edit_contribution, withdraw_contribution
from participation.services.followers import confirm, follow, stop

SAID = {
    "confirmed": _("Done: you will hear of every step by e-mail."),
    "stopped": _("No more messages. This page stays yours."),
    "sent": _("Thank you, it has arrived! Keep the address of this page: it tells what becomes of it."),
    "sent-asked": _("Thank you, it has arrived! We have sent you a message: open its link to confirm your address."),
    "asked": _("We have sent you a message: open its link to confirm your address."),
    "withdrawn": _("It is withdrawn and no longer public."),
    "edited": _("Your words are changed."),
    "photo": _("Your photo is added."),
    "photo-waits": _("Your photo is here. We look at it before it is public."),
    "photo-gone": _("The photo is taken away."),
    "yes": _("Thank you, it is noted."),
    "contested": _("It is noted: somebody looks at it again. The answer comes to this page."),
    "no": _("It is noted. If this had come to its end, somebody will look at it again."),
}
TITLE_MAX, TEXT_MAX, APPEAL_MAX = 160, 5000, 2000


@csrf_exempt
def follow_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the path; POST does one thing and comes back."""
    try:
        found = opened(key)
    except UnknownKey as error:
        return _sealed(render(request, "error.html", {"sentence": str(error)}, status=404))
    refusal, status = "", 200
    if request.method == "POST":
        try:
            require_bounded(request, settings.AGORAMA_PHOTO_MAX_BYTES)
        except FileTooLarge as error:
            facts = _facts(request, found, "", str(error))
            return _sealed(render(request, "frontend_embed/follow.html", facts, status=status_of(error)))
        if request.POST.get("List-Unsubscribe") == "One-Click":
            _stop(request, found)
            return _sealed(HttpResponse(status=200))
        try:
            return _sealed(HttpResponseRedirect(f"{request.path}?said={_do(request, found)}#said"))
        except DomainError as error:
            refusal, status, found = str(error), status_of(error), opened(key)
    facts = _facts(request, found, request.GET.get("said", ""), refusal)
    return _sealed(render(request, "frontend_embed/follow.html", facts, status=status))


def _do(request: HttpRequest, found: Followed) -> str:
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise InvalidParameter(parameter="do")
    return act(request, found)


def _author(found: Followed) -> None:
    if not found.is_author:
        raise NotTheAuthor


def _confirm(request: HttpRequest, found: Followed) -> str:
    if found.follower is not None:
        confirm(follower=found.follower)
    return "confirmed"


def _stop(request: HttpRequest, found: Followed) -> str:
    if found.follower is not None:
        stop(follower=found.follower)
    return "stopped"


def _email(request: HttpRequest, found: Followed) -> str:
    _author(found)
    ratelimit.check(request, "follows")
    given = FollowInput(data={"email": request.POST.get("email", "")})
    if not given.is_valid():
        raise InvalidEmail
    follow(
        contribution=found.contribution,
        email=given.validated_data["email"],
        language=current_language(),
        root=request.build_absolute_uri("/")[:-1],
        is_author=True,
    )
    return "asked"


def _edit(request: HttpRequest, found: Followed) -> str:
    _author(found)
    edit_contribution(
        contribution=found.contribution,
        participant=None,
        title=clean_text(request.POST.get("title", ""))[:TITLE_MAX],
        text=clean_text(request.POST.get("text", ""))[:TEXT_MAX],
        theme=None,
    )
    return "edited"


def _photo(request: HttpRequest, found: Followed) -> str:
    _author(found)
    return follow_photos.add(request, found)


def _photo_gone(request: HttpRequest, found: Followed) -> str:
    _author(found)
    return follow_photos.take_away(request, found)


def _withdraw(request: HttpRequest, found: Followed) -> str:
    _author(found)
    withdraw_contribution(contribution=found.contribution, participant=None)
    return "withdrawn"


def _rate(satisfied: bool) -> Callable[[HttpRequest, Followed], str]:
    def act(request: HttpRequest, found: Followed) -> str:
        _author(found)
        rate_answer(contribution=found.contribution, participant=None, satisfied=satisfied)
        return "yes" if satisfied else "no"

    return act


def _contest(request: HttpRequest, found: Followed) -> str:
    _author(found)
    ratelimit.check(request, "contributions")
    contest(
        target=found.contribution,
        participant=None,
        text=clean_text(request.POST.get("text", ""))[:APPEAL_MAX],
    )
    return "contested"


ACTS: dict[str, Callable[[HttpRequest, Followed], str]] = {
    "confirm": _confirm,
    "stop": _stop,
    "email": _email,
    "edit": _edit,
    "photo": _photo,
    "photo-gone": _photo_gone,
    "withdraw": _withdraw,
    "yes": _rate(True),
    "no": _rate(False),
    "contest": _contest,
}


def _facts(request: HttpRequest, found: Followed, said: str, refusal: str) -> dict[str, Any]:
    contribution, follower = found.contribution, found.follower
    # What was merged is read on in the one it was joined with; its author's powers stay with their own words.
    joined = survivor_of(contribution)
    about = joined or contribution
    public = rules.is_public(about) and contribution.perimeter.is_public
    path = public_path(about)
    page = f"{reverse('citizen-page', args=[contribution.perimeter.slug])}?ref={about.ref}"
    return {
        "contribution": contribution,
        "headline": headline(contribution),
        "perimeter": contribution.perimeter,
        "joined": joined if public else None,
        "public": public,
        "readable": found.is_author or (public and joined is None),
        "steps": follow_photos.files_of(path.steps, contribution.language),
        "news_by": path.news_by,
        "may_rate": found.is_author and joined is None and public and path.may_be_rated,
        "is_author": found.is_author,
        "decisions": own_decisions(contribution) if found.is_author else [],
        "may_edit": found.is_author and rules.is_unanswered(contribution) and contribution.redacted_at is None,
        "photos": follow_photos.photos_of(found, public=public),
        "photo_room": max(0, MAX_PHOTOS - contribution.attachments.count()),
        "closed": found.is_author and public and not rules.is_unanswered(contribution),
        "rated": path.answer.satisfied if found.is_author and joined is None and path.answer else None,
        "mailboxes": _mailboxes(found) if found.is_author else [],
        "follower": follower,
        "told": follower is not None and follower.confirmed_at is not None and follower.stopped_at is None,
        "asks": follower is not None and follower.confirmed_at is None and follower.stopped_at is None,
        "page": page if public else "",
        "said": SAID.get(said, ""),
        **addresses(request, contribution.perimeter),
        "refusal": refusal,
    }


def _mailboxes(found: Followed) -> list[tuple[str, bool]]:
    """Return where the author asked to hear, and whether each address was confirmed.

    Enough of an address to see one's own in it: the key may have been handed on.
    """
    rows = found.contribution.followers.filter(is_author=True, stopped_at=None, refused_at=None).order_by("pk")
    return [(_hinted(email), confirmed is not None) for email, confirmed in rows.values_list("email", "confirmed_at")]


def _hinted(email: str) -> str:
    name, _at, host = email.rpartition("@")
    return f"{name[:2]}…@{host}" if len(name) > 2 else f"…@{host}"


def _sealed(response: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no cache, no search engine, no other site."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
