"""Say something about a contribution or a proposal, take it back, call a moderator."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import Participant
from core import changes
from participation import rules
from participation.models import Comment, Contribution, Feature, Flag, ModerationMode, Proposal
from participation.models.targets import target_name
from participation.refusals import NotTheAuthor, OtherDiscussion, OtherPerimeter, RepliesEndHere, SaySomething
from participation.selectors import UnknownComment
from participation.services.consultations import require_taking_part
from participation.services.flags import settle_flags
from participation.services.standing import standing
from participation.states import CommentState, require_comment_move


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
    target = standing(target)
    require_taking_part(participant, target, Feature.COMMENTS)
    if not saying.text.strip():
        raise SaySomething
    made = Comment.objects.create(
        **{target_name(target): target},
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
    if getattr(found, f"{target_name(target)}_id") != target.pk:
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
    move_comment(locked, CommentState.WITHDRAWN)
    settle_flags(Flag.objects.filter(comment=locked))


def move_comment(locked: Comment, state: CommentState, **payload: str) -> None:
    """Change the state of a comment that is locked, by the table of moves; raise `ImpossibleMove`."""
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


def _append(comment: Comment, kind: str, **payload: str) -> None:
    of = "contribution" if comment.contribution_id else "proposal"
    changes.append(
        kind,
        perimeter_id=comment.perimeter_id,
        target_type="comment",
        target_id=comment.pk,
        payload={"state": comment.state, "of": of, "of_id": comment.contribution_id or comment.proposal_id, **payload},
    )
