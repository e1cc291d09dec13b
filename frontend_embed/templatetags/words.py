"""Staff's words in the reader's language."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.i18n import current_language, language_of, translated

register = template.Library()


@register.simple_tag
def words(value: dict[str, str], default_language: str = "fr") -> str:
    """Return the text of a `{lang: text}` in the active language, else in the default one."""
    return translated(value, default_language)


@register.simple_tag
def in_language(value: dict[str, str] | str, default_language: str = "fr") -> SafeString:
    """Return ` lang="…"` for a text that is not in the page's language; nothing for one that is.

    `value` is a `{lang: text}`, or the language itself.
    """
    language = value if isinstance(value, str) else language_of(value, default_language)
    return mark_safe("") if language in ("", current_language()) else format_html(' lang="{}"', language)


@register.filter
def number(value: float, places: int | None = None) -> str:
    """Return a number as the reader's language writes it: 85 000, 85.000, 85,000."""
    return str(number_format(value, decimal_pos=places, force_grouping=True))


@register.filter
def unlocalised(value: float) -> str:
    """Return a number as an SVG reads it, whatever the page's language."""
    return f"{value:g}"


@register.simple_tag
def percent(share: float) -> str:
    """Return a share as the reader's language writes it: 67 %, 67%."""
    space = "\N{NARROW NO-BREAK SPACE}" if current_language() == "fr" else ""
    return f"{number(round(share * 100))}{space}%"
