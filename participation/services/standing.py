"""Where something stands now: what is said about a contribution that was merged belongs to what it was merged into."""

from django.db import connection, transaction

from core.errors import DomainError
from participation.models import Contribution, Proposal
from participation.selectors import UnknownContribution
from participation.states import ContributionState

# The lock of a foreign key: a merge (FOR UPDATE) waits for what is being said, and what is said waits for a merge and
# sees where it went. Whoever says something holds no other lock yet.
STANDING = "SELECT state, merged_into_id FROM participation_contribution WHERE id = %s FOR KEY SHARE"


class _WentInto(DomainError):
    """It was merged: its lock is let go with the savepoint, since merges take theirs from the lowest number on."""


def standing(target: Contribution | Proposal) -> Contribution | Proposal:
    """Return what the target is part of by now, held so that it is not merged before this transaction ends."""
    if isinstance(target, Proposal):
        return target
    while True:
        try:
            return _held(target)
        except _WentInto as went:
            rows = Contribution.objects.select_related("perimeter", "theme", "consultation")
            target = rows.get(pk=went.extra["survivor"])


@transaction.atomic
def _held(target: Contribution) -> Contribution:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [target.pk])
        found = cursor.fetchone()
    if found is None:
        raise UnknownContribution
    state, merged_into = found
    if state == ContributionState.MERGED:
        raise _WentInto(survivor=merged_into)
    target.state = state
    return target
