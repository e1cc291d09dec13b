"""Cast and withdraw a vote. The unique index is the referee: any number of requests leave one row."""

import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Participant
from core import changes
from core.models import Change
from participation.models import Channel, Choice, Contribution, Feature, Proposal, Vote
from participation.models.targets import target_name
from participation.refusals import ChooseOne, NeutralNotOffered
from participation.services.consultations import require_taking_part
from participation.services.standing import standing
from participation.states import PUBLIC_PROPOSAL_STATES, PUBLIC_STATES

# Nearly every vote is somebody's first on this target while votes are open: it is one statement, with the rules of
# `require_votable` and `require_offered` (a test holds the two to each other). What it does not take goes the long way,
# which knows why.
FIRST = """
WITH standing AS (
  SELECT t.id, t.perimeter_id, t.qk
    FROM participation_{target} t LEFT JOIN participation_consultation c ON c.id = t.consultation_id
   WHERE t.id = %(target)s AND t.perimeter_id = %(perimeter)s AND t.state = ANY (%(public)s)
     AND (%(choice)s <> 'neutral' OR c.neutral_votes)
     AND (t.consultation_id IS NULL OR c.state = 'published' AND EXISTS (
          SELECT FROM participation_phase p WHERE p.consultation_id = c.id AND %(feature)s = ANY (p.features)
             AND p.starts_at <= %(now)s AND %(now)s < p.ends_at))
     FOR KEY SHARE OF t),
vote AS (
  INSERT INTO participation_vote ({target}_id, participant_id, choice, channel, created_at, updated_at)
  SELECT id, %(participant)s, %(choice)s, %(channel)s, now(), now() FROM standing
      ON CONFLICT ({target}_id, participant_id) WHERE {target}_id IS NOT NULL DO NOTHING RETURNING id)
INSERT INTO core_change (kind, perimeter_id, target_type, target_id, payload, created_at)
SELECT 'vote.cast', perimeter_id, '{target}', standing.id,
       jsonb_build_object('choice', %(choice)s, 'before', NULL, 'qk', qk), now()
  FROM standing, vote RETURNING id, payload
"""
FEATURES = {"contribution": Feature.VOTES_CONTRIBUTIONS, "proposal": Feature.VOTES_PROPOSALS}
PUBLIC = {
    "contribution": [str(state) for state in PUBLIC_STATES],
    "proposal": [str(state) for state in PUBLIC_PROPOSAL_STATES],
}
# The long way: a later vote locks its row and reads the choice it replaces as it is now, not as it was when the
# statement began. The changes of the feed must add up to the ledger, whatever ran beside them.
INSERT = """
INSERT INTO participation_vote ({target}_id, participant_id, choice, channel, created_at, updated_at)
VALUES (%(target)s, %(participant)s, %(choice)s, %(channel)s, now(), now())
ON CONFLICT ({target}_id, participant_id) WHERE {target}_id IS NOT NULL DO NOTHING RETURNING id
"""
LOCK = """
SELECT id, choice FROM participation_vote WHERE {target}_id = %(target)s AND participant_id = %(participant)s FOR UPDATE
"""
CHANGE = "UPDATE participation_vote SET choice = %s, updated_at = now() WHERE id = %s"
WITHDRAW = "DELETE FROM participation_vote WHERE {target}_id = %s AND participant_id = %s RETURNING choice"


def require_votable(participant: Participant, target: Contribution | Proposal) -> None:
    """Raise unless the target is public, in the participant's perimeter, and votes on it are open."""
    require_taking_part(participant, target, FEATURES[target_name(target)])


def cast_vote(
    *, participant: Participant, target: Contribution | Proposal, choice: str, channel: str = Channel.WEB
) -> None:
    """Record or change one participant's opinion while the phase is open."""
    if not _cast_first(participant, target, choice, channel):
        _cast(participant, target, choice, channel)


