"""What is sent without a word: out of sight until its first photo is here, withdrawn where that never comes."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from participation.models import Attachment, Contribution
from participation.services.contributions import append, move_state, no_longer_empty
from participation.states import ContributionState, PhotoState

PATIENCE = timedelta(days=1)


@transaction.atomic
def photo_arrived(*, contribution: Contribution) -> None:
    """A photo is stored: what waited for one starts now. For what did not wait, nothing changes."""
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not locked.awaits_photo or locked.state != ContributionState.PENDING:
        return
    no_longer_empty(locked)
    append(locked, "contribution.photo_arrived", before=ContributionState.PENDING)


@transaction.atomic
def withdraw_photoless() -> int:
    """Withdraw what has waited for its photo for a day; return how many."""
    # A photo that is here waits for a moderator, not for its author.
    here = Attachment.objects.filter(contribution=OuterRef("pk"), state=PhotoState.PENDING)
    due = Contribution.objects.select_for_update(skip_locked=True).filter(
        ~Exists(here),
        awaits_photo=True,
        state=ContributionState.PENDING,
        created_at__lt=timezone.now() - PATIENCE,
    )
    rows = list(due)
    for locked in rows:
        move_state(locked, ContributionState.WITHDRAWN)
        append(locked, "contribution.withdrawn", before=ContributionState.PENDING)
    return len(rows)
