"""What every act of a moderator has in common: it is theirs to do, nobody decided meanwhile, and it is written down."""

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import may_moderate
from core import changes
from core.errors import Forbidden
from participation.models import Action, Attachment, Comment, Contribution, ModerationDecision
from participation.refusals import DecidedMeanwhile

Said = TypeVar("Said", bound=Contribution | Comment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who decides, why, what the author is told (`message`), what stays in the record (`note`).

    `seen` is the version (`version_of`) of what the moderator looked at; None where nobody looked.
    """

    user: User
    reason: str = ""
    message: str = ""
    note: str = ""
    seen: str | None = None


def version_of(target: Contribution | Comment, last_decision: int | None) -> str:
    """Return what changes with every edit of the author and every decision of staff."""
    return f"{target.updated_at.timestamp():.6f}-{last_decision or 0}"


def seen_version(target: Contribution | Comment) -> str:
    """Return the version of what is there now: one query."""
    return version_of(target, decisions_of(target).values_list("pk", flat=True).last())


def begin(target: Said, act: Act) -> Said:
    """Lock what is to be decided; raise `Forbidden`, or `DecidedMeanwhile` where it is not what was looked at."""
    if not may_moderate(act.user, target.perimeter_id):
        raise Forbidden
    locked = type(target)._default_manager.select_for_update(of=("self",)).get(pk=target.pk)
    if act.seen is not None:
        last = decisions_of(locked).select_related("user").last()
        if version_of(locked, last and last.pk) != act.seen:
            raise _meanwhile(last, act.seen)
    return cast(Said, locked)


def decisions_of(target: Contribution | Comment) -> Any:
    """Return the decisions about one contribution or comment, oldest first."""
    return ModerationDecision.objects.filter(**{name_of(target): target})


def name_of(target: Contribution | Comment) -> str:
    """Return the target's word in columns and changes."""
    return "contribution" if isinstance(target, Contribution) else "comment"


def _meanwhile(last: ModerationDecision | None, seen: str) -> DecidedMeanwhile:
    """Say who decided what and when; or only that it changed, where the author did it."""
    if last is None or seen.rpartition("-")[2] == str(last.pk):
        return DecidedMeanwhile()
    facts = {
        "who": last.user.get_short_name() or last.user.get_username() if last.user else "–",
        "ago": timesince(last.created_at, timezone.now()),
        "what": last.get_action_display(),
    }
    return DecidedMeanwhile(_("%(who)s was faster, %(ago)s ago: %(what)s.") % facts)


def record(
    locked: Contribution | Comment,
    action: Action,
    act: Act,
    *,
    photo: Attachment | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> ModerationDecision:
    """Write a decision down."""
    return ModerationDecision.objects.create(
        **{name_of(locked): locked},
        perimeter_id=locked.perimeter_id,
        action=action,
        reason=act.reason,
        message=act.message.strip(),
        note=act.note.strip(),
        photo=photo,
        before=before or {},
        after=after or {},
        user=act.user,
    )


def tell(decision: ModerationDecision) -> None:
    """Tell the feed of a decision that changed no state. No words: the original must not be in it."""
    name = "contribution" if decision.contribution_id else "comment"
    changes.append(
        f"{name}.moderated",
        perimeter_id=decision.perimeter_id,
        target_type=name,
        target_id=decision.contribution_id or decision.comment_id,
        payload={"decision": str(decision.pk), "action": decision.action},
    )
