"""The author contests a decision, once; somebody else looks at it again where there is somebody else."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from participation import rules
from participation.decided import contestable, other_moderators, standing_decisions
from participation.models import Action, Appeal, Comment, Contribution, ModerationDecision
from participation.refusals import (
    AlreadyContested,
    AppealAnswered,
    NothingToContest,
    NotTheAuthor,
    SaySomething,
    YourOwn,
)
from participation.services.corrections import undo
from participation.services.decisions import Act, begin, name_of, record, tell
from participation.services.moderation import put
from participation.services.photo_moderation import show_again
from participation.services.redaction import restore
from participation.states import CommentState, ContributionState

# Where a decision that put something out of sight is taken back.
SHOWN: dict[type, str] = {Contribution: ContributionState.RECEIVED, Comment: CommentState.PUBLISHED}


@transaction.atomic
def contest(*, target: Contribution | Comment, participant: Participant | None, text: str) -> Appeal:
    """Ask that the newest decision that stands be looked at again; `participant` is None for the author's key."""
    rows: Any = type(target)._default_manager.select_for_update(of=("self",))
    locked: Contribution | Comment = rows.get(pk=target.pk)
    if participant is not None and not rules.is_author(participant, locked):
        raise NotTheAuthor
    if not text.strip():
        raise SaySomething
    standing = standing_decisions(locked)
    if not standing:
        raise NothingToContest
    decision = contestable(standing)
    if decision is None:
        raise AlreadyContested
    name = name_of(locked)
    made = Appeal.objects.create(
        **{name: locked}, perimeter_id=locked.perimeter_id, decision=decision, text=text.strip()
    )
    changes.append(
        f"{name}.contested",
        perimeter_id=locked.perimeter_id,
        target_type=name,
        target_id=locked.pk,
        payload={"decision": str(decision.pk)},
    )
    return made


@transaction.atomic
def answer_appeal(*, appeal: Appeal, grant: bool, act: Act) -> ModerationDecision:
    """Let the decision stand, or take it back; raise `AppealAnswered`, or `YourOwn` where another could do it."""
    about = appeal.contribution or appeal.comment
    assert about is not None  # noqa: S101 - appeal_one_target
    locked = begin(about, act)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision").get(pk=appeal.pk)
    decision = appeal.decision
    if appeal.answered_at is not None:
        raise AppealAnswered
    if decision.user_id == act.user.pk and other_moderators(locked.perimeter_id, act.user.pk):
        raise YourOwn
    made = record(locked, Action.GRANT if grant else Action.UPHOLD, act, before={"decision": decision.pk})
    appeal.answer, appeal.answered_at = made, timezone.now()
    appeal.save(update_fields=["answer", "answered_at"])
    if not grant or not _take_back(locked, decision, made):
        tell(made)
    return made


def _take_back(locked: Contribution | Comment, decision: ModerationDecision, by: ModerationDecision) -> bool:
    """Undo a decision; says whether that changed the state, of which the feed is told then."""
    if decision.action in (Action.HIDE, Action.REJECT):
        if locked.state not in (ContributionState.HIDDEN, ContributionState.REJECTED):
            return False
        put(locked, by, SHOWN[type(locked)])
        return True
    if decision.action == Action.REDACT:
        restore(locked, decision)
    elif not isinstance(locked, Contribution):
        return False
    elif decision.action == Action.PHOTO_HIDE:
        show_again(locked, decision)
    else:
        undo(locked, decision)
    return False
