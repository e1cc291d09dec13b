"""Where something stands now: what is said about a contribution that was merged belongs to what it was merged into."""

from django.db import connection, transaction

from participation.models import Contribution, Proposal
from participation.selectors import UnknownContribution

# The lock of a foreign key: a merge (FOR UPDATE) waits for what is being said, and what is said waits for a merge. What
# was merged while this waited does not meet the condition, but PostgreSQL has locked it by then: the savepoint lets go
# of it, for merges take theirs from the lowest number on, and who held one and asked for a lower one would block them.
HELD = "SELECT state FROM participation_contribution WHERE id = %s AND state <> 'merged' FOR KEY SHARE"


def standing(target: Contribution | Proposal) -> Contribution | Proposal:
    """Return what the target is part of by now, held so that it is not merged before this transaction ends."""
    if isinstance(target, Proposal):
        return target
    while (state := _hold(target)) is None:
        survivor = Contribution.objects.filter(pk=target.pk).values_list("merged_into_id", flat=True).first()
        if survivor is None:
            raise UnknownContribution
        target = Contribution.objects.select_related("perimeter", "theme", "consultation").get(pk=survivor)
    target.state = state
    return target


def _hold(target: Contribution) -> str | None:
    """Return its state and hold it, or None and hold nothing."""
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute(HELD, [target.pk])
        found = cursor.fetchone()
    if found is None:
        transaction.savepoint_rollback(before)
        return None
    transaction.savepoint_commit(before)
    return str(found[0])
