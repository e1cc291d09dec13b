"""What a message to staff says, in the active language: counts and links, no word of a resident but the title."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desks import Desk
from notifications.models import StaffMessage
from notifications.words import Written
from participation.backlog import backlog_in, backlog_lines
from participation.models import Contribution
from participation.querysets import without_answer
from perimeter_data.powers import Power, has_power

SHOWN = 20


def address() -> str:
    """Return where this server is reached, without a slash at the end."""
    if settings.ADDRESS:
        return str(settings.ADDRESS).rstrip("/")
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith(("*", "."))), "localhost")
    return f"http{'s' if settings.HTTPS else ''}://{host}"


def staff_written(message: StaffMessage, desk: Desk) -> Written | None:
    """Return the words of a message; None where nothing waits any more."""
    overdue = message.kind == StaffMessage.Kind.OVERDUE
    facts = _overdue(message) if overdue else _digest(desk)
    if not facts:
        return None
    page = address() + reverse("admin:my-messages")
    facts = {**facts, "page": page, "kind": message.kind}
    return Written(
        facts["subject"],
        render_to_string("notifications/staff.txt", facts).strip() + "\n",
        render_to_string("notifications/staff.html", facts),
        page,
    )


def _digest(desk: Desk) -> dict[str, Any]:
    places = []
    for perimeter in desk.perimeters:
        found = backlog_in([perimeter.pk], desk.departments.get(perimeter.pk))[perimeter.pk]
        moderates = has_power(desk.user, Power.MODERATE, perimeter.pk)
        if lines := backlog_lines(perimeter, found, mine=perimeter.pk in desk.departments, moderates=moderates):
            places.append((str(perimeter), [(sentence, address() + link) for link, sentence in lines]))
    if not places:
        return {}
    names = ", ".join(name for name, _lines in places)
    return {"subject": _("%(names)s: what waits for you today") % {"names": names}, "places": places}


def _overdue(message: StaffMessage) -> dict[str, Any]:
    rows = message.reminders.select_related("contribution__perimeter").order_by("deadline", "contribution")
    contributions = without_answer(Contribution.objects.filter(pk__in=rows.values("contribution"))).values("pk")
    open_now = list(rows.filter(contribution__in=contributions))
    if not open_now:
        return {}
    items = [
        {
            "ref": row.contribution.ref,
            "title": row.contribution.title or "",
            "deadline": row.deadline,
            "address": address() + reverse("admin:participation_contribution_change", args=[row.contribution_id]),
        }
        for row in open_now[:SHOWN]
    ]
    sentence = ngettext(
        "%(n)s waits for its first answer too long", "%(n)s wait for their first answer too long", n := len(open_now)
    )
    return {"subject": sentence % {"n": n}, "items": items, "more": n - len(items)}
