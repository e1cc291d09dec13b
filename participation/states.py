"""The states of contributions, proposals, comments and photos, and the moves between them; nothing else changes one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict


class ContributionState(models.TextChoices):
    PENDING = "pending", _("waiting to be read")
    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    UNDER_REVIEW = "under_review", _("under review")
    PLANNED = "planned", _("planned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    DECLINED = "declined", _("not taken up")
    REJECTED = "rejected", _("rejected")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("merged")


S = ContributionState
PUBLIC_STATES = (
    S.RECEIVED,
    S.ACKNOWLEDGED,
    S.UNDER_REVIEW,
    S.PLANNED,
    S.IN_PROGRESS,
    S.DONE,
    S.DECLINED,
)
_ENDINGS = {S.HIDDEN, S.WITHDRAWN, S.MERGED}
_WORK = {S.ACKNOWLEDGED, S.UNDER_REVIEW, S.PLANNED, S.IN_PROGRESS, S.DONE, S.DECLINED}

MOVES: dict[ContributionState, set[ContributionState]] = {
    S.PENDING: {S.RECEIVED, S.REJECTED, S.WITHDRAWN, S.MERGED},
    S.RECEIVED: _WORK | _ENDINGS,
    S.ACKNOWLEDGED: (_WORK - {S.ACKNOWLEDGED}) | _ENDINGS,
    S.UNDER_REVIEW: (_WORK - {S.UNDER_REVIEW}) | _ENDINGS,
    S.PLANNED: (_WORK - {S.PLANNED}) | _ENDINGS,
    S.IN_PROGRESS: (_WORK - {S.IN_PROGRESS}) | _ENDINGS,
    S.DONE: {S.IN_PROGRESS, S.UNDER_REVIEW, S.HIDDEN, S.MERGED},
    S.DECLINED: {S.UNDER_REVIEW, S.HIDDEN, S.MERGED},
    S.REJECTED: {S.RECEIVED},
    S.HIDDEN: {S.RECEIVED},
    S.WITHDRAWN: set(),
    S.MERGED: set(),
}


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("open to opinion")
    PLANNED = "planned", _("planned")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    DECLINED = "declined", _("not taken up")


PUBLIC_PROPOSAL_STATES = tuple(state for state in ProposalState if state is not ProposalState.DRAFT)


class CommentState(models.TextChoices):
    PENDING = "pending", _("waiting to be read")
    PUBLISHED = "published", _("public")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("withdrawn")


C = CommentState
COMMENT_MOVES: dict[CommentState, set[CommentState]] = {
    C.PENDING: {C.PUBLISHED, C.HIDDEN, C.WITHDRAWN},
    C.PUBLISHED: {C.HIDDEN, C.WITHDRAWN},
    C.HIDDEN: {C.PUBLISHED},
    C.WITHDRAWN: set(),
}


class PhotoState(models.TextChoices):
    PENDING = "pending", _("waiting to be read")
    PUBLISHED = "published", _("public")
    HIDDEN = "hidden", _("hidden")


P = PhotoState
PHOTO_MOVES: dict[PhotoState, set[PhotoState]] = {
    P.PENDING: {P.PUBLISHED, P.HIDDEN},
    P.PUBLISHED: {P.HIDDEN},
    P.HIDDEN: {P.PUBLISHED},
}


class ImpossibleMove(Conflict):
    code = "impossible_state_change"
    message = _("This step does not follow from the present state.")


def require_move(current: str, target: str) -> None:
    """Raise `ImpossibleMove` unless the table allows it."""
    if ContributionState(target) not in MOVES[ContributionState(current)]:
        raise ImpossibleMove(current=str(current), target=str(target))


def require_comment_move(current: str, target: str) -> None:
    """Raise `ImpossibleMove` unless the table allows it."""
    if CommentState(target) not in COMMENT_MOVES[CommentState(current)]:
        raise ImpossibleMove(current=str(current), target=str(target))


def require_photo_move(current: str, target: str) -> None:
    """Raise `ImpossibleMove` unless the table allows it."""
    if PhotoState(target) not in PHOTO_MOVES[PhotoState(current)]:
        raise ImpossibleMove(current=str(current), target=str(target))
