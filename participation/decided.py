"""Named reads of decisions: which of them stand, who else could decide, what an author may read of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import POWERS
from participation.models import Action, Appeal, Comment, Contribution, ModerationDecision
from participation.states import ContributionState, PhotoState
from perimeter_data.powers import Power

Said = Contribution | Comment
S = ContributionState
MODERATING = [role for role, powers in POWERS.items() if Power.MODERATE in powers]
# What an author is told of; that something was read and left as it is concerns whoever flagged it.
TOLD = (
    Action.APPROVE, Action.REJECT, Action.HIDE, Action.SHOW, Action.REDACT, Action.MOVE, Action.THEME,
    Action.PHOTO_SHOW, Action.PHOTO_HIDE, Action.PHOTO_BLUR,
)  # fmt: skip


def decisions_told(target: Said) -> list[ModerationDecision]:
    """Return what its author may read of the decisions, oldest first, each with its appeal: one query."""
    return list(_told(target.decisions.all()))


def _told(rows: QuerySet[ModerationDecision]) -> QuerySet[ModerationDecision]:
    return rows.filter(action__in=TOLD).select_related("appeal__answer", "photo").order_by("id")


def standing_decisions(target: Said) -> list[ModerationDecision]:
    """Return the decisions that still hold and can be contested, oldest first, each with its appeal."""
    return standing(target, decisions_told(target))


def standing(target: Said, told: list[ModerationDecision]) -> list[ModerationDecision]:
    """Return those of `told` that still hold: the last of each kind, every redaction; none that was taken back.

    What was blurred in a photo is gone for good: it cannot be contested.
    """
    if target.state in (S.WITHDRAWN, S.MERGED):
        return []
    last = {(one.action, one.photo_id): one.pk for one in told}
    out_of_sight = target.state in (S.HIDDEN, S.REJECTED)
    return [one for one in told if not _taken_back(one) and _holds(one, last, out_of_sight)]


def _holds(one: ModerationDecision, last: dict[tuple[str, int | None], int], out_of_sight: bool) -> bool:
    if one.action in (Action.HIDE, Action.REJECT):
        return out_of_sight and one.pk == max(last.get((Action.HIDE, None), 0), last.get((Action.REJECT, None), 0))
    if one.action in (Action.MOVE, Action.THEME):
        return one.pk == last[one.action, None]
    if one.action == Action.PHOTO_HIDE:
        is_last = one.pk == last[one.action, one.photo_id]
        return is_last and one.photo is not None and one.photo.state == PhotoState.HIDDEN
    return one.action == Action.REDACT


def _taken_back(one: ModerationDecision) -> bool:
    appeal = getattr(one, "appeal", None)
    return appeal is not None and appeal.answer is not None and appeal.answer.action == Action.GRANT


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision as its author meets it; the newest that stands may be contested, once."""

    decision: ModerationDecision
    appeal: Appeal | None
    may_be_contested: bool


def own_decisions(contribution: Contribution) -> list[OwnDecision]:
    """Return what its author may read of the decisions, oldest first: one query."""
    return _own(contribution, decisions_told(contribution))


def own_decisions_of(comments: Iterable[Comment]) -> dict[int, list[OwnDecision]]:
    """Return the same of one's own comments, by comment: one query, none where there are none."""
    rows = {comment.pk: comment for comment in comments}
    found: dict[int, list[ModerationDecision]] = {pk: [] for pk in rows}
    for one in _told(ModerationDecision.objects.filter(comment__in=rows)) if rows else ():
        found[one.comment_id or 0].append(one)
    return {pk: _own(rows[pk], told) for pk, told in found.items()}


def _own(target: Said, told: list[ModerationDecision]) -> list[OwnDecision]:
    next_one = contestable(standing(target, told))
    return [OwnDecision(one, getattr(one, "appeal", None), one is next_one) for one in told]


def contestable(holding: list[ModerationDecision]) -> ModerationDecision | None:
    """Return the newest of the decisions that stand which nobody has contested."""
    return next((one for one in reversed(holding) if not hasattr(one, "appeal")), None)


def other_moderators(perimeter_id: int, user_id: int) -> bool:
    """Say whether somebody else may moderate here."""
    rows = User.objects.filter(memberships__perimeter=perimeter_id, memberships__role__in=MODERATING, is_active=True)
    return rows.exclude(pk=user_id).exists()


def last_decisions(contributions: list[int], comments: list[int]) -> list[ModerationDecision]:
    """Return all decisions about these, oldest first, with who decided: one query."""
    of: Any = Q(contribution__in=contributions) | Q(comment__in=comments)
    return list(ModerationDecision.objects.filter(of).select_related("user").order_by("id"))
