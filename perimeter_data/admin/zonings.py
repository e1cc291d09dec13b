"""Zonings and their editions: upload the zones, see them, bring a former edition back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError, Refused
from perimeter_data.admin import uploads
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.maps import boundary_map
from perimeter_data.admin.publishing import VersionAdmin
from perimeter_data.admin.reports import number
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.models import VersionState, Zoning, ZoningVersion
from perimeter_data.reading import read_features
from perimeter_data.reading.choosing import together
from perimeter_data.reading.formats import SIDES
from perimeter_data.services.publish import publish_zoning
from perimeter_data.services.zones import ZonesSource, import_zones

# What statistical offices and towns call these columns, in France, Italy and English.
CODES = (
    "code",
    "insee",
    "code_insee",
    "insee_com",
    "codgeo",
    "code_iris",
    "pro_com_t",
    "pro_com",
    "istat",
    "cod_istat",
)
NAMES = ("name", "nom", "nome", "nom_com", "nom_officiel", "libelle", "libgeo", "nom_iris", "comune", "den_com")
PEOPLE = ("population", "pop", "popolazione", "pop_tot", "ptot", "pop_legale")


class FieldsNotGuessed(Refused):
    """Carries `fields`: what the file has."""

    code = "fields_not_guessed"
    message = _("Say which fields hold the code and the name of each zone.")


class ZoningForm(ScopedForm):
    """A zoning, and a file for its first or next edition."""

    refusal_fields = {**uploads.REFUSAL_FIELDS, "fields_not_guessed": "code_field", "unknown_field": "code_field"}

    upload = uploads.files_field(label=_("File with the zones"))
    code_field = forms.CharField(
        label=_("Field with the code"),
        max_length=80,
        required=False,
        help_text=_("A number that stays when names change, like the INSEE or ISTAT code. Left empty, we look for it."),
    )
    name_field = forms.CharField(
        label=_("Field with the name"), max_length=80, required=False, help_text=_("Left empty, we look for it.")
    )
    population_field = forms.CharField(
        label=_("Field with the population"), max_length=80, required=False, help_text=_("For counts per 1000 people.")
    )
    replace = forms.BooleanField(
        label=_("The file holds all zones"),
        required=False,
        help_text=_("Zones that are here but not in the file are dropped. Otherwise they stay."),
    )
    crs = uploads.crs_field()
    layer = uploads.layer_field()

    class Meta:
        model = Zoning
        fields = ("name", "slug", "gap_width_m", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "upload" in self.fields:
            self.fields["upload"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if len(cleaned.get("upload") or ()) > 1 and not any(
            str(file.name).lower().endswith(tuple(SIDES)) for file in cleaned["upload"]
        ):
            self.add_error("upload", _("One file, please: or the parts of one shapefile."))
        return cleaned

    def refusal_sentence(self, refusal: DomainError) -> str:
        if isinstance(refusal, FieldsNotGuessed):
            return f"{refusal} {_('There is:')} {', '.join(refusal.extra['fields'])}."
        return str(uploads.sentence(refusal))


def zones_source(paths: Sequence[Path], given: dict[str, Any]) -> ZonesSource:
    """Return what `import_zones` reads, with fields guessed where none are named; raise `FieldsNotGuessed`."""
    main = together(paths)
    crs, layer = given["crs"] or None, given["layer"] or None
    code, name, people = given["code_field"], given["name_field"], given["population_field"]
    if not (code and name):
        fields = read_features(main, crs=crs, layer=layer, keep="polygon").report.fields
        code, name = code or guess(fields, CODES), name or guess(fields, NAMES)
        people = people or guess(fields, PEOPLE)
        if not (code and name):
            raise FieldsNotGuessed(fields=fields[:40])
    return ZonesSource(file=main, code=code, name=name, population=people or None, crs=crs, layer=layer)


def guess(fields: Sequence[str], usual: Sequence[str]) -> str:
    """Return the first usual name among the fields, "" where there is none."""
    known = {field.casefold(): field for field in fields}
    return next((known[name] for name in usual if name in known), "")


@admin.register(Zoning)
class ZoningAdmin(ScopedAdmin):
    """A set of zones, and the way to a new edition of it."""

    form = ZoningForm
    with_map = True
    list_display = ("words", "slug", "zones_in_force", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)
    search_fields = ("slug", "name")

    def may_go(self, obj: Zoning) -> bool:
        return not obj.versions.filter(state=VersionState.PUBLISHED).exists()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        upload = ("upload", "code_field", "name_field", "population_field", "crs", "layer")
        choices = (_("Rarely needed"), {"fields": ("gap_width_m", "position"), "classes": ("collapse",)})
        if obj is None:
            return ((None, {"fields": ("name", "slug")}), (_("Zones"), {"fields": upload}), choices)
        if not self.has_change_permission(request, obj):
            return ((None, {"fields": ("name", "slug", "map", "editions", "gap_width_m")}),)
        new = {"fields": (*upload, "replace"), "classes": ("collapse",)}
        return ((None, {"fields": ("name", "map", "editions")}), (_("Upload a new edition"), new), choices)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("map", "editions")

    def save_model(self, request: HttpRequest, obj: Zoning, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        given = form.cleaned_data
        if not given.get("upload"):
            return
        with uploads.on_disk(given["upload"]) as paths:
            source = zones_source(paths, given)
            summary = import_zones(
                perimeter=obj.perimeter, slug=obj.slug, source=source, replace=bool(given.get("replace"))
            )
        self.message_user(request, self._told(summary))

    def _told(self, summary: Any) -> str:
        counts = _("%(zones)s zones: %(new)s new, %(changed)s changed, %(same)s as before.") % {
            "zones": number(summary.zones),
            "new": number(summary.imported),
            "changed": number(summary.updated),
            "same": number(summary.unchanged),
        }
        return " ".join([counts, *(f"{reason['count']} × {reason['message']}" for reason in summary.reasons)])

    @admin.display(description=_("name"), ordering="slug")
    def words(self, obj: Zoning) -> str:
        return obj.name.get(obj.perimeter.default_language) or obj.slug

    @admin.display(description=_("zones"))
    def zones_in_force(self, obj: Zoning) -> int | None:
        version = obj.versions.filter(state=VersionState.PUBLISHED).annotate(n=Count("zones")).first()
        return version.n if version else None

    @admin.display(description=_("Map"))
    def map(self, obj: Zoning) -> str:
        version = obj.versions.filter(state=VersionState.PUBLISHED).first()
        if version is None:
            return "–"
        return boundary_map(reverse("admin:perimeter_data_zoningversion_drawn", args=[version.pk]))

    @admin.display(description=_("Editions"))
    def editions(self, obj: Zoning) -> str:
        rows = (
            (
                reverse("admin:perimeter_data_zoningversion_change", args=[version.pk]),
                _("Edition %(number)s") % {"number": version.number},
                version.state,
                version.get_state_display(),
                ngettext("%(n)s zone", "%(n)s zones", version.n) % {"n": number(version.n)},
            )
            for version in obj.versions.annotate(n=Count("zones"))
        )
        line = '<li><a href="{}">{}</a> <span class="state state-{}">{}</span> {}</li>'
        return format_html('<ul class="plain-list">{}</ul>', format_html_join("", line, rows))


@admin.register(ZoningVersion)
class EditionAdmin(VersionAdmin):
    """One edition of a zoning, reached from its zoning."""

    scope = "zoning__perimeter"
    publish = staticmethod(publish_zoning)
    consequence = _(
        "Counts are read by these zones from now on. The former edition stays here and can be brought back."
    )
    drawn_from = ("perimeter_data_zone", "geom", "version_id")
    list_display = ("__str__", "state", "source", "created_at")
    list_filter = ("state",)
    list_select_related = ("zoning__perimeter",)
    fields = ("zoning", "state", "map", "source", "source_date", "population_year", "created_at", "published_at")

    def heading(self, obj: ZoningVersion) -> str:
        zoning = obj.zoning
        name = zoning.name.get(zoning.perimeter.default_language) or zoning.slug
        return _("%(zoning)s: edition %(number)s") % {"zoning": name, "number": obj.number}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("Map"))
    def map(self, obj: ZoningVersion) -> str:
        return boundary_map(self.address("drawn", obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields
