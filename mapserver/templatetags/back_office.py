"""What the templates of the back office ask for."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html_join

from core.i18n import TranslatedField
from frontend_embed.bundle import Entry, entry
from perimeter_data.admin.words import NAMES

register = template.Library()


@register.simple_tag
def map_bundle() -> Entry | None:
    """Return the built files of the back office's map; None where nothing was built: its pages work without."""
    return entry("src/admin-boundary.ts") if settings.EMBED_DIST.is_dir() else None


@register.filter
def contents(field: AdminReadonlyField) -> Any:
    """Return what is read in a field that cannot be changed: texts by language, words instead of codes."""
    name, obj = field.field["name"], field.form.instance
    try:
        column = obj._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        column = None
    if isinstance(column, TranslatedField):
        texts = getattr(obj, name) or {}
        line = '<p class="in-language" lang="{}"><span class="quiet">{}</span> {}</p>'
        return (
            format_html_join("", line, ((code, NAMES[code], texts[code]) for code in NAMES if texts.get(code))) or "–"
        )
    if isinstance(column, ArrayField) and column.base_field.choices:
        known = dict(column.base_field.flatchoices)
        return ", ".join(str(known.get(value, value)) for value in getattr(obj, name)) or "–"
    return field.contents()
