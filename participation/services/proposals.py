"""Write a project that is put to opinion: inside its perimeter, counted in its zones, told to the feed."""

import secrets
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import changes
from core.i18n import LANGUAGES, translated
from core.illustrations import clean_illustration
from participation.models import Contribution, Proposal, Step
from participation.refusals import OtherPerimeter, ProposalHasVotes, UnknownConsultation, UnknownTheme
from participation.services.contributions import take_step
from participation.services.positions import require_inside
from participation.services.zones import assign_zones
from participation.states import PUBLIC_PROPOSAL_STATES, PUBLIC_STATES


@transaction.atomic
def save_proposal(
    *,
    proposal: Proposal,
    illustration: bytes | None = None,
    ideas: Collection[Contribution] | None = None,
    user_id: int | None = None,
) -> Proposal:
    """Store a new or changed proposal; `illustration` replaces its picture, b"" takes it away.

    `ideas` are the contributions it came from (None: as they are). Once it is public, their authors hear of it.

    A position is checked against the published boundary when it is new or moved: one that a later boundary left
    outside may still be edited. Raise `OutsidePerimeter`, `CoordinatesSwapped`, `UnknownTheme`, `UnknownConsultation`,
    `OtherPerimeter`, `ProposalHasVotes` or a refusal of the illustration.
    """
    _require_own(proposal, ideas or ())
    before = Proposal.objects.select_for_update().filter(pk=proposal.pk).first() if proposal.pk else None
    if before is None or before.position != proposal.position or before.shape != proposal.shape:
        proposal.perimeter_version = require_inside(proposal.perimeter, proposal.position, proposal.shape)
        proposal.outside_version = None
    if before is None:
        proposal.created_at = timezone.now()
    elif before.proposal_set_id != proposal.proposal_set_id and before.votes.exists():
        raise ProposalHasVotes
    former = before.image.name if before is not None else ""
    if illustration is not None:
        proposal.image = _stored(proposal, illustration) if illustration else ""
    proposal.save()
    proposal.refresh_from_db(fields=["ref"])
    if former and former != proposal.image.name:
        transaction.on_commit(lambda: default_storage.delete(former))
    assign_zones(perimeter_id=proposal.perimeter_id, proposal_ids=[proposal.pk])
    if ideas is not None:
        proposal.ideas.set(ideas)
    if proposal.state in PUBLIC_PROPOSAL_STATES:
        tell_authors(proposal, user_id)
    changes.append(
        "proposal.saved",
        perimeter_id=proposal.perimeter_id,
        target_type="proposal",
        target_id=proposal.pk,
        payload={"state": proposal.state, "before": before.state if before else None},
    )
    return proposal


def tell_authors(proposal: Proposal, user_id: int | None) -> None:
    """Add to the path of each public idea, once, that it has become this project."""
    told = Step.objects.filter(proposal=proposal).values("contribution")
    ideas = proposal.ideas.filter(state__in=PUBLIC_STATES).exclude(pk__in=told).order_by("pk")
    for idea in ideas.select_for_update(of=("self",)):
        take_step(idea, before=idea.state, proposal=proposal, text=_became(proposal), user_id=user_id, settle=False)


def _became(proposal: Proposal) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            title = translated(proposal.title, proposal.perimeter.default_language)
            said[language] = _("This idea has become a project: %(title)s (%(ref)s). Thank you!") % {
                "title": title,
                "ref": proposal.ref,
            }
    return said


def _require_own(proposal: Proposal, ideas: Collection[Contribution]) -> None:
    """A theme, consultation, set or idea of another perimeter is none of this one's."""
    if any(idea.perimeter_id != proposal.perimeter_id for idea in ideas):
        raise OtherPerimeter
    if proposal.proposal_set is not None and proposal.proposal_set.perimeter_id != proposal.perimeter_id:
        raise OtherPerimeter
    if proposal.theme is not None and proposal.theme.perimeter_id != proposal.perimeter_id:
        raise UnknownTheme
    if proposal.consultation is not None and proposal.consultation.perimeter_id != proposal.perimeter_id:
        raise UnknownConsultation


def _stored(proposal: Proposal, data: bytes) -> str:
    clean = clean_illustration(data)
    name = f"proposals/{proposal.perimeter.slug}-{secrets.token_hex(8)}.{clean.ending}"
    return default_storage.save(name, ContentFile(clean.content))
