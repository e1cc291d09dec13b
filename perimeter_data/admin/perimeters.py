"""Perimeters: the first thing an administrator makes, with its boundary in the same form."""

import unicodedata
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.i18n import LANGUAGES
from perimeter_data.admin import uploads
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.reports import number
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.admin.words import NAMES, Checkboxes
from perimeter_data.models import Perimeter
from perimeter_data.services.imports import BoundarySource, import_boundary

LANGUAGE_CHOICES = [(code, NAMES[code]) for code in LANGUAGES]


class PerimeterForm(ScopedForm):
    """What stays open to change later."""

    languages = Checkboxes(label=_("Languages of the map"), choices=LANGUAGE_CHOICES, initial=list(LANGUAGES))
    default_language = forms.ChoiceField(
        label=_("Main language"), choices=LANGUAGE_CHOICES, help_text=_("Texts are written in it at least.")
    )
    accent = forms.RegexField(
        r"^(#[0-9a-f]{6})?$",
        label=_("Colour"),
        required=False,
        help_text=_("Of buttons and of the boundary, like #67264f. Made darker or lighter where it could not be read."),
    )

    class Meta:
        model = Perimeter
        fields: tuple[str, ...] = (
            "name",
            "description",
            "default_language",
            "languages",
            "accent",
            "permanent_reports",
        )

    def main_language(self) -> str:
        chosen = self.data.get(self.add_prefix("default_language"), "") if self.is_bound else ""
        return chosen if chosen in LANGUAGES else self.instance.default_language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        languages = cleaned.get("languages") or []
        if languages and cleaned.get("default_language") not in languages:
            self.add_error("languages", _("The main language is one of them."))
        return cleaned


class NewPerimeterForm(PerimeterForm):
    """Name, number prefix and the file of the boundary."""

    refusal_fields = uploads.REFUSAL_FIELDS

    upload = uploads.files_field(label=_("Boundary file"))
    crs = uploads.crs_field()
    layer = uploads.layer_field()
    draft = forms.BooleanField(
        label=_("Look at it first"),
        required=False,
        help_text=_("The boundary stays a draft that only staff sees, until you publish it."),
    )
    ref_prefix = forms.CharField(
        label=_("Prefix of numbers"),
        max_length=8,
        required=False,
        help_text=_("Two to eight capitals: contributions are called ALP-0412. Left empty, it is made from the name."),
    )

    class Meta(PerimeterForm.Meta):
        fields = ("name", "slug", "ref_prefix", "default_language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["languages"], self.fields["accent"]

    def clean_ref_prefix(self) -> str:
        return str(self.cleaned_data["ref_prefix"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "ref_prefix" in cleaned and not cleaned["ref_prefix"]:
            cleaned["ref_prefix"] = prefix_of(str(cleaned.get("slug", "")))
        return cleaned

    def refusal_sentence(self, refusal: DomainError) -> str:
        return str(uploads.sentence(refusal))


def prefix_of(slug: str) -> str:
    """Return three capitals of a slug; PER where it has fewer than two letters."""
    plain = unicodedata.normalize("NFKD", slug).upper()
    letters = "".join(letter for letter in plain if "A" <= letter <= "Z")
    return letters[:3] if len(letters) > 1 else "PER"


@admin.register(Perimeter)
class PerimeterAdmin(ScopedAdmin):
    """The area of a map. Made by superusers, kept by its administrators."""

    scope = "pk"
    form = PerimeterForm
    list_display = ("__str__", "slug", "in_force")
    search_fields = ("slug", "name")

    def perimeter_of(self, obj: Perimeter) -> Perimeter:
        return obj

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            words = ("name", "description", "default_language", "languages", "accent", "permanent_reports")
            return ((_("Boundary"), {"fields": ("boundaries",)}), (_("Texts and choices"), {"fields": words}))
        names = {"fields": ("name", "default_language", "slug", "ref_prefix")}
        reading = {"fields": ("crs", "layer"), "classes": ("collapse",)}
        return (
            (_("Name"), names),
            (_("Boundary"), {"fields": ("upload", "draft")}),
            (_("If the file is unusual"), reading),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("boundaries",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewPerimeterForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Perimeter, form: Any, change: bool) -> None:
        if change:
            return super().save_model(request, obj, form, change)
        obj.save()
        self.append_change(obj, "created")
        given = form.cleaned_data
        with uploads.on_disk(given["upload"]) as paths:
            source = BoundarySource(files=paths, crs=given["crs"] or None, layer=given["layer"] or None)
            _summary, version = import_boundary(source=source, slug=obj.slug, draft=given["draft"])
        request.new_version = version  # type: ignore[attr-defined]
        return None

    def response_add(self, request: HttpRequest, obj: Perimeter, post_url_continue: str | None = None) -> HttpResponse:
        """Show what became of the file."""
        self.message_user(request, _("The perimeter is there. This is how its boundary was read."))
        page = reverse("admin:perimeter_data_perimeterversion_change", args=[request.new_version.pk])  # type: ignore[attr-defined]
        return HttpResponseRedirect(page)

    @admin.display(description=_("in force"))
    def in_force(self, obj: Perimeter) -> str:
        version = obj.versions.filter(state="published").only("area_km2").first()
        return f"{number(version.area_km2, 1)} km²" if version else ""

    @admin.display(description=_("Boundaries"))
    def boundaries(self, obj: Perimeter) -> str:
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> <span class="state state-{}">{}</span> {} km²</li>',
            (
                (
                    reverse("admin:perimeter_data_perimeterversion_change", args=[version.pk]),
                    _("Boundary %(number)s") % {"number": version.number},
                    version.state,
                    version.get_state_display(),
                    number(version.area_km2, 1),
                )
                for version in obj.versions.defer("boundary", "accepted", "boundary_3857")
            ),
        )
        add = f"{reverse('admin:perimeter_data_perimeterversion_add')}?perimeter={obj.slug}"
        return format_html('<ul class="plain-list">{}</ul><a href="{}">{}</a>', rows, add, _("Upload a new boundary"))
