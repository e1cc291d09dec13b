"""The answers to a category's questions, in words."""

from collections.abc import Iterable
from typing import Any

from core.i18n import translated
from participation.models import Contribution, Question


def answered(contribution: Contribution, questions: Iterable[Question]) -> list[dict[str, Any]]:
    """What was asked and answered, in words of the caller's language; what is no longer asked is left out."""
    language = contribution.language
    rows = []
    for question in questions:
        value = contribution.answers.get(question.slug)
        if value is not None:
            labels = {choice["value"]: translated(choice["label"], language) for choice in question.choices}
            words = {"label": translated(question.label, language), "text": labels.get(value, str(value))}
            rows.append({"question": question.slug, "kind": question.kind, **words})
    return rows
