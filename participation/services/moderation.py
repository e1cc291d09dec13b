"""Decide what the public reads: approve, reject, hide, show again, or leave what readers flagged as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction

from core.errors import DomainError
from participation import rules
from participation.models import Action, Comment, Contribution, Flag, ModerationDecision
from participation.refusals import NothingFlagged, SayWhy
from participation.services.comments import move_comment
from participation.services.contributions import move_state, take_step
from participation.services.decisions import Act, Said, begin, name_of, record, tell
from participation.services.flags import settle_flags
from participation.states import CommentState, ContributionState, ImpossibleMove

CONTRIBUTION_STATES = {
    Action.APPROVE: ContributionState.RECEIVED,
    Action.REJECT: ContributionState.REJECTED,
    Action.HIDE: ContributionState.HIDDEN,
    Action.SHOW: ContributionState.RECEIVED,
}
COMMENT_STATES = {
    Action.APPROVE: CommentState.PUBLISHED,
    Action.REJECT: CommentState.HIDDEN,
    Action.HIDE: CommentState.HIDDEN,
    Action.SHOW: CommentState.PUBLISHED,
}
NEEDS_REASON = (Action.REJECT, Action.HIDE)


@transaction.atomic
def decide(*, target: Said, action: Action, act: Act) -> ModerationDecision:
    """Decide; open flags are settled by it. Raises `Forbidden`, `DecidedMeanwhile`, `SayWhy`, `ImpossibleMove`."""
    locked = begin(target, act)
    if action in NEEDS_REASON and not act.reason:
        raise SayWhy
    if action not in NEEDS_REASON:
        act = replace(act, reason="")
    if action == Action.KEEP:
        return _keep(locked, act)
    _require_fitting(locked, action)
    before = locked.state
    after = (CONTRIBUTION_STATES if isinstance(locked, Contribution) else COMMENT_STATES)[action]
    made = record(locked, action, act, before={"state": before}, after={"state": after})
    put(locked, made, str(after))
    return made


def put(locked: Contribution | Comment, decision: ModerationDecision, state: str) -> None:
    """Move what is locked to the state a decision gives it."""
    if isinstance(locked, Contribution):
        before = locked.state
        move_state(locked, ContributionState(state))
        take_step(locked, before=before, user_id=decision.user_id, decision=str(decision.pk))
    else:
        move_comment(locked, CommentState(state), decision=str(decision.pk))
        settle_flags(Flag.objects.filter(comment=locked))


def fitting(target: Contribution | Comment, action: Action) -> Action:
    """Return what "yes" means here: what waits is published, what is public already stays."""
    return Action.KEEP if action == Action.APPROVE and rules.is_shown(target) else action


def _require_fitting(locked: Contribution | Comment, action: Action) -> None:
    """What waits is approved or rejected; what was public is hidden, and shown again."""
    waits = locked.state == ContributionState.PENDING
    if action not in CONTRIBUTION_STATES or waits != (action in (Action.APPROVE, Action.REJECT)):
        raise ImpossibleMove(current=str(locked.state), action=str(action))


def _keep(locked: Contribution | Comment, act: Act) -> ModerationDecision:
    if not settle_flags(Flag.objects.filter(**{name_of(locked): locked})):
        raise NothingFlagged
    made = record(locked, Action.KEEP, act)
    tell(made)
    return made


@dataclass(slots=True)
class Done:
    """How many were decided, and what stands in the way of the others: (target, refusal)."""

    count: int = 0
    refused: list[tuple[Contribution | Comment, DomainError]] = field(default_factory=list)


def decide_each(*, targets: Iterable[tuple[Contribution | Comment, str | None]], action: Action, act: Act) -> Done:
    """Decide several in the same way, each for itself: what is refused holds no other up."""
    done = Done()
    for target, seen in targets:
        try:
            decide(target=target, action=fitting(target, action), act=replace(act, seen=seen))
        except DomainError as refusal:
            done.refused.append((target, refusal))
        else:
            done.count += 1
    return done
