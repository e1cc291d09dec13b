"""Decisions in lines, for those who may read them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from participation.models import Action, Comment, Contribution, ModerationDecision
from participation.services.decisions import name_of


def page_of(target: Contribution | Comment) -> str:
    """Return the address where a contribution or comment is decided about."""
    return reverse("moderation-item", args=[name_of(target), target.pk])


def person(user: User | None) -> str:
    """Return what colleagues call a member of staff."""
    return (user.get_full_name() or user.get_username()) if user else "–"


def line(decision: ModerationDecision) -> dict[str, Any]:
    """Return a decision in words: when, who, what, why; of a redaction the original too."""
    return {
        "when": formats.date_format(timezone.localtime(decision.created_at), "SHORT_DATETIME_FORMAT"),
        "who": person(decision.user),
        "what": decision.get_action_display(),
        "why": decision.get_reason_display() if decision.reason else "",
        "message": decision.message,
        "note": decision.note,
        "original": "\n".join(decision.before.values()) if decision.action == Action.REDACT else "",
    }


def decisions_said(decisions: Iterable[ModerationDecision], address: str) -> SafeString:
    """Return the decisions as a list, and the way to the page where they are taken."""
    lines = (
        (" · ".join(part for part in (told["when"], told["who"], told["what"], told["why"], told["note"]) if part),)
        for told in map(line, decisions)
    )
    rows = format_html_join("", "<li>{}</li>", lines)
    link = format_html('<a href="{}">{}</a>', address, _("Decide: publish, hide, redact, move"))
    return format_html('<ol class="path">{}</ol>{}', rows, link)
