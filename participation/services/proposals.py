"""Write a project that is put to opinion: inside its perimeter, counted in its zones, told to the feed."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from core import changes
from core.illustrations import clean_illustration
from participation.models import Proposal
from participation.refusals import UnknownConsultation, UnknownTheme
from participation.services.positions import require_inside
from participation.services.zones import assign_zones


@transaction.atomic
def save_proposal(*, proposal: Proposal, illustration: bytes | None = None) -> Proposal:
    """Store a new or changed proposal; `illustration` replaces its picture, b"" takes it away.

    A position is checked against the published boundary when it is new or moved: one that a later boundary left
    outside may still be edited. Raise `OutsidePerimeter`, `CoordinatesSwapped`, `UnknownTheme`, `UnknownConsultation`
    or a refusal of the illustration.
    """
    _require_own(proposal)
    before = Proposal.objects.select_for_update().filter(pk=proposal.pk).first() if proposal.pk else None
    if before is None or before.position != proposal.position or before.shape != proposal.shape:
        proposal.perimeter_version = require_inside(proposal.perimeter, proposal.position, proposal.shape)
        proposal.outside_version = None
    if before is None:
        proposal.created_at = timezone.now()
    former = before.image.name if before is not None else ""
    if illustration is not None:
        proposal.image = _stored(proposal, illustration) if illustration else ""
    proposal.save()
    if former and former != proposal.image.name:
        transaction.on_commit(lambda: default_storage.delete(former))
    assign_zones(perimeter_id=proposal.perimeter_id, proposal_ids=[proposal.pk])
    changes.append(
        "proposal.saved",
        perimeter_id=proposal.perimeter_id,
        target_type="proposal",
        target_id=proposal.pk,
        payload={"state": proposal.state, "before": before.state if before else None},
    )
    return proposal


def _require_own(proposal: Proposal) -> None:
    """A theme or consultation of another perimeter is none of this one's."""
    if proposal.theme is not None and proposal.theme.perimeter_id != proposal.perimeter_id:
        raise UnknownTheme
    if proposal.consultation is not None and proposal.consultation.perimeter_id != proposal.perimeter_id:
        raise UnknownConsultation


def _stored(proposal: Proposal, data: bytes) -> str:
    clean = clean_illustration(data)
    name = f"proposals/{proposal.perimeter.slug}-{secrets.token_hex(8)}.{clean.ending}"
    return default_storage.save(name, ContentFile(clean.content))
