"""What staff may make of a contribution by answering."""

from typing import Any

from participation.models import Contribution
from participation.states import MOVES, ContributionState

S = ContributionState
# Withdrawing is the author's, merging has a way of its own.
NOT_STAFFS = {S.WITHDRAWN, S.MERGED}
NEEDS_REASON = {S.HIDDEN, S.REJECTED}


def moves(contribution: Contribution | None) -> list[tuple[str, Any]]:
    """Return what staff may make of a contribution now (None: of any), as choices."""
    allowed = set(S) - {S.PENDING} if contribution is None else MOVES[S(contribution.state)]
    return [(s.value, s.label) for s in ContributionState if s in allowed - NOT_STAFFS]
