"""Staff's words in the reader's language."""

from django import template

from core.i18n import translated

register = template.Library()


@register.simple_tag
def words(value: dict[str, str], default_language: str = "fr") -> str:
    """Return the text of a `{lang: text}` in the active language, else in the default one."""
    return translated(value, default_language)
