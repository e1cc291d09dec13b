"""Themes, categories and departments of a perimeter."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participation.admin.questions import QuestionInline
from participation.models import Category, Contribution, Department, Proposal, Theme
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.scope import ScopedAdmin

ICONS = [("bridge", _("bridge")), ("stall", _("market stall")), ("heart", _("heart")), ("people", _("people"))]


class ThemeForm(ScopedForm):
    """A theme: its icon and colour are what the map shows."""

    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Themes differ by their icon as well: colour is never the only sign."),
    )

    class Meta:
        model = Theme
        fields = ("name", "slug", "icon", "color", "anchor_default", "answer_days", "position")
        help_texts = {"anchor_default": _("What the form for contributions begins with; authors may say otherwise.")}

    def clean_color(self) -> str:
        return str(self.cleaned_data["color"]).lower()


class SluggedAdmin(ScopedAdmin):
    """Rows whose slug is in addresses and data that others keep: it stays as it was made."""

    search_fields = ("slug", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("slug",)

    @admin.display(description=_("name"), ordering="slug")
    def words(self, obj: Any) -> str:
        return obj.name.get(obj.perimeter.default_language) or obj.slug


@admin.register(Theme)
class ThemeAdmin(SluggedAdmin):
    """What contributions are about."""

    form = ThemeForm
    list_display = ("words", "icon", "swatch", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)

    def may_go(self, obj: Theme) -> bool:
        used = Q(theme=obj)
        return not (Contribution.objects.filter(used).exists() or Proposal.objects.filter(used).exists())

    @admin.display(description=_("colour"))
    def swatch(self, obj: Theme) -> str:
        return format_html(
            '<svg width="16" height="16" aria-hidden="true"><rect width="16" height="16" rx="3" fill="{}"/></svg> {}',
            obj.color,
            obj.color,
        )


@admin.register(Department)
class DepartmentAdmin(SluggedAdmin):
    """Who answers."""

    list_display = ("words", "slug", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who works there is for administrators to read: names and addresses."""
        return ("name", "slug", "position", *(("staff",) if self.has_change_permission(request, obj) else ()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "staff" and isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = User.objects.filter(memberships__perimeter=request.form_perimeter)  # type: ignore[attr-defined]
            field.help_text = _("They find what is theirs under “my department”, and read of it in their messages.")
        return field

    def may_go(self, obj: Department) -> bool:
        return not obj.steps.exists()


@admin.register(Category)
class CategoryAdmin(SluggedAdmin):
    """What is wrong, for reports."""

    inlines = (QuestionInline,)
    guidance = _("Ask only what helps to repair it: every question can be left out by who reports.")
    fields = ("name", "slug", "theme", "answer_days", "position")
    list_display = ("words", "slug", "theme", "position", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter", "theme")

    def may_go(self, obj: Category) -> bool:
        return not Contribution.objects.filter(category=obj).exists()
