"""Words of the public body in several languages: a jsonb `{lang: text}`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("fr", "it", "en")
# Django writes Italian months with a capital, Italian does not: named here, our translations go before Django's.
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)


def validate_translations(value: Any) -> None:
    """Accept `{lang: text}` with known languages and text values."""
    if not isinstance(value, dict) or not all(
        key in LANGUAGES and isinstance(text, str) for key, text in value.items()
    ):
        raise ValidationError(_("Give one text per language: fr, it, en."), code="invalid_translations")


class TranslatedField(models.JSONField):
    """`{lang: text}`; empty dict where there is nothing to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.default_validators = [validate_translations]


def current_language() -> str:
    """Return the active language as one of LANGUAGES."""
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


def translated(value: dict[str, str] | None, default_language: str = "fr", language: str | None = None) -> str:
    """Return the text in `language` (default: the active one), else in the default language, else any."""
    return (value or {}).get(language_of(value, default_language, language), "")


def language_of(value: dict[str, str] | None, default_language: str = "fr", language: str | None = None) -> str:
    """Return which language `translated` answers in; empty where there is no text."""
    if not value:
        return ""
    wanted = language or current_language()
    return next((code for code in (wanted, default_language) if value.get(code)), next(iter(value)))
