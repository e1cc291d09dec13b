"""The author contests a decision, once; somebody else looks at it again where there is somebody else."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from participation import rules
from participation.decided import contestable, other_moderators, standing_decisions
from participation.models import Action, Appeal, Contribution, ModerationDecision
from participation.refusals import (
    AlreadyContested,
    AppealAnswered,
    NothingToContest,
    NotTheAuthor,
    SaySomething,
    YourOwn,
)
from participation.services.corrections import undo
from participation.services.decisions import Act, begin, record, tell
from participation.services.moderation import put
from participation.services.photo_moderation import show_again
from participation.services.redaction import restore
from participation.states import ContributionState


@transaction.atomic
def contest(*, contribution: Contribution, participant: Participant | None, text: str) -> Appeal:
    """Ask that the newest decision that stands be looked at again; `participant` is None for the author's key."""
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
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
    made = Appeal.objects.create(
        perimeter_id=locked.perimeter_id, contribution=locked, decision=decision, text=text.strip()
    )
    changes.append(
        "contribution.contested",
        perimeter_id=locked.perimeter_id,
        target_type="contribution",
        target_id=locked.pk,
        payload={"decision": str(decision.pk)},
    )
    return made


@transaction.atomic
def answer_appeal(*, appeal: Appeal, grant: bool, act: Act) -> ModerationDecision:
    """Let the decision stand, or take it back; raise `AppealAnswered`, or `YourOwn` where another could do it."""
    locked = begin(appeal.contribution, act)
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


def _take_back(locked: Contribution, decision: ModerationDecision, by: ModerationDecision) -> bool:
    """Undo a decision; says whether that changed the state, of which the feed is told then."""
    if decision.action in (Action.HIDE, Action.REJECT):
        if locked.state not in (ContributionState.HIDDEN, ContributionState.REJECTED):
            return False
        put(locked, by, ContributionState.RECEIVED)
        return True
    if decision.action == Action.REDACT:
        restore(locked, decision)
    elif decision.action == Action.PHOTO_HIDE:
        show_again(locked, decision)
    else:
        undo(locked, decision)
    return False
