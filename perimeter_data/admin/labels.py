"""Words for columns and fields of the back office, one for each name: the same name means the same everywhere."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin import filters
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "alt": _("what it says"),
    "accent": _("colour"),
    "attribution": _("attribution"),
    "calendar": _("calendar"),
    "category": _("category"),
    "consultation": _("consultation"),
    "created_at": _("created"),
    "default_language": _("main language"),
    "gap_width_m": _("nearest zone within (m)"),
    "image_alt": _("description of the illustration"),
    "kind": _("kind"),
    "languages": _("languages"),
    "legend": _("legend"),
    "licence": _("licence"),
    "maxzoom": _("drawn up to zoom"),
    "minzoom": _("drawn from zoom"),
    "moderation": _("moderation"),
    "photo_moderation": _("moderation of photos"),
    "opacity": _("opacity (0 to 1)"),
    "perimeter": _("perimeter"),
    "permanent_reports": _("reports at any time"),
    "population_year": _("year of the population"),
    "position": _("order"),
    "published_at": _("published"),
    "rank": _("rank"),
    "ref": _("number"),
    "ref_prefix": _("prefix of numbers"),
    "rights": _("who sees it"),
    "role": _("role"),
    "slug": _("short name"),
    "source": _("source"),
    "source_date": _("date of the source"),
    "state": _("state"),
    "text": _("text"),
    "theme": _("theme"),
    "themes": _("themes"),
    "title": _("title"),
    "tolerance_m": _("tolerance (m)"),
    "updated_at": _("changed"),
    "user": _("person"),
    "visible": _("on when the map opens"),
    "zoning": _("zoning"),
}


@cache
def column(name: str) -> Callable[[Any], Any]:
    """Return a list column of a model's field under its label."""

    @admin.display(description=LABELS[name], ordering=name)
    def shown(obj: Any) -> Any:
        words = getattr(obj, f"get_{name}_display", None)
        return words() if words else getattr(obj, name)

    shown.__name__ = name
    return shown


class _Titled:
    """A filter under the label of its field."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)  # type: ignore[call-arg]
        self.title = LABELS.get(field_path, getattr(self, "title", field_path))


class Choices(_Titled, filters.ChoicesFieldListFilter):
    """By one of the words of a field."""


class Related(_Titled, filters.RelatedFieldListFilter):
    """By what a field points to; only rows of the reader's own perimeters are offered."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        page = model_admin.admin_site.get_model_admin(field.remote_field.model)
        rows = list(page.get_queryset(request).select_related(*([] if page.scope == "pk" else [page.scope])))
        homes = {row.pk: page.perimeter_of(row) for row in rows}
        several = page.scope != "pk" and len(set(homes.values())) > 1
        return [(row.pk, f"{row} · {homes[row.pk].slug}" if several else str(row)) for row in rows]
