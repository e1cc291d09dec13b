"""What a moderator fills in for a decision."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.models import Comment, Contribution, Reason
from participation.refusals import NoSuchPassage
from participation.services.decisions import Act
from participation.services.redaction import Span, find_passages
from perimeter_data.admin.maps import drawn_address
from perimeter_data.admin.position import PositionField

_SPAN = re.compile(r"(title|text|name):(\d{1,5}):(\d{1,5})")


class DecisionForm(forms.Form):
    """Why, what the author is told, what stays in the record."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *Reason.choices], required=False)
    message = forms.CharField(
        label=_("A word to the author"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("A note for the record"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def act(self, user: Any) -> Act:
        """Return what was filled in."""
        given = self.cleaned_data
        return Act(
            user=user,
            reason=given["reason"],
            message=given["message"],
            note=given["note"],
            seen=given["seen"] or None,
        )


class RedactForm(DecisionForm):
    """Which passages go: marked by a script as places in the text, or copied out, one a line."""

    spans = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    passages = forms.CharField(
        label=_("Passages to leave out, one a line"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copy them from the text. Each is left out wherever it stands."),
    )
    publish = forms.BooleanField(label=_("And publish the rest"), required=False)

    def marked(self, target: Contribution | Comment) -> list[Span]:
        """Return what is to be left out; raise `NoSuchPassage` for what is not there."""
        given = [part for part in self.cleaned_data["spans"].split(",") if part]
        read = [_SPAN.fullmatch(part) for part in given]
        if not all(read):
            raise NoSuchPassage
        spans = [Span(one[1], int(one[2]), int(one[3])) for one in read if one]
        passages = [line.strip() for line in self.cleaned_data["passages"].splitlines() if line.strip()]
        return spans + find_passages(target, passages)


class MoveForm(DecisionForm):
    """The other position."""

    position = PositionField(label=_("Where it belongs"))

    def __init__(self, data: Any = None, *, contribution: Contribution, initial: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"position": contribution.position, **(initial or {})}, **kwargs)
        self.fields["position"].widget.address = drawn_address(contribution.perimeter)  # type: ignore[attr-defined]


class ThemeForm(DecisionForm):
    """The other theme, the other category."""

    theme = forms.ChoiceField(label=_("Theme"))
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, data: Any = None, *, contribution: Contribution, initial: Any = None, **kwargs: Any) -> None:
        filed = {
            "theme": contribution.theme.slug if contribution.theme else "",
            "category": contribution.category.slug if contribution.category else "",
        }
        super().__init__(data, initial={**filed, **(initial or {})}, **kwargs)
        consultation, perimeter = contribution.consultation, contribution.perimeter
        themes = list(consultation.themes.all()) if consultation else []
        choices = [(row.slug, str(row)) for row in themes or perimeter.themes.all()]
        self.fields["theme"].choices = choices  # type: ignore[attr-defined]
        categories = [(row.slug, str(row)) for row in perimeter.categories.all()]
        self.fields["category"].choices = [("", "–"), *categories]  # type: ignore[attr-defined]
