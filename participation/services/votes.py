"""Cast and withdraw a vote. The unique index is the referee: any number of requests leave one row."""

from django.db import connection, transaction

from accounts.models import Participant
from core import changes
from participation import rules
from participation.models import Channel, Contribution, Feature, Proposal
from participation.refusals import OtherPerimeter
from participation.selectors import UnknownContribution, UnknownProposal
from participation.services.consultations import require_open
from participation.states import PUBLIC_PROPOSAL_STATES

# xmax tells an insert (0) from an update; the old choice comes from the row as it was before this statement.
CAST = """
WITH old AS (SELECT choice FROM participation_vote WHERE {target}_id = %(target)s AND participant_id = %(participant)s)
INSERT INTO participation_vote ({target}_id, participant_id, choice, channel, created_at, updated_at)
VALUES (%(target)s, %(participant)s, %(choice)s, %(channel)s, now(), now())
ON CONFLICT ({target}_id, participant_id) WHERE {target}_id IS NOT NULL
DO UPDATE SET choice = EXCLUDED.choice, updated_at = now() WHERE participation_vote.choice <> EXCLUDED.choice
RETURNING (SELECT choice FROM old)
"""
WITHDRAW = "DELETE FROM participation_vote WHERE {target}_id = %s AND participant_id = %s RETURNING choice"


def target_name(target: Contribution | Proposal) -> str:
    """Return the target's word in columns and changes."""
    return "contribution" if isinstance(target, Contribution) else "proposal"


def require_votable(participant: Participant, target: Contribution | Proposal) -> None:
    """Raise unless the target is public, in the participant's perimeter, and votes on it are open."""
    if not rules.belongs(participant, target.perimeter_id):
        raise OtherPerimeter
    if isinstance(target, Contribution):
        if not rules.is_public(target):
            raise UnknownContribution
        feature = Feature.VOTES_CONTRIBUTIONS
    else:
        if target.state not in PUBLIC_PROPOSAL_STATES:
            raise UnknownProposal
        feature = Feature.VOTES_PROPOSALS
    if target.consultation is not None:
        require_open(target.consultation, feature)


@transaction.atomic
def cast_vote(
    *, participant: Participant, target: Contribution | Proposal, choice: str, channel: str = Channel.WEB
) -> None:
    """Record or change one participant's opinion while the phase is open."""
    require_votable(participant, target)
    name = target_name(target)
    with connection.cursor() as cursor:
        cursor.execute(
            CAST.format(target=name),
            {"target": target.pk, "participant": participant.pk, "choice": choice, "channel": channel},
        )
        written = cursor.fetchone()
    if written is not None:
        _append("vote.cast", target, name, {"choice": choice, "before": written[0]})


@transaction.atomic
def withdraw_vote(*, participant: Participant, target: Contribution | Proposal) -> None:
    """Take one's vote back while the phase is open; withdrawing nothing is fine."""
    require_votable(participant, target)
    name = target_name(target)
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW.format(target=name), [target.pk, participant.pk])
        gone = cursor.fetchone()
    if gone is not None:
        _append("vote.withdrawn", target, name, {"choice": None, "before": gone[0]})


def _append(kind: str, target: Contribution | Proposal, name: str, payload: dict[str, str | None]) -> None:
    changes.append(kind, perimeter_id=target.perimeter_id, target_type=name, target_id=target.pk, payload=payload)
