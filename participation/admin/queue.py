"""The moderators' queue: one list of what waits, decided one by one or several at once. Works without scripts."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import InvalidParameter
from core.i18n import LANGUAGES
from core.problems import status_of
from participation.admin.attachments import picture
from participation.admin.decisions import line, page_of
from participation.admin.queue_forms import DecisionForm
from participation.admin.queue_words import about, starts, where
from participation.models import Action, Comment, Consultation, Contribution, Kind, Reason, Theme
from participation.services.moderation import Done, decide_each
from participation.waiting import COUNTED, FILTERS, WHAT, WHY, QueueFilter, count_waiting, waiting_page
from participation.waiting_items import Item, load_items
from perimeter_data.admin.words import NAMES
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, perimeters_where

WHY_WORDS = {
    "waiting": gettext_lazy("To publish"),
    "flagged": gettext_lazy("Flagged by readers"),
    "appeal": gettext_lazy("Contested"),
}
WHAT_WORDS = {"contribution": gettext_lazy("Contributions"), "comment": gettext_lazy("Comments")}
# What can be decided from the list; the rest has a page of its own.
HERE = (Action.APPROVE, Action.REJECT, Action.HIDE)
AT_ONCE = 200
_ANCHOR = re.compile(r"(contribution|comment)-\d{1,18}")


def queue_page(request: HttpRequest) -> HttpResponse:
    """Show what waits, oldest first; POST decides about one or several."""
    perimeters = moderated(request)
    f = QueueFilter.parse(request.GET, [perimeter.pk for perimeter in perimeters])
    status = 200
    if request.method == "POST":
        done, asked = _decide(request)
        _say(request, done)
        if done.count or asked != 1 or not done.refused:
            return HttpResponseRedirect(_back(request))
        status = status_of(done.refused[0][1])
    lines, cursor = waiting_page(f)
    cards = [card(item, request.GET.urlencode()) for item in load_items(lines)]
    for shown, after in pairwise(cards):
        shown["next"] = after["id"]
    facts = {
        **admin.site.each_context(request),
        **_filters(request, perimeters, f),
        "title": _("To read"),
        "cards": cards,
        "more": _with(request, cursor=cursor) if cursor else "",
        "first": _with(request, cursor=None) if f.cursor else "",
        "reasons": Reason.choices,
        "several": len(perimeters) > 1,
    }
    response = TemplateResponse(request, "admin/moderation/queue.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def moderated(request: HttpRequest) -> list[Perimeter]:
    """Return the perimeters where this person decides; raise `PermissionDenied` where there is none."""
    found = list(perimeters_where(request.user, Power.MODERATE).order_by("slug"))  # type: ignore[arg-type]
    if not found:
        raise PermissionDenied
    return found


def card(item: Item, query: str) -> dict[str, Any]:
    """Return a line of the queue as its template wants it."""
    target = item.target
    return {
        "item": item,
        "id": f"{item.what}-{target.pk}",
        "value": f"{item.what}:{target.pk}:{item.seen}",
        "page": f"{page_of(target)}{'?' if query else ''}{query}",
        "about": about(item),
        "where": where(item),
        "why": WHY_WORDS[item.why] if item.why else "",
        "waits": target.state == "pending",
        "language": NAMES[target.language],
        "decided": [line(decision) for decision in item.decisions],
        "starts": starts(target),
        "photos": [
            (reverse("admin:participation_attachment_change", args=[row.pk]), picture(row)) for row in item.photos
        ],
        "next": "",
    }


def _decide(request: HttpRequest) -> tuple[Done, int]:
    """Decide about what was ticked; returns what came of it and how many were asked for."""
    action = request.POST.get("do", "")
    if action not in HERE:
        raise InvalidParameter(parameter="do")
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise InvalidParameter(parameter=next(iter(form.errors)))
    targets = _targets(request.POST.getlist("item")[:AT_ONCE])
    return decide_each(targets=targets, action=Action(action), act=form.act(request.user)), len(targets)


def _targets(values: Sequence[str]) -> list[tuple[Contribution | Comment, str | None]]:
    """Read what was ticked: what, number and the version that was seen."""
    asked: list[tuple[str, int, str]] = []
    for value in values:
        what, _colon, rest = value.partition(":")
        number, _colon, seen = rest.partition(":")
        if what not in WHAT or not (number.isascii() and number.isdigit() and len(number) < 19):
            raise InvalidParameter(parameter="item")
        asked.append((what, int(number), seen))
    models: dict[str, Any] = {"contribution": Contribution, "comment": Comment}
    rows = {what: models[what].objects.in_bulk([pk for of, pk, _seen in asked if of == what]) for what in WHAT}
    return [(rows[what][pk], seen) for what, pk, seen in asked if pk in rows[what]]


def _say(request: HttpRequest, done: Done) -> None:
    if done.count:
        told = ngettext("%(n)s decision noted.", "%(n)s decisions noted.", done.count) % {"n": done.count}
        messages.success(request, told)
    for target, refusal in done.refused:
        messages.warning(request, f"{starts(target)}: {refusal}")
    if not done.count and not done.refused:
        messages.warning(request, _("Nothing was ticked."))


def _back(request: HttpRequest) -> str:
    """Return the same page of the queue, at the line that comes next."""
    anchor = request.POST.get("next", "")
    query = request.GET.urlencode()
    return f"{request.path}{'?' if query else ''}{query}{'#' + anchor if _ANCHOR.fullmatch(anchor) else ''}"


def _with(request: HttpRequest, **changes: str | None) -> str:
    """Return this address with some of its query changed."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _filters(request: HttpRequest, perimeters: list[Perimeter], f: QueueFilter) -> dict[str, Any]:
    """Return tabs with their numbers, and the choices of each filter."""
    counts = count_waiting(f)
    tabs = [("", _("All"), min(sum(counts.values()), COUNTED)), *((why, WHY_WORDS[why], counts[why]) for why in WHY)]
    themes = Theme.objects.filter(perimeter__in=perimeters).select_related("perimeter")
    consultations = Consultation.objects.filter(perimeter__in=perimeters).select_related("perimeter")
    choices: dict[str, tuple[str, Any]] = {
        "perimeter": (_("Perimeter"), [(pk.pk, str(pk)) for pk in perimeters] if len(perimeters) > 1 else []),
        "consultation": (_("Consultation"), [(row.pk, str(row)) for row in consultations]),
        "theme": (_("Theme"), [(row.pk, _of(row, perimeters)) for row in themes]),
        "kind": (_("Kind"), Kind.choices),
        "what": (_("What"), list(WHAT_WORDS.items())),
        "language": (_("Language"), [(code, NAMES[code]) for code in LANGUAGES]),
    }
    given = {name: request.GET.get(name, "") for name in FILTERS}
    return {
        "tabs": [
            {
                "address": _with(request, why=why or None, cursor=None),
                "words": words,
                "count": f"{count}{'+' if count >= COUNTED else ''}",
                "here": given["why"] == why,
            }
            for why, words, count in tabs
        ],
        "filters": [
            {
                "name": name,
                "label": label,
                "choices": [(str(value), words) for value, words in rows],
                "given": given[name],
            }
            for name, (label, rows) in choices.items()
            if rows
        ],
        "q": given["q"],
        "why": given["why"],
        "filtered": any(given[name] for name in FILTERS if name != "why"),
    }


def _of(theme: Theme, perimeters: list[Perimeter]) -> str:
    return f"{theme} – {theme.perimeter}" if len(perimeters) > 1 else str(theme)
