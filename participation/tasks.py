"""Celery tasks of the debate."""

from celery import shared_task

from participation.services import attachment_files, closing
from participation.services.counts import check_all
from participation.services.photo_first import withdraw_photoless
from participation.services.promises import tell_passed
from participation.services.results import show_results_that_are_due


@shared_task(name="participation.check_counts")
def check_counts() -> int:
    """Count everything anew in the night and make right what differs; returns in how many perimeters."""
    return sum(map(bool, check_all(repair=True).values()))


@shared_task(name="participation.show_results")
def show_results() -> int:
    """Show the results of votes that are over; returns of how many consultations."""
    return show_results_that_are_due()


@shared_task(name="participation.withdraw_photoless")
def withdraw_without_photo() -> int:
    """Withdraw what was sent without a word and whose photo never came; returns how many."""
    return withdraw_photoless()


@shared_task(name="participation.tell_passed")
def promises() -> int:
    """Tell those who wait that a promised day has passed."""
    return tell_passed()


@shared_task(name="participation.forget_orphans")
def forget_orphans() -> int:
    """Delete files of pictures and documents that belong to no row; returns how many."""
    return attachment_files.forget_orphans()


@shared_task(name="participation.answer_what_came_back")
def answer_what_came_back() -> int:
    """Leave nobody of a closed consultation without an answer; returns how many got one."""
    return closing.answer_what_came_back()
