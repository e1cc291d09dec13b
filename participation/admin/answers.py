"""How staff answers a contribution: its form, what waits for an answer, and the path so far in lines."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import translated
from participation.admin.attachments import NEEDS_WORDS, MadeFile
from participation.models import Comment, Contribution, Department, Step
from participation.querysets import late, unanswered
from participation.refusals import NewsInThePast, SayWhyNot
from participation.services.answers import Answer
from participation.states import MOVES, ContributionState
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.words import WordsField, WordsWidget

S = ContributionState
# Withdrawing is the author's, merging has a way of its own.
NOT_STAFFS = {S.WITHDRAWN, S.MERGED}
NEEDS_REASON = {S.HIDDEN, S.REJECTED}


def moves(contribution: Contribution) -> list[tuple[str, Any]]:
    """Return what staff may make of a contribution now, as choices."""
    return [(s.value, s.label) for s in ContributionState if s in MOVES[S(contribution.state)] - NOT_STAFFS]


FILES = ("file_1", "file_2", "file_3")


class AnswerForm(ScopedForm):
    """What becomes of it, who has it, what is answered and by when there is news; and for the record, why."""

    refusal_fields = {"decline_needs_answer": "answer", "news_in_the_past": "news_by"}

    next_state = forms.ChoiceField(label=_("What becomes of it"), required=False)
    department = forms.ModelChoiceField(
        label=_("Who takes care of it"), queryset=Department.objects.none(), required=False, empty_label="–"
    )
    answer = WordsField(
        label=_("Your answer"),
        required=False,
        max_length=3000,
        widget=WordsWidget(forms.Textarea, {"rows": 5}),
        help_text=_("Everybody reads it. No names of residents."),
    )
    news_by = forms.DateField(
        label=_("Next news by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Shown to everybody. The list of late news reminds you when the day has passed."),
    )
    file_1, file_2, file_3 = (MadeFile(label=_("Picture or document")) for _name in FILES)
    file_1_words, file_2_words, file_3_words = (
        WordsField(label=_("In words"), required=False, max_length=200) for _name in FILES
    )
    photo = MadeFile(label=_("Add a photo"), documents=False, help_text=_("Sent by post, say. Five at most."))
    photo_words = forms.CharField(label=_("What it shows"), required=False, max_length=300)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to hide or reject. It is kept with the decision and never shown."),
    )

    class Meta:
        model = Contribution
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("next_state")
        if isinstance(field, forms.ChoiceField):
            stays = _("Stays: %(state)s") % {"state": self.instance.get_state_display()}
            field.choices = [("", stays), *moves(self.instance)]
        answer, department = self.fields.get("answer"), self.fields.get("department")
        if isinstance(answer, WordsField):
            answer.require(self.instance.language)
        for name in FILES:
            words = self.fields.get(f"{name}_words")
            if isinstance(words, WordsField):
                words.require(self.instance.language)
        if isinstance(department, forms.ModelChoiceField):
            department.queryset = Department.objects.filter(perimeter=self.instance.perimeter)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("next_state") in NEEDS_REASON and not str(cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why: somebody may ask."))
        if cleaned.get("next_state") == S.DECLINED and not cleaned.get("answer"):
            self.add_error("answer", SayWhyNot.message)
        for name in FILES:
            if cleaned.get(name) and not cleaned.get(f"{name}_words"):
                self.add_error(f"{name}_words", NEEDS_WORDS)
        if any(cleaned.get(name) for name in FILES) and not cleaned.get("answer"):
            self.add_error("answer", _("Say in a few words what the files are about."))
        if cleaned.get("news_by") and cleaned["news_by"] < timezone.localdate():
            self.add_error("news_by", NewsInThePast.message)
        return cleaned

    def given(self) -> Answer:
        """Return what was filled in."""
        filled = self.cleaned_data
        return Answer(
            state=filled.get("next_state") or None,
            text=filled.get("answer") or {},
            department=filled.get("department"),
            news_by=filled.get("news_by"),
            note=filled.get("reason", ""),
        )

    def given_files(self) -> list[tuple[Any, dict[str, str]]]:
        """Return the pictures and documents of the answer, each with its words."""
        filled = self.cleaned_data
        return [(filled[name], filled[f"{name}_words"]) for name in FILES if filled.get(name)]


def told(step: Step, language: str) -> str:
    """Return a step in one line; an answer in the language of who asked, or the reader's."""
    parts = [
        formats.date_format(timezone.localtime(step.created_at), "SHORT_DATETIME_FORMAT"),
        step.get_state_display(),
        str(step.department or ""),
        translated(step.text, language),
        _("next news by %(day)s") % {"day": formats.date_format(step.news_by)} if step.news_by else "",
        _("note: %(note)s") % {"note": step.note} if step.note else "",
        {True: _("the author is content"), False: _("the author is not content"), None: ""}[step.satisfied],
    ]
    return " · ".join(str(part) for part in parts if part)


OPEN_FLAG = Q(flags__settled_at__isnull=True, flags__isnull=False)


def flags_told(obj: Contribution | Comment) -> str:
    """Return what readers called a moderator for, settled or not, newest first."""
    flags = obj.flags.order_by("-created_at")
    return " · ".join(f"{flag.get_reason_display()}{': ' + flag.text if flag.text else ''}" for flag in flags)


class FlaggedFilter(admin.SimpleListFilter):
    """Those that readers call a moderator for."""

    title = _("flags")
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("flagged by readers"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(OPEN_FLAG).distinct() if self.value() == "yes" else queryset


class WaitingFilter(admin.SimpleListFilter):
    """Those that nobody has answered for some days, or whose promised day has passed."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        days = [(str(n), _("unanswered for %(n)s days") % {"n": n}) for n in (7, 14, 30)]
        return [*days, ("late", _("promised news is late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        asked = self.value()
        if asked == "late":
            return late(queryset)
        return unanswered(queryset, int(asked)) if asked in ("7", "14", "30") else queryset
