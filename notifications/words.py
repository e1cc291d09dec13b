"""What a message says, in the active language: subject, plain text, and the same as HTML."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import translated
from notifications.models import Message
from participation.follow_keys import follower_key
from participation.headlines import headline
from participation.models import ModerationDecision, Step


@dataclass(frozen=True, slots=True)
class Written:
    """A message ready to go; `page` is the reader's own page, where messages are stopped too."""

    subject: str
    plain: str
    html: str
    page: str


def written(message: Message) -> Written:
    """Return the words of a message. Its news is of what the follower's contribution is part of by now."""
    follower = message.follower
    contribution, joined = follower.about, follower.contribution
    if message.kind == Message.Kind.HIDDEN:  # of what is out of sight nobody but its author reads a word
        contribution = joined
    page = follower.root + reverse("follow-page", args=[follower_key(follower)])
    step = Step.objects.select_related("department__perimeter").filter(pk=message.step_id or 0).first()
    # A moderator's words are for the author, not for those of what was joined with it.
    own = follower.is_author and joined == contribution
    decision = ModerationDecision.objects.filter(pk=message.decision_id or 0).first() if own else None
    facts = {
        "kind": message.kind,
        "contribution": contribution,
        "headline": headline(contribution),
        "joined": joined if joined != contribution else None,
        "town": translated(contribution.perimeter.name, contribution.perimeter.default_language),
        "state": contribution.get_state_display(),
        "department": translated(step.department.name) if step and step.department else "",
        "answer": translated(step.text, contribution.language) if step else "",
        "news_by": step.news_by if step else None,
        "decided": decision.get_action_display() if decision else "",
        "reason": decision.get_reason_display() if decision and decision.reason else "",
        "words": decision.message if decision else "",
        "page": page,
        "is_author": follower.is_author,
    }
    subject = _subject(message, bool(facts["answer"])) % {"ref": joined.ref, "into": contribution.ref}
    return Written(
        subject,
        render_to_string("notifications/message.txt", facts).strip() + "\n",
        render_to_string("notifications/message.html", facts),
        page,
    )


def _subject(message: Message, has_answer: bool) -> str:
    subjects = {
        Message.Kind.CONFIRM: _("%(ref)s: is this your address?"),
        Message.Kind.STEP: _("%(ref)s: there is an answer") if has_answer else _("%(ref)s: there is news"),
        Message.Kind.HIDDEN: _("%(ref)s is not public any more"),
        Message.Kind.DECISION: _("%(ref)s: a moderator has decided"),
        Message.Kind.MERGED: _("%(ref)s was joined with %(into)s"),
        Message.Kind.PASSED: _("%(ref)s: the news we promised is late"),
    }
    return subjects[Message.Kind(message.kind)]
