"""Every field, column and filter of the back office has a word of its own in each language."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets, get_fields_from_path, label_for_field
from django.db.models import Model
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from accounts.models import Role
from tests import factories
from tests.house.back_office import territory

# Words that are the same in English and in the other language.
SAME = {
    "fr": {
        "budget", "budget (€)", "contribution", "contributions", "dates", "description", "format", "illustration",
        "introduction", "licence", "logo", "logos", "longitude, latitude", "photo", "photos", "question", "source",
        "zone", "zones",
    },
    "it": {"account", "file", "logo", "password"},
}  # fmt: skip


def filters(page: admin.ModelAdmin, request: HttpRequest) -> Iterator[Any]:
    """Yield what stands over each filter of a list."""
    for named in page.get_list_filter(request):
        if isinstance(named, type):
            yield named.title  # type: ignore[attr-defined]
        else:
            path = named[0] if isinstance(named, tuple) else named
            yield get_fields_from_path(page.model, path)[-1].verbose_name


def columns(page: admin.ModelAdmin, request: HttpRequest) -> Iterator[Any]:
    """Yield what stands over each column of a list."""
    for name in page.get_list_display(request):
        yield page.opts.verbose_name if name == "__str__" else label_for_field(name, page.model, page)


def labels(page: Any, request: HttpRequest, obj: Model | None) -> Iterator[Any]:
    """Yield what stands beside each field of a form, and over its parts."""
    fieldsets = page.get_fieldsets(request, obj)
    if isinstance(page, admin.ModelAdmin):
        form = page.get_form(request, obj, change=obj is not None)(instance=obj)
    else:
        form = page.get_formset(request, obj).form()
    may_write = page.has_add_permission(request) if obj is None else page.has_change_permission(request, obj)
    for name in flatten_fieldsets(fieldsets):
        if name in page.get_readonly_fields(request, obj) or not may_write:
            yield helpers.AdminReadonlyField(form, name, is_first=False, model_admin=page).field["label"]
        elif not form[name].is_hidden:
            yield form[name].label
    yield from (heading for heading, _fields in fieldsets if heading)


def everything(page: admin.ModelAdmin, request: HttpRequest, row: Model | None) -> Iterator[Any]:
    """Yield every word of a model's pages in the active language."""
    yield from (page.opts.verbose_name, page.opts.verbose_name_plural)
    yield from columns(page, request)
    yield from filters(page, request)
    for obj in (None, row) if page.has_add_permission(request) else (row,):
        yield from labels(page, request, obj)
        for inline in page.get_inline_instances(request, obj):
            yield from labels(inline, request, obj)


@pytest.mark.django_db
def test_every_label_is_translated() -> None:
    place = territory("valley")
    factories.PerimeterFactory()  # columns and filters of the perimeter are there where there are several
    chief, reader = (
        factories.UserFactory(is_superuser=True),
        factories.MembershipFactory(perimeter=place.perimeter, role=Role.VIEWER),
    )
    seen, untranslated = 0, set()
    for user in (chief, reader.user):
        request = RequestFactory().get("/admin/", {"perimeter": "valley"})
        request.user = user
        for model, page in admin.site._registry.items():
            if not page.has_view_permission(request, place.rows[model]):
                continue
            words = {}
            for language in ("en", *SAME):
                with translation.override(language):
                    words[language] = [str(label) for label in everything(page, request, place.rows[model])]
            seen += len(words["en"])
            for language, same in SAME.items():
                untranslated |= {
                    (model.__name__, language, label)
                    for label, english in zip(words[language], words["en"], strict=True)
                    if label == english and label.lower() not in same
                }
    assert sorted(untranslated) == []
    assert seen > 300