def _cast_first(participant: Participant, target: Contribution | Proposal, choice: str, channel: str) -> bool:
    """Record the first vote of a participant on a target that is open; False where it is anything else."""
    if isinstance(target, Proposal) and target.proposal_set_id is not None:
        return False
    name = target_name(target)
    values = {
        "target": target.pk,
        "perimeter": participant.perimeter_id,
        "participant": participant.pk,
        "public": PUBLIC[name],
        "feature": FEATURES[name],
        "choice": choice,
        "channel": channel,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FIRST.format(target=name), values)
        told = cursor.fetchone()
    if told is None:
        return False
    pk, payload = told
    where = {"perimeter_id": target.perimeter_id, "target_type": name, "target_id": target.pk}
    changes.follow_up([Change(pk=pk, kind="vote.cast", payload=json.loads(payload), **where)], alone=True)
    return True


@transaction.atomic
def _cast(participant: Participant, target: Contribution | Proposal, choice: str, channel: str) -> None:
    target = standing(target)
    require_votable(participant, target)
    require_offered(target, choice)
    name = target_name(target)
    if isinstance(target, Proposal) and target.proposal_set_id is not None:
        _leave_other(participant, target)
    before = _write(name, target.pk, participant.pk, choice, channel)
    if before != choice:
        _append("vote.cast", target, name, {"choice": choice, "before": before})


def require_offered(target: Contribution | Proposal, choice: str) -> None:
    """Raise `ChooseOne` or `NeutralNotOffered` for a choice that does not stand at this target."""
    if isinstance(target, Proposal) and target.proposal_set_id is not None and choice != Choice.FOR:
        raise ChooseOne
    if choice == Choice.NEUTRAL and not (target.consultation and target.consultation.neutral_votes):
        raise NeutralNotOffered


def _leave_other(participant: Participant, target: Proposal) -> None:
    """Take back the vote on another project of the set; the participant's own votes come one after the other."""
    Participant.objects.select_for_update().get(pk=participant.pk)
    voted = Vote.objects.filter(proposal_set=target.proposal_set_id, participant=participant).exclude(proposal=target)
    other = Proposal.objects.filter(pk__in=voted.values("proposal")).first()  # vote_unique_in_set: one at most
    if other is not None:
        _take_back(participant, other)


def _write(name: str, target_id: int, participant_id: int, choice: str, channel: str) -> str | None:
    """Insert or change the row; return the choice it held before, None when there was none."""
    values: dict[str, Any] = {"target": target_id, "participant": participant_id, "choice": choice, "channel": channel}
    with connection.cursor() as cursor:
        while True:
            cursor.execute(INSERT.format(target=name), values)
            if cursor.fetchone():
                return None
            cursor.execute(LOCK.format(target=name), values)
            found = cursor.fetchone()
            if found is None:  # withdrawn between the two statements
                continue
            pk, before = found
            if before != choice:
                cursor.execute(CHANGE, [choice, pk])
            return before


@transaction.atomic
def withdraw_vote(*, participant: Participant, target: Contribution | Proposal) -> None:
    """Take one's vote back while the phase is open; withdrawing nothing is fine."""
    target = standing(target)
    require_votable(participant, target)
    _take_back(participant, target)


def _take_back(participant: Participant, target: Contribution | Proposal) -> None:
    name = target_name(target)
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW.format(target=name), [target.pk, participant.pk])
        gone = cursor.fetchone()
    if gone is not None:
        _append("vote.withdrawn", target, name, {"choice": None, "before": gone[0]})


def _append(kind: str, target: Contribution | Proposal, name: str, payload: dict[str, str | None]) -> None:
    """Tell the feed, with the key of the pin whose tiles show it; no trigger of a vote adds anything."""
    change = Change(
        kind=kind,
        perimeter_id=target.perimeter_id,
        target_type=name,
        target_id=target.pk,
        payload={**payload, "qk": target.qk},
    )
    changes.follow_up(Change.objects.bulk_create([change]), alone=True)
