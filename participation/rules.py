"""One-sentence predicates over loaded objects; no database."""

from datetime import datetime

from accounts.models import Participant
from participation.models import Comment, Consultation, Contribution, Feature, Kind, Proposal, Results
from participation.states import PUBLIC_STATES, CommentState, ContributionState

KIND_FEATURE = {Kind.IDEA: Feature.IDEAS, Kind.REPORT: Feature.REPORTS}
UNANSWERED = (ContributionState.PENDING, ContributionState.RECEIVED)


def is_open(consultation: Consultation, feature: str, now: datetime) -> bool:
    """A published consultation opens a feature while one of its phases says so (phases are prefetched)."""
    return consultation.state == Consultation.State.PUBLISHED and any(
        feature in phase.features and phase.starts_at <= now < phase.ends_at for phase in consultation.phases.all()
    )


def next_opening(consultation: Consultation, feature: str, now: datetime) -> datetime | None:
    """Say when a feature opens next, if it does."""
    starts = [
        phase.starts_at for phase in consultation.phases.all() if feature in phase.features and phase.starts_at > now
    ]
    return min(starts, default=None)


def is_public(contribution: Contribution) -> bool:
    return contribution.state in PUBLIC_STATES


def is_shown(target: Contribution | Comment) -> bool:
    """What the public reads, of either."""
    return target.state in PUBLIC_STATES or target.state == CommentState.PUBLISHED


def is_author(participant: Participant, said: Contribution | Comment) -> bool:
    return said.participant_id == participant.pk


def is_gone(comment: Comment) -> bool:
    """Hidden or taken back: its words are nobody's to read."""
    return comment.state in (CommentState.HIDDEN, CommentState.WITHDRAWN)


def is_unanswered(contribution: Contribution) -> bool:
    """Its author may still edit it."""
    return contribution.state in UNANSWERED


def belongs(participant: Participant, perimeter_id: int) -> bool:
    """Two towns are two data controllers: a participant acts in one perimeter."""
    return participant.perimeter_id == perimeter_id


def hides_results(target: Contribution | Proposal) -> bool:
    """How votes stand is nobody's to know before votes are over (the consultation is loaded)."""
    return target.consultation is not None and target.consultation.results == Results.HIDDEN


def is_over(consultation: Consultation | None) -> bool:
    """What belongs to a closed consultation is read, and no longer changed by those who take part."""
    return consultation is not None and consultation.state == Consultation.State.CLOSED


def votes_end(consultation: Consultation) -> datetime | None:
    """Return when the last phase with votes ends; None where none has any (phases are prefetched)."""
    votes = {Feature.VOTES_CONTRIBUTIONS, Feature.VOTES_PROPOSALS}
    return max((phase.ends_at for phase in consultation.phases.all() if votes & set(phase.features)), default=None)
