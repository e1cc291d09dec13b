"""What a category asks, in the category's form: one block a question, choices as lines of text."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.i18n import LANGUAGES, TranslatedField, translated
from participation.models import Category, Question, QuestionKind
from participation.models.questions import MOST_CHOICES, MOST_QUESTIONS
from perimeter_data.admin.words import WordsField, WordsWidget

ALWAYS = ""


class QuestionForm(forms.ModelForm):
    """One question. What was answered keeps its meaning: names stay as they were made, and so do choices' values."""

    category: ClassVar[Category | None] = None
    lines = WordsField(
        label=_("Choices"),
        required=False,
        widget=WordsWidget(forms.Textarea, {"rows": 4}),
        help_text=_("One a line, in the same order in each language. Only for “one of several”."),
    )
    shown = forms.ChoiceField(label=_("Shown"), required=False)

    class Meta:
        model = Question
        fields = ("label", "kind", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = self.instance
        self.fields["shown"].choices = [(ALWAYS, _("always")), *self._conditions()]  # type: ignore[attr-defined]
        self.initial["lines"] = {
            language: "\n".join(choice["label"].get(language, "") for choice in question.choices).rstrip()
            for language in LANGUAGES
        }
        if question.shown_if_id:
            self.initial["shown"] = f"{question.shown_if_id}:{question.shown_value}"

    def _conditions(self) -> list[tuple[str, str]]:
        """Answers to the category's other questions that are stored already."""
        if self.category is None:
            return []
        others = Question.objects.filter(category=self.category, kind=QuestionKind.CHOICE)
        return [
            (f"{other.pk}:{choice['value']}", f"{translated(other.label)} → {translated(choice['label'])}")
            for other in others.exclude(pk=self.instance.pk)
            for choice in other.choices
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        main = self.fields["lines"].required_language  # type: ignore[attr-defined]
        lines = {language: _lines(text) for language, text in (cleaned.get("lines") or {}).items()}
        if cleaned.get("kind") != QuestionKind.CHOICE:
            self.instance.choices = []
        elif not 2 <= len(lines.get(main, [])) <= MOST_CHOICES:
            self.add_error("lines", _("Give two to %(most)d choices.") % {"most": MOST_CHOICES})
        elif any(len(texts) != len(lines[main]) for texts in lines.values()):
            self.add_error("lines", _("Each language has as many lines as the main one."))
        else:
            self.instance.choices = choices_of(lines, main, self.instance.choices)
        self._clean_shown(cleaned)
        if not self.instance.slug:
            self.instance.slug = self._slug((cleaned.get("label") or {}).get(main, ""))
        return cleaned

    def _clean_shown(self, cleaned: dict[str, Any]) -> None:
        pk, _colon, value = (cleaned.get("shown") or ALWAYS).partition(":")
        self.instance.shown_if = Question.objects.filter(pk=int(pk)).first() if pk else None
        self.instance.shown_value = value
        before, position = self.instance.shown_if, cleaned.get("position")
        if before is not None and position is not None and before.position >= position:
            self.add_error("shown", _("It comes after the question it depends on: give it a higher order."))

    def _slug(self, label: str) -> str:
        taken = set(Question.objects.filter(category=self.category).values_list("slug", flat=True))
        return _unused(slugify(label)[:36].strip("-") or "question", taken)


def choices_of(lines: dict[str, list[str]], main: str, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the choices of these lines; one of the same words, or at the same place of as many, keeps its value."""
    known = {choice["label"].get(main): choice["value"] for choice in before}
    same_places = len(before) == len(lines[main])
    made: list[dict[str, Any]] = []
    for at, label in enumerate(lines[main]):
        value = known.get(label) or (before[at]["value"] if same_places else slugify(label)[:36] or "choice")
        value = _unused(value, {choice["value"] for choice in made})
        made.append({"value": value, "label": {language: texts[at] for language, texts in lines.items()}})
    return made


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _unused(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 99))) if one not in taken)


class QuestionFormSet(forms.BaseInlineFormSet):
    """The questions of one category: each has a name of its own, also two that are new."""

    def clean(self) -> None:
        super().clean()
        taken: set[str] = set()
        for form in self.forms:
            if form.instance.slug and form not in self.deleted_forms and form.has_changed():
                form.instance.slug = form.instance.slug if form.instance.pk else _unused(form.instance.slug, taken)
            taken.add(form.instance.slug)


class QuestionInline(admin.StackedInline):
    """What is asked about a report. Whoever may change the category may change its questions."""

    model = Question
    form = QuestionForm
    formset = QuestionFormSet
    fk_name = "category"
    extra = 0
    max_num = MOST_QUESTIONS
    formfield_overrides = {TranslatedField: {"form_class": WordsField}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = ("label", ("kind", "position"))
        return ((None, {"fields": (*asked, "lines", "shown") if self._may(request, obj) else asked}),)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        perimeter = request.form_perimeter  # type: ignore[attr-defined]
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type("QuestionForm", (formset.form,), {"category": obj, "__doc__": QuestionForm.__doc__})
        for field in formset.form.base_fields.values():
            if isinstance(field, WordsField):
                field.require(perimeter.default_language)
        return formset

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        page = self.admin_site.get_model_admin(Category)
        return page.has_change_permission(request, obj) if obj is not None else page.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(Category).has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)
