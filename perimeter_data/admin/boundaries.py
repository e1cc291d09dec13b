"""Boundaries of a perimeter: upload a file, see what was made of it, publish it or a former one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from perimeter_data.admin import uploads
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.maps import boundary_map
from perimeter_data.admin.publishing import VersionAdmin
from perimeter_data.admin.reports import boundary_sentences, number
from perimeter_data.models import PerimeterVersion
from perimeter_data.services.imports import BoundarySource, import_boundary
from perimeter_data.services.publish import publish_boundary


class NewBoundaryForm(ScopedForm):
    """A file, and how to read it."""

    refusal_fields = {**uploads.REFUSAL_FIELDS, "closing_changes_area": "close_gaps_m"}

    upload = uploads.files_field(label=_("Boundary file"))
    draft = forms.BooleanField(
        label=_("Look at it first"),
        required=False,
        initial=True,
        help_text=_("The boundary stays a draft that only staff sees, until you publish it."),
    )
    crs = uploads.crs_field()
    layer = uploads.layer_field()
    close_gaps_m = forms.FloatField(
        label=_("Close gaps narrower than (m)"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Between communes that do not quite meet. Left empty, a width that suits the size; 0 closes none."),
    )

    class Meta:
        model = PerimeterVersion
        fields = ("source", "source_date", "licence", "tolerance_m")

    def refusal_sentence(self, refusal: DomainError) -> str:
        return str(uploads.sentence(refusal))


@admin.register(PerimeterVersion)
class BoundaryAdmin(VersionAdmin):
    """One boundary."""

    publish = staticmethod(publish_boundary)
    consequence = _(
        "The map is clipped to this boundary from now on. Nothing that was placed is lost: what lies outside is shown "
        "to a moderator. The former boundary stays here and can be brought back."
    )
    drawn_from = ("perimeter_data_perimeterversion", "boundary", "id")
    list_display = ("__str__", "state", "area", "source", "created_at", "perimeter")
    list_filter = ("state", ("perimeter", Related))
    list_select_related = ("perimeter",)

    def heading(self, obj: PerimeterVersion) -> str:
        return _("%(perimeter)s: boundary %(number)s") % {"perimeter": obj.perimeter, "number": obj.number}

    def get_queryset(self, request: HttpRequest) -> QuerySet[PerimeterVersion]:
        return super().get_queryset(request).defer("boundary", "accepted", "boundary_3857")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewBoundaryForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            origin = {"fields": ("source", "source_date", "licence"), "classes": ("collapse",)}
            reading = {"fields": ("crs", "layer", "close_gaps_m", "tolerance_m"), "classes": ("collapse",)}
            return (
                (None, {"fields": ("upload", "draft")}),
                (_("Where it comes from"), origin),
                (_("If the file is unusual"), reading),
            )
        origin = {"fields": ("source", "source_date", "licence", "tolerance_m", "created_at", "published_at")}
        return ((None, {"fields": ("state", "map", "what_was_read")}), (_("Where it comes from"), origin))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("state", "map", "what_was_read", "created_at", "published_at")

    def save_model(self, request: HttpRequest, obj: PerimeterVersion, form: Any, change: bool) -> None:
        given = form.cleaned_data
        with uploads.on_disk(given["upload"]) as paths:
            source = BoundarySource(
                files=paths,
                crs=given["crs"] or None,
                layer=given["layer"] or None,
                close_gaps_m=given["close_gaps_m"],
                tolerance_m=given["tolerance_m"],
                source=given["source"],
                source_date=given["source_date"],
                licence=given["licence"],
            )
            summary, version = import_boundary(source=source, slug=obj.perimeter.slug, draft=given["draft"])
        obj.pk, obj.number, obj._state.adding = version.pk, version.number, False
        request.is_known = bool(summary.unchanged)  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: PerimeterVersion, post_url_continue: str | None = None
    ) -> HttpResponse:
        if request.is_known:  # type: ignore[attr-defined]
            self.message_user(request, _("This boundary was here already: nothing changed."))
        else:
            self.message_user(request, _("This is how the file was read."))
        return HttpResponseRedirect(self.address("change", obj))

    @admin.display(description=_("area"))
    def area(self, obj: PerimeterVersion) -> str:
        return f"{number(obj.area_km2, 1)} km²"

    @admin.display(description=_("Map"))
    def map(self, obj: PerimeterVersion) -> str:
        return boundary_map(self.address("drawn", obj))

    @admin.display(description=_("What was read"))
    def what_was_read(self, obj: PerimeterVersion) -> str:
        sentences = boundary_sentences(obj.report)
        items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
        return format_html('<ul class="plain-list">{}</ul>', items) if sentences else "–"
