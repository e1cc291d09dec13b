"""Which consultation something belongs to, and whether it is open."""

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from accounts.models import Participant
from core.i18n import translated
from participation import rules
from participation.models import Consultation, Contribution, Kind, Proposal
from participation.refusals import (
    ConsultationOver,
    NothingOpen,
    OtherPerimeter,
    OutsideArea,
    PhaseClosed,
    UnknownConsultation,
    WhichConsultation,
)
from participation.selectors import UnknownContribution, UnknownProposal, public_consultations
from participation.states import PUBLIC_PROPOSAL_STATES
from perimeter_data.models import Perimeter
from perimeter_data.selectors import zones_at

# Many may hold it at a time; who closes it waits for them, and they for who closes it.
HOLD = "SELECT state FROM participation_consultation WHERE id = %s FOR KEY SHARE"


def require_open(consultation: Consultation, feature: str) -> None:
    """Raise `PhaseClosed`, with the next opening where there is one."""
    now = timezone.now()
    if not rules.is_open(consultation, feature, now):
        if rules.is_over(consultation):
            raise ConsultationOver
        raise PhaseClosed(feature, rules.next_opening(consultation, feature, now))


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


def require_going_on(consultation: Consultation | None) -> None:
    """Raise `ConsultationOver` for what belongs to a closed one."""
    if rules.is_over(consultation):
        raise ConsultationOver


def hold_open(consultation: Consultation) -> None:
    """Keep a consultation from being closed until this transaction ends; raise `ConsultationOver` if it just was."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [consultation.pk])
        state = cursor.fetchone()[0]
    if state == Consultation.State.CLOSED:
        raise ConsultationOver


def consultation_for(perimeter: Perimeter, slug: str | None, kind: str, position: Point) -> Consultation | None:
    """Return the named consultation if it takes this kind now and here, else the only one that does, else None.

    None means a permanent report. Raises `UnknownConsultation`, `ConsultationOver`, `PhaseClosed`, `OutsideArea`,
    `WhichConsultation`, `NothingOpen`.
    """
    feature = rules.KIND_FEATURE[Kind(kind)]
    known = list(public_consultations(perimeter))
    if slug is not None:
        named = next((consultation for consultation in known if consultation.slug == slug), None)
        if named is None:
            raise UnknownConsultation
        require_open(named, feature)
        require_in_area(named, position)
        return named
    now = timezone.now()
    taking = [consultation for consultation in known if rules.is_open(consultation, feature, now)]
    here = [consultation for consultation in taking if is_in_area(consultation, position)]
    if len(here) == 1:
        return here[0]
    if perimeter.permanent_reports and kind == Kind.REPORT:
        return None
    if here:
        raise WhichConsultation(consultations=[consultation.slug for consultation in here])
    for consultation in taking:
        require_in_area(consultation, position)
    openings = [at for c in known if (at := rules.next_opening(c, feature, now))]
    if known:
        raise PhaseClosed(feature, min(openings, default=None))
    raise NothingOpen


def is_in_area(consultation: Consultation, position: Point) -> bool:
    """Say whether a position (EPSG:4326) counts in one of the zones of the area, in the editions in force.

    Zones are known again by their code: an area drawn with a former edition holds in the next.
    """
    area = consultation.area.all()
    if not area:
        return True
    here = zones_at(consultation.perimeter, position)
    asked = {(zone.version.zoning.slug, zone.code) for zone in area}
    return any(zone is not None and (zoning, zone.code) in asked for zoning, zone in here.items())


def require_in_area(consultation: Consultation, position: Point) -> None:
    """Raise `OutsideArea`."""
    if not is_in_area(consultation, position):
        language = consultation.perimeter.default_language
        raise OutsideArea([translated(zone.name, language) for zone in consultation.area.all()])
