"""Filters of the back office's lists that keep to the reader's own perimeters."""

from typing import Any

from django.contrib.admin import filters

Choices = filters.ChoicesFieldListFilter


class Related(filters.RelatedFieldListFilter):
    """By what a field points to; only rows of the reader's own perimeters are offered."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        page = model_admin.admin_site.get_model_admin(field.remote_field.model)
        rows = list(page.get_queryset(request).select_related(*([] if page.scope == "pk" else [page.scope])))
        homes = {row.pk: page.perimeter_of(row) for row in rows}
        several = page.scope != "pk" and len(set(homes.values())) > 1
        return [(row.pk, f"{row} · {homes[row.pk].slug}" if several else str(row)) for row in rows]
