"""The answers to a category's questions: what is asked is kept, anything else is refused or left out."""

import math
from collections.abc import Mapping
from typing import Any

from participation.models import Category, Kind, Question, QuestionKind
from participation.refusals import AnswerTooLong, NotANumber, UnknownChoice, UnknownQuestion

TEXT_LENGTH = 500
MOST = 1e9


def accepted_answers(kind: str, category: Category | None, given: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Return {question slug: value} to keep.

    Left out: what is empty, and answers to a question that is not shown with the others as they are. Refused with
    `question`: one nobody asks, a choice that is none, a number that is none, a text that is too long.
    """
    if not given:
        return {}
    asked = list(category.questions.all()) if category and kind == Kind.REPORT else []
    unknown = [slug for slug in given if slug not in {question.slug for question in asked}]
    if unknown:
        raise UnknownQuestion(question=unknown[0])
    slugs = {question.pk: question.slug for question in asked}
    kept: dict[str, str | int | float] = {}
    for question in asked:
        value = given.get(question.slug, "")
        if value != "" and is_shown(question, slugs, kept):
            kept[question.slug] = _checked(question, value)
    return kept


def is_shown(question: Question, slugs: Mapping[int, str], kept: Mapping[str, Any]) -> bool:
    """Say whether a question is asked, with what was answered to those before it."""
    if question.shown_if_id is None:
        return True
    return kept.get(slugs.get(question.shown_if_id, "")) == question.shown_value


def _checked(question: Question, value: Any) -> str | int | float:
    if question.kind == QuestionKind.NUMBER:
        return _number(question, value)
    if question.kind == QuestionKind.CHOICE:
        choices = [choice["value"] for choice in question.choices]
        if value not in choices:
            raise UnknownChoice(question=question.slug, choices=choices)
        return str(value)
    if len(str(value)) > TEXT_LENGTH:
        raise AnswerTooLong(question=question.slug)
    return str(value)


def _number(question: Question, value: Any) -> int | float:
    """Numbers may come as they are typed, with a comma."""
    try:
        read = float(value.replace(",", ".").replace(" ", "")) if isinstance(value, str) else float(value)
    except (ValueError, OverflowError):
        raise NotANumber(question=question.slug) from None
    if not math.isfinite(read) or abs(read) > MOST:
        raise NotANumber(question=question.slug)
    return int(read) if read.is_integer() else read
