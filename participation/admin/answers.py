"""How staff answers a contribution: its form, what waits for an answer, and the path so far in lines."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.i18n import translated
from participation.admin.answer_states import NEEDS_REASON, moves
from participation.admin.attachments import NEEDS_WORDS, MadeFile
from participation.audience import audience
from participation.models import Action, AnswerTemplate, Comment, Contribution, Department, Reason, Step
from participation.querysets import late, over_threshold, past_deadline, reopened, unanswered
from participation.refusals import NewsInThePast, SayWhyNot
from participation.services.answers import Answer
from participation.services.decisions import Act, seen_version
from participation.states import ContributionState
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.words import WordsField, WordsWidget
from perimeter_data.powers import Power, held_by

S = ContributionState


FILES = ("file_1", "file_2", "file_3")


class AnswerForm(ScopedForm):
    """What becomes of it, who has it, what is answered and by when there is news; and for the record, why."""

    template: ClassVar[AnswerTemplate | None] = None
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
    ground = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), *Reason.choices],
        required=False,
        help_text=_("To hide or reject: its author reads it."),
    )
    message = forms.CharField(
        label=_("A word to the author"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To hide, reject or show again. Only the author reads it."),
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

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    class Meta:
        model = Contribution
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("next_state")
        if isinstance(field, forms.ChoiceField):
            stays = _("Stays: %(state)s") % {"state": self.instance.get_state_display()}
            field.choices = [("", stays), *moves(self.instance)]
        if "seen" in self.fields:
            self.fields["seen"].initial = seen_version(self.instance)
        answer, department = self.fields.get("answer"), self.fields.get("department")
        if isinstance(answer, WordsField):
            answer.require(self.instance.language)
        for name in FILES:
            words = self.fields.get(f"{name}_words")
            if isinstance(words, WordsField):
                words.require(self.instance.language)
        if isinstance(department, forms.ModelChoiceField):
            department.queryset = Department.objects.filter(perimeter=self.instance.perimeter)
        if self.template is not None:
            self.initial.update(answer=self.template.text, next_state=self.template.state)

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

    def act(self, user: Any) -> Act:
        """Return what was filled in, for a decision of moderation."""
        filled = self.cleaned_data
        ground = filled.get("ground") or Reason.OTHER
        return Act(
            user=user,
            reason=ground,
            message=filled.get("message", ""),
            note=filled.get("reason", ""),
            seen=filled.get("seen") or None,
        )

    def given_files(self) -> list[tuple[Any, dict[str, str]]]:
        """Return the pictures and documents of the answer, each with its words."""
        filled = self.cleaned_data
        return [(filled[name], filled[f"{name}_words"]) for name in FILES if filled.get(name)]


def moderating(contribution: Contribution, state: str | None) -> Action | None:
    """Return the decision of moderation that a move to this state is; None for a step of the work."""
    if state == S.RECEIVED:
        return Action.APPROVE if contribution.state == S.PENDING else Action.SHOW
    return {str(S.HIDDEN): Action.HIDE, str(S.REJECTED): Action.REJECT}.get(str(state))


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


def joined_told(obj: Contribution) -> str:
    """Return what this was joined with, or what was joined with it."""
    if obj.merged_into is not None:
        return _("part of %(ref)s") % {"ref": obj.merged_into.ref}
    return ", ".join(obj.merged_from.order_by("pk").values_list("ref", flat=True))


def due_told(obj: Contribution) -> str:
    """Return by when the first answer is due, where there is a deadline."""
    sources = (obj.category, obj.theme, obj.perimeter)
    days = next((source.answer_days for source in sources if source is not None and source.answer_days), None)
    if days is None:
        return ""
    return formats.date_format(timezone.localtime(obj.created_at + timedelta(days=days)), "SHORT_DATE_FORMAT")


def followers_told(obj: Contribution) -> str:
    """Return how many hear of it, and how many addresses take no mail; the addresses are nobody's to read."""
    hear, refused = len(audience([obj.pk]).get(obj.pk, [])), obj.followers.exclude(refused_at=None).count()
    told = [ngettext("%(n)s address", "%(n)s addresses", hear) % {"n": hear}] if hear else []
    if refused:
        sentence = ngettext("%(n)s address takes no mail", "%(n)s addresses take no mail", refused)
        told.append(sentence % {"n": refused})
    return " · ".join(told)


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


class DepartmentFilter(admin.SimpleListFilter):
    """Those that one's own departments, or one of all, are to see to."""

    title = _("who sees to it")
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        held = held_by(request.user, Power.VIEW)  # type: ignore[arg-type]
        rows = Department.objects.select_related("perimeter")
        rows = rows if held is None else rows.filter(perimeter__in=held)
        own = [("mine", _("my department"))] if rows.filter(staff=request.user.pk).exists() else []
        return [*own, ("none", _("nobody yet")), *((str(row.pk), str(row)) for row in rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        asked = self.value() or ""
        if asked == "mine":
            return queryset.filter(department__in=Department.objects.filter(staff=request.user.pk))
        if asked == "none":
            return queryset.filter(department=None)
        return queryset.filter(department=int(asked)) if asked.isascii() and asked.isdigit() else queryset


FOUND = {"late": late, "overdue": past_deadline, "reopened": reopened}


class WaitingFilter(admin.SimpleListFilter):
    """Those that nobody has answered for some days, or whose promised day has passed."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        days = [(str(n), _("unanswered for %(n)s days") % {"n": n}) for n in (7, 14, 30)]
        again = ("reopened", _("reopened by its author"))
        return [("overdue", _("past its deadline")), *days, again, ("late", _("promised news is late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        asked = self.value()
        if asked in FOUND:
            return FOUND[asked](queryset)
        return unanswered(queryset, int(asked)) if asked in ("7", "14", "30") else queryset


class CommitteeFilter(admin.SimpleListFilter):
    """Those with as many votes as their consultation asks for."""

    title = _("the committee’s list")
    parameter_name = "committee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("enough votes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        return over_threshold(queryset) if self.value() == "yes" else queryset
