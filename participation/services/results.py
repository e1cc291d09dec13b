"""How votes stand, hidden until they are over: a state of the consultation, never a comparison with the clock.

Nothing that keeps a tile or a page has to know the hour: what is kept goes when the state changes.
"""

from django.db import transaction
from django.utils import timezone

from core import changes
from participation import rules
from participation.models import Consultation, Results


def show_results_that_are_due() -> int:
    """Show the results of votes that are over; return of how many consultations."""
    due = Consultation.objects.filter(results=Results.HIDDEN).exclude(state=Consultation.State.DRAFT)
    now = timezone.now()
    ends = {one.pk: rules.votes_end(one) for one in due.prefetch_related("phases")}
    return sum(_show(pk) for pk, end in ends.items() if end is not None and end <= now)


@transaction.atomic
def _show(pk: int) -> bool:
    locked = Consultation.objects.select_for_update().get(pk=pk)
    if locked.results != Results.HIDDEN:
        return False
    show_results(locked)
    return True


def show_results(locked: Consultation) -> None:
    """Show what was hidden, of a row that is locked."""
    if locked.results == Results.HIDDEN:
        locked.results = Results.SHOWN
        locked.save(update_fields=["results"])
        append(locked, "consultation.results_shown")


def append(consultation: Consultation, kind: str) -> None:
    """Tell the change feed what happened to a consultation."""
    changes.append(
        kind,
        perimeter_id=consultation.perimeter_id,
        target_type="consultation",
        target_id=consultation.pk,
        payload={"state": consultation.state, "results": consultation.results},
    )
