"""Say something about a contribution or a proposal, take it back, call a moderator."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from participation import rules
from participation.models import Comment, Contribution, Feature, Flag, ModerationMode, Proposal
from participation.refusals import NotTheAuthor, OtherDiscussion, OtherPerimeter, RepliesEndHere, SaySomething
from participation.selectors import UnknownComment, UnknownContribution, UnknownProposal
from participation.services.consultations import require_open
from participation.states import PUBLIC_PROPOSAL_STATES, CommentState, require_comment_move


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody says; `name` is how they want to be called, `reply_to` the comment they reply to."""

    text: str
    name: str = ""
    language: str = "fr"
    reply_to: int | None = None


@transaction.atomic
def add_comment(*, participant: Participant, target: Contribution | Proposal, saying: Saying) -> Comment:
    """Add a comment or a reply; raise a refusal that says why not."""
    require_commentable(participant, target)
    if not saying.text.strip():
        raise SaySomething
    made = Comment.objects.create(
        **_of(target),
        perimeter_id=target.perimeter_id,
        participant=participant,
        parent=_parent(target, saying.reply_to),
        state=_first_state(target),
        name=saying.name.strip(),
        text=saying.text.strip(),
        language=saying.language,
    )
    _append(made, "comment.added")
    return made


def require_commentable(participant: Participant, target: Contribution | Proposal) -> None:
    """Raise unless the target is public, in the participant's perimeter, and comments on it are open."""
    if not rules.belongs(participant, target.perimeter_id):
        raise OtherPerimeter
    if isinstance(target, Contribution) and not rules.is_public(target):
        raise UnknownContribution
    if isinstance(target, Proposal) and target.state not in PUBLIC_PROPOSAL_STATES:
        raise UnknownProposal
    if target.consultation is not None:
        require_open(target.consultation, Feature.COMMENTS)


def _of(target: Contribution | Proposal) -> dict[str, Contribution | Proposal]:
    return {"contribution" if isinstance(target, Contribution) else "proposal": target}


def _first_state(target: Contribution | Proposal) -> CommentState:
    mode = (target.consultation or target.perimeter).moderation
    return CommentState.PENDING if mode == ModerationMode.BEFORE else CommentState.PUBLISHED


def _parent(target: Contribution | Proposal, pk: int | None) -> Comment | None:
    """Return the comment that is replied to; raise `UnknownComment`, `OtherDiscussion` or `RepliesEndHere`."""
    if pk is None:
        return None
    found = Comment.objects.filter(pk=pk, state=CommentState.PUBLISHED).first()
    if found is None:
        raise UnknownComment
    if (found.contribution_id, found.proposal_id) != (
        (target.pk, None) if isinstance(target, Contribution) else (None, target.pk)
    ):
        raise OtherDiscussion
    if found.parent_id is not None:
        raise RepliesEndHere
    return found


@transaction.atomic
def withdraw_comment(*, participant: Participant, comment: Comment) -> None:
    """Take one's own comment back; replies to it stay."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if not rules.is_author(participant, locked):
        raise NotTheAuthor
    _move(locked, CommentState.WITHDRAWN)


@transaction.atomic
def moderate_comment(*, comment: Comment, state: str, reason: str = "") -> Comment:
    """Publish or hide a comment; open flags on it are settled by that. Raises `ImpossibleMove`."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    _move(locked, CommentState(state), reason=reason)
    _settle(locked)
    return locked


def _move(locked: Comment, state: CommentState, **payload: str) -> None:
    before = locked.state
    require_comment_move(before, state)
    locked.state = state
    locked.save(update_fields=["state", "updated_at"])
    _append(locked, "comment.state_changed", before=before, **payload)


@transaction.atomic
def raise_flag(*, participant: Participant, target: Contribution | Comment, reason: str, text: str = "") -> Flag:
    """Call a moderator; a second call of the same reader is the first one."""
    if not rules.belongs(participant, target.perimeter_id):
        raise OtherPerimeter
    of = {"contribution" if isinstance(target, Contribution) else "comment": target}
    try:
        with transaction.atomic():
            made = Flag.objects.create(
                **of, perimeter_id=target.perimeter_id, participant=participant, reason=reason, text=text.strip()
            )
    except IntegrityError:
        return Flag.objects.get(**of, participant=participant)
    changes.append(
        "flag.raised",
        perimeter_id=target.perimeter_id,
        target_type=next(iter(of)),
        target_id=target.pk,
        payload={"reason": reason},
    )
    return made


@transaction.atomic
def keep_comment(*, comment: Comment) -> int:
    """Leave a comment as it is, having looked at what readers flagged; returns how many flags that settled."""
    return _settle(comment)


def _settle(comment: Comment) -> int:
    return Flag.objects.filter(comment=comment, settled_at__isnull=True).update(settled_at=timezone.now())


def _append(comment: Comment, kind: str, **payload: str) -> None:
    of = "contribution" if comment.contribution_id else "proposal"
    changes.append(
        kind,
        perimeter_id=comment.perimeter_id,
        target_type="comment",
        target_id=comment.pk,
        payload={"state": comment.state, "of": of, "of_id": comment.contribution_id or comment.proposal_id, **payload},
    )
