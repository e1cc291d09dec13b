"""Form fields of the back office: a text in each language, several choices in one column, several files in one go."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.i18n import LANGUAGES
from core.text import clean_text

NAMES = {"fr": "Français", "it": "Italiano", "en": "English"}


class WordsWidget(forms.MultiWidget):
    """One labelled input per language, side by side."""

    template_name = "admin/widgets/words.html"
    use_fieldset = True

    def __init__(self, widget: type[forms.Widget] = forms.TextInput, attrs: dict[str, Any] | None = None) -> None:
        self.required_language = LANGUAGES[0]
        super().__init__(dict.fromkeys(LANGUAGES, widget), attrs)

    def decompress(self, value: Any) -> list[str]:
        known = value if isinstance(value, dict) else {}
        return [known.get(language, "") for language in LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for language, shown in zip(LANGUAGES, context["widget"]["subwidgets"], strict=True):
            shown["language"], shown["language_name"] = language, NAMES[language]
            shown["is_default"] = language == self.required_language
            shown["attrs"]["lang"] = language
            shown["attrs"]["id"] = f"id_{shown['name']}"
            shown["attrs"].pop("required", None)
        return context


class WordsField(forms.MultiValueField):
    """`{lang: text}`. Where anything is said, it is said in `required_language` as well."""

    widget = WordsWidget
    default_error_messages = {"default_language": _("Write it in %(language)s too: the others fall back to it.")}

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.pop("encoder", None), kwargs.pop("decoder", None)  # what a JSON column hands to its form field
        fields = [forms.CharField(required=False, max_length=max_length) for _language in LANGUAGES]
        kwargs.setdefault("widget", WordsWidget)
        super().__init__(fields, require_all_fields=False, **kwargs)
        self.required_language = LANGUAGES[0]

    def require(self, language: str) -> None:
        """Ask for the text in this language."""
        self.required_language = language
        if isinstance(self.widget, WordsWidget):
            self.widget.required_language = language

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        if not data_list:
            return {}
        try:
            texts = {language: clean_text(text or "") for language, text in zip(LANGUAGES, data_list, strict=True)}
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from error
        return {language: text for language, text in texts.items() if text}

    def clean(self, value: Any) -> dict[str, str]:
        texts: dict[str, str] = super().clean(value)
        if texts and self.required_language not in texts:
            language = NAMES[self.required_language]
            raise forms.ValidationError(
                self.error_messages["default_language"], code="default_language", params={"language": language}
            )
        return texts


class Checkboxes(forms.MultipleChoiceField):
    """Several of a few words, as checkboxes; a list."""

    widget = forms.CheckboxSelectMultiple


class FilesInput(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one input: the parts of one shapefile, say. Cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in given or [None]]
        return [one for one in cleaned if one]
