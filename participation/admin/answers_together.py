"""One answer for several contributions: written once, given to each, and what was refused said by number."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import DomainError
from participation.models import Contribution, Department
from participation.refusals import NewsInThePast, SaySomething, SayWhyNot
from participation.services.answers import Answer, answer_together
from participation.states import PUBLIC_STATES, ContributionState
from perimeter_data.admin.words import WordsField, WordsWidget

S = ContributionState
MOST = 500


class TogetherForm(forms.Form):
    """As for one, in every language that somebody wrote in."""

    next_state = forms.ChoiceField(label=gettext_lazy("What becomes of them"), required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Who takes care of it"), queryset=Department.objects.none(), required=False, empty_label="–"
    )
    answer = WordsField(
        label=gettext_lazy("Your answer"),
        required=False,
        max_length=3000,
        widget=WordsWidget(forms.Textarea, {"rows": 6}),
        help_text=gettext_lazy("Everybody reads it. No names of residents."),
    )
    news_by = forms.DateField(
        label=gettext_lazy("Next news by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, rows: QuerySet[Contribution], *args: Any) -> None:
        super().__init__(*args)
        self.languages = sorted(set(rows.order_by().values_list("language", flat=True)))
        state, department = self.fields["next_state"], self.fields["department"]
        if isinstance(state, forms.ChoiceField):
            later = [(s.value, s.label) for s in PUBLIC_STATES if s != S.RECEIVED]
            state.choices = [("", gettext_lazy("Each stays where it is")), *later]
        if isinstance(department, forms.ModelChoiceField):
            department.queryset = Department.objects.filter(perimeter__in=rows.order_by().values("perimeter"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        answer = cleaned.get("answer") or {}
        missing = [language for language in self.languages if answer and language not in answer]
        if missing:
            self.add_error("answer", _("Somebody wrote in: %(languages)s.") % {"languages": ", ".join(missing)})
        if not any(cleaned.get(name) for name in ("next_state", "answer", "department", "news_by")):
            self.add_error("answer", str(SaySomething.message))
        if cleaned.get("next_state") == S.DECLINED and not answer:
            self.add_error("answer", str(SayWhyNot.message))
        if cleaned.get("news_by") and cleaned["news_by"] < timezone.localdate():
            self.add_error("news_by", str(NewsInThePast.message))
        return cleaned

    def given(self) -> Answer:
        """Return what was filled in."""
        filled = self.cleaned_data
        return Answer(
            state=filled["next_state"] or None,
            text=filled["answer"] or {},
            department=filled["department"],
            news_by=filled["news_by"],
        )


def answer_page(page: Any, request: HttpRequest, queryset: QuerySet[Contribution]) -> HttpResponse | None:
    """Ask for the answer; sent, give it to each and return to the list (None)."""
    chosen = queryset.select_related(None)
    count, perimeters = chosen.count(), set(chosen.order_by().values_list("perimeter", flat=True))
    if count > MOST or len(perimeters) != 1:
        sentence = _("Choose at most %(n)s contributions of one territory.") % {"n": MOST}
        page.message_user(request, sentence, messages.ERROR)
        return None
    if not page.has_change_permission(request, chosen.first()):
        page.message_user(request, _("These are not yours to change."), messages.ERROR)
        return None
    sent = "give" in request.POST
    form = TogetherForm(chosen, request.POST if sent else None)
    if sent and form.is_valid():
        _give(page, request, list(chosen.values_list("pk", flat=True)), form.given())
        return None
    facts = {
        **admin.site.each_context(request),
        "title": _("One answer for several"),
        "opts": page.opts,
        "form": form,
        "chosen": chosen.order_by("pk").only("pk", "ref", "title", "text", "state"),
        "count": count,
        "field": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/participation/answer_together.html", facts)


def _give(page: Any, request: HttpRequest, ids: list[int], answer: Answer) -> None:
    try:
        result = answer_together(contribution_ids=ids, answer=answer, user_id=request.user.pk)
    except DomainError as refusal:
        page.message_user(request, str(refusal), messages.ERROR)
        return
    for ref, sentence in result.refused.items():
        page.message_user(request, f"{ref}: {sentence}", messages.WARNING)
    if result.done:
        said = ngettext("%(n)s contribution answered.", "%(n)s contributions answered.", result.done)
        page.message_user(request, said % {"n": result.done}, messages.SUCCESS)
