"""Answer a contribution: where it stands, who has it, what is said, by when there is news; and what its author says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Participant
from core.errors import DomainError
from participation import rules
from participation.models import Contribution, Department, Step
from participation.refusals import (
    AlreadyRated,
    AnswerEveryLanguage,
    NewsInThePast,
    NothingToRate,
    NotPublicYet,
    NotTheAuthor,
    SaySomething,
    SayWhyNot,
)
from participation.selectors import public_path
from participation.services.contributions import append, move_state, take_step
from participation.states import ContributionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What staff says. `text` is {lang: text}; every part may be left out, but not all of them."""

    state: str | None = None
    text: dict[str, str] = field(default_factory=dict)
    department: Department | None = None
    news_by: date | None = None
    note: str = ""


@transaction.atomic
def answer_contribution(
    *, contribution: Contribution, answer: Answer, user_id: int | None = None, settle: bool = True
) -> Step:
    """Add a step to the path; raise `ImpossibleMove` or a refusal that says what is missing.

    Without `settle` readers' flags stay open: nobody has looked.
    """
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("perimeter").get(pk=contribution.pk)
    before = locked.state
    if not (answer.state or answer.text or answer.department or answer.news_by):
        raise SaySomething
    if answer.state == ContributionState.DECLINED and not answer.text:
        raise SayWhyNot
    if answer.news_by is not None and answer.news_by < timezone.localdate():
        raise NewsInThePast
    if answer.state:
        move_state(locked, ContributionState(answer.state))
    if (answer.text or answer.news_by) and not rules.is_public(locked):
        raise NotPublicYet
    if answer.department is not None and answer.department.pk != locked.department_id:
        locked.department = answer.department
        locked.save(update_fields=["department"])
    return take_step(
        locked,
        before=before,
        department=answer.department,
        text=answer.text,
        news_by=answer.news_by,
        note=answer.note,
        user_id=user_id,
        settle=settle,
    )


@dataclass(slots=True)
class Together:
    """What became of several: how many were answered, and what was said of those that were not, by ref."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def answer_together(
    *, contribution_ids: Iterable[int], answer: Answer, user_id: int | None = None, settle: bool = True
) -> Together:
    """Give several contributions the same answer, each in a transaction of its own: one that is refused stops none.

    A state they are in already is no step back: they keep it. A text must speak each author's language.
    """
    result = Together()
    for contribution in Contribution.objects.filter(pk__in=contribution_ids).only("pk", "ref", "state", "language"):
        given = replace(answer, state=None) if answer.state == contribution.state else answer
        try:
            if given.text and contribution.language not in given.text:
                raise AnswerEveryLanguage([contribution.language])
            answer_contribution(contribution=contribution, answer=given, user_id=user_id, settle=settle)
        except DomainError as refusal:
            result.refused[contribution.ref] = str(refusal)
        else:
            result.done += 1
    return result


@transaction.atomic
def rate_answer(*, contribution: Contribution, participant: Participant | None, satisfied: bool) -> Step:
    """Note whether the author is content with the last answer; "no" after the end takes it up again.

    `participant` is None for whoever holds the author's key. Raises `NotTheAuthor`, `NothingToRate`, `AlreadyRated`.
    """
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if participant is not None and not rules.is_author(participant, locked):
        raise NotTheAuthor
    last = public_path(locked).answer
    if last is None:
        raise NothingToRate
    if last.satisfied is not None:
        raise AlreadyRated
    last.satisfied = satisfied
    last.save(update_fields=["satisfied"])
    before = locked.state
    if not satisfied and locked.state in (ContributionState.DONE, ContributionState.DECLINED):
        move_state(locked, ContributionState.UNDER_REVIEW)
        Step.objects.create(contribution=locked, state=locked.state, by_author=True)
        append(locked, "contribution.reopened", before=before)
    else:
        append(locked, "contribution.rated", satisfied=str(satisfied).lower())
    return last
