"""Which consultation something belongs to, and whether it is open."""

from django.utils import timezone

from accounts.models import Participant
from participation import rules
from participation.models import Consultation, Contribution, Kind, Proposal
from participation.refusals import NothingOpen, OtherPerimeter, PhaseClosed, UnknownConsultation, WhichConsultation
from participation.selectors import UnknownContribution, UnknownProposal, public_consultations
from participation.states import PUBLIC_PROPOSAL_STATES
from perimeter_data.models import Perimeter


def require_open(consultation: Consultation, feature: str) -> None:
    """Raise `PhaseClosed`, with the next opening where there is one."""
    now = timezone.now()
    if not rules.is_open(consultation, feature, now):
        opens_at = rules.next_opening(consultation, feature, now)
        raise PhaseClosed(feature=str(feature), opens_at=opens_at.isoformat() if opens_at else None)


def require_taking_part(participant: Participant, target: Contribution | Proposal, feature: str) -> None:
    """Raise unless the target is public, in the participant's perimeter, and open for this."""
    if not rules.belongs(participant, target.perimeter_id):
        raise OtherPerimeter
    if isinstance(target, Contribution) and not rules.is_public(target):
        raise UnknownContribution
    if isinstance(target, Proposal) and target.state not in PUBLIC_PROPOSAL_STATES:
        raise UnknownProposal
    if target.consultation is not None:
        require_open(target.consultation, feature)


def consultation_for(perimeter: Perimeter, slug: str | None, kind: str) -> Consultation | None:
    """Return the named consultation if it takes this kind now, else the only one that does, else None.

    None means a permanent report. Raises `UnknownConsultation`, `PhaseClosed`, `WhichConsultation`, `NothingOpen`.
    """
    feature = rules.KIND_FEATURE[Kind(kind)]
    known = list(public_consultations(perimeter))
    if slug is not None:
        named = next((consultation for consultation in known if consultation.slug == slug), None)
        if named is None:
            raise UnknownConsultation
        require_open(named, feature)
        return named
    now = timezone.now()
    taking = [consultation for consultation in known if rules.is_open(consultation, feature, now)]
    if len(taking) == 1:
        return taking[0]
    if perimeter.permanent_reports and kind == Kind.REPORT:
        return None
    if taking:
        raise WhichConsultation(consultations=[consultation.slug for consultation in taking])
    openings = [at for c in known if (at := rules.next_opening(c, feature, now))]
    if known:
        raise PhaseClosed(feature=str(feature), opens_at=min(openings).isoformat() if openings else None)
    raise NothingOpen
