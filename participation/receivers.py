"""What the debate does about changes below it; each may run twice."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import ngettext

from core import jobs
from core.feed import reader
from core.models import Change, Job
from participation.folds.pins import fold_pins
from participation.folds.votes import fold_votes
from participation.jobs import RECHECK
from participation.models import Attachment, Consultation, Contribution, Proposal
from participation.services.attachment_files import forget
from participation.services.recheck import count_outside
from participation.services.themes import add_default_themes
from perimeter_data import dependents
from perimeter_data.models import Perimeter

dependents.register("contributions", partial(count_outside, "contribution"))
dependents.register("proposals", partial(count_outside, "proposal"))


@dependents.register_holder
def consultations_of(perimeter_id: int) -> str | None:
    """Say how many consultations a perimeter has."""
    count = Consultation.objects.filter(perimeter_id=perimeter_id).count()
    return ngettext("%(count)d consultation", "%(count)d consultations", count) % {"count": count} if count else None


@dependents.register_holder
def contributions_of(perimeter_id: int) -> str | None:
    """Say how many contributions a perimeter has."""
    count = Contribution.objects.filter(perimeter_id=perimeter_id).count()
    return ngettext("%(count)d contribution", "%(count)d contributions", count) % {"count": count} if count else None


@dependents.register_holder
def proposals_of(perimeter_id: int) -> str | None:
    """Say how many proposals a perimeter has."""
    count = Proposal.objects.filter(perimeter_id=perimeter_id).count()
    return ngettext("%(count)d proposal", "%(count)d proposals", count) % {"count": count} if count else None


@reader("participation.themes", ["perimeter.created"])
def give_themes(rows: Sequence[Change]) -> None:
    """A new perimeter starts with the default themes."""
    for perimeter in Perimeter.objects.filter(pk__in={row.perimeter_id for row in rows}):
        add_default_themes(perimeter=perimeter)


@reader("participation.recheck", ["perimeter.published", "zoning.published"])
def recheck(rows: Sequence[Change]) -> None:
    """A new boundary or edition: check positions and count zones anew, in a task that staff can watch."""
    for perimeter_id in {row.perimeter_id for row in rows if row.perimeter_id}:
        if not Job.objects.filter(kind=RECHECK, perimeter_id=perimeter_id, state=Job.State.QUEUED).exists():
            jobs.enqueue(RECHECK, perimeter_id=perimeter_id)


@reader("participation.pins", ["pins.changed"])
def count_pins(rows: Sequence[Change]) -> None:
    """Fold what changed on the map into its cells, whoever wrote it."""
    fold_pins()


@reader("participation.votes", ["vote.cast", "vote.withdrawn", "contributions.imported"])
def count_votes(rows: Sequence[Change]) -> None:
    """Fold votes into totals."""
    fold_votes()


@receiver(post_delete, sender=Attachment)
def delete_files(instance: Attachment, **kwargs: Any) -> None:
    """The files of what is deleted go with it, once the deletion holds."""
    transaction.on_commit(partial(forget, instance.names))
