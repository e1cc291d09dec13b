"""Close a consultation: nobody is left without an answer, and afterwards it is read-only."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from participation.models import Comment, Consultation, Contribution, Step
from participation.refusals import AnswerEveryLanguage, ConsultationOver, StillUnanswered, StillUnread
from participation.services.answers import Answer, answer_together
from participation.services.results import append, show_results
from participation.states import PUBLIC_STATES, CommentState, ContributionState, PhotoState

BATCH = 100


@dataclass(frozen=True, slots=True)
class Open:
    """What stands in the way of closing: contributions that nobody has read yet, and those without an answer."""

    unread: int
    unanswered: int
    languages: list[str]


def what_is_open(consultation: Consultation) -> Open:
    """Return what has not been read or answered yet; `languages` are those it was written in."""
    waiting = _waiting(consultation)
    pending = Contribution.objects.filter(consultation=consultation, state=ContributionState.PENDING)
    # What still waits for its author's photo is nobody's to read: it is withdrawn when the photo does not come.
    unread = pending.filter(Q(awaits_photo=False) | Q(attachments__state=PhotoState.PENDING)).distinct()
    languages = sorted(set(waiting.order_by().values_list("language", flat=True)))
    return Open(unread.count(), waiting.count(), languages)


def comments_to_read(consultation: Consultation) -> int:
    """Return how many comments below what belongs to it wait for a moderator: they stay unread when it is closed."""
    about = Q(contribution__consultation=consultation) | Q(proposal__consultation=consultation)
    return Comment.objects.filter(about, perimeter=consultation.perimeter_id, state=CommentState.PENDING).count()


def _waiting(consultation: Consultation) -> QuerySet[Contribution]:
    """Return what the public sees and nobody has answered in words, however far the work on it is."""
    answers = Step.objects.filter(contribution=OuterRef("pk"), state__in=PUBLIC_STATES).exclude(text={})
    return Contribution.objects.filter(~Exists(answers), consultation=consultation, state__in=PUBLIC_STATES)


@transaction.atomic
def close_consultation(*, consultation: Consultation, conclusion: dict[str, str]) -> None:
    """Close it; `conclusion` ({lang: text}) is the answer to whatever has none of its own.

    Whoever is sending something waits for this, and is then told that it is over. Raises `ConsultationOver`,
    `StillUnread`, `StillUnanswered`, `AnswerEveryLanguage`. The answers are written by `answer_the_rest`.
    """
    locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if locked.state == Consultation.State.CLOSED:
        raise ConsultationOver
    left = what_is_open(locked)
    if left.unread:
        raise StillUnread(left.unread)
    if left.unanswered and not conclusion:
        raise StillUnanswered(left.unanswered)
    missing = [language for language in left.languages if conclusion and language not in conclusion]
    if missing:
        raise AnswerEveryLanguage(missing)
    show_results(locked)
    locked.state, locked.conclusion = Consultation.State.CLOSED, conclusion
    locked.save(update_fields=["state", "conclusion"])
    append(locked, "consultation.closed")


def answer_the_rest(
    *, consultation: Consultation, user_id: int | None = None, progress: Callable[[int, int], None] | None = None
) -> int:
    """Give the conclusion of a closed consultation to what has no answer; return how many got it.

    May be repeated: what has been answered is not asked for again. What the conclusion says nothing to, in the
    language it was written in, still waits afterwards: `what_is_open` counts it.
    """
    ids = list(_waiting(consultation).values_list("pk", flat=True))
    answer, answered = Answer(text=consultation.conclusion), 0
    for begin in range(0, len(ids), BATCH):
        if progress:
            progress(begin, len(ids))
        some = ids[begin : begin + BATCH]
        answered += answer_together(contribution_ids=some, answer=answer, user_id=user_id, settle=False).done
    return answered


def answer_what_came_back() -> int:
    """Give the conclusion to what became public again, or was left over, after the closing; return how many."""
    closed = Consultation.objects.filter(state=Consultation.State.CLOSED).exclude(conclusion={})
    return sum(answer_the_rest(consultation=consultation) for consultation in closed)
