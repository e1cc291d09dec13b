"""Layers: upload a file, watch it being read, say who sees it and how it is drawn."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core import changes, jobs
from core.errors import DomainError
from core.models import Job
from layers.admin_basemaps import BaseMapAdmin
from layers.admin_form import LayerForm
from layers.jobs import IMPORT
from layers.models import Layer, LayerKind
from layers.selectors import legend
from layers.services.clip import clip_layers
from layers.services.plan_versions import put_in_force
from layers.services.popups import popup_of
from layers.services.rasters import set_unit, takes_unit
from layers.services.styling import restyle
from layers.uploads import begin_import
from perimeter_data.admin.labels import Choices, Related
from perimeter_data.admin.reports import number
from perimeter_data.admin.scope import ScopedAdmin

__all__ = ["BaseMapAdmin", "LayerAdmin"]

RUNNING = (Job.State.QUEUED, Job.State.RUNNING)


@admin.register(Layer)
class LayerAdmin(ScopedAdmin):
    """What is drawn under or over the debate."""

    form = LayerForm
    list_display = ("words", "kind", "role", "rights", "visible", "position", "perimeter")
    list_filter = (("kind", Choices), ("rights", Choices), ("perimeter", Related))
    list_select_related = ("perimeter",)
    actions = ("put_in_force",)
    search_fields = ("slug", "name")

    def get_urls(self) -> list[URLPattern]:
        watch = path("jobs/<uuid:pk>/", self.admin_site.admin_view(self.job_view), name="layers_layer_job")
        return [watch, *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        reading = ("profile", "crs", "table", "fields_called")
        if obj is None:
            unusual = {"fields": ("crs", "table", "unit", "fields_called"), "classes": ("collapse",)}
            first = {"fields": ("name", "slug", "upload", "profile")}
            return ((None, first), (_("If the file is unusual"), unusual))
        look = ("name", "rights", "role", "visible", "opacity", "position", "minzoom", "maxzoom", "attribution")
        sets = [
            (None, {"fields": (*look, "unit") if takes_unit(obj) else look}),
            (_("Content"), {"fields": ("kind", "drawn_as", "what_was_read")}),
        ]
        may_change = self.has_change_permission(request, obj)
        if may_change and obj.kind == LayerKind.VECTOR and obj.role == Layer.Role.OVERLAY:
            drawn = ("method", "style_field", "classes", "palette", "popup_lines")
            sets.insert(1, (_("How its features are drawn"), {"fields": drawn}))
        if may_change:
            sets.append((_("Upload it again"), {"fields": ("upload", *reading), "classes": ("collapse",)}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("kind", "drawn_as", "what_was_read")

    def save_model(self, request: HttpRequest, obj: Layer, form: Any, change: bool) -> None:
        if change:
            self._restyle(request, obj, form)
            if "unit" in form.changed_data:
                set_unit(obj, form.cleaned_data["unit"])
            super().save_model(request, obj, form, change)
            if "role" in form.changed_data:  # the ground is not cut at the boundary
                clip_layers([obj.pk])
        if form.cleaned_data.get("upload"):
            request.job = begin_import(  # type: ignore[attr-defined]
                perimeter=obj.perimeter,
                files=form.cleaned_data["upload"],
                options=form.options(),
                user_id=request.user.pk,
            )

    def _restyle(self, request: HttpRequest, obj: Layer, form: Any) -> None:
        if obj.kind != LayerKind.VECTOR or obj.role == Layer.Role.GROUND:
            return
        if "popup_lines" in form.changed_data:
            obj.popup = popup_of(form.cleaned_data["popup_lines"], obj.perimeter.default_language)
        look = form.look()
        if look is None:
            return
        try:
            restyle(obj, look)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
        obj.revision += 1

    @admin.action(description=_("Put this version of the plan in force"), permissions=["change"])
    def put_in_force(self, request: HttpRequest, queryset: QuerySet[Layer]) -> None:
        """One version at a time: of several, the last that is named would win unseen."""
        if queryset.count() != 1:
            self.message_user(request, _("Choose one version."), messages.ERROR)
            return
        put_in_force(layer=queryset.get())

    def append_change(self, obj: Layer, verb: str) -> None:
        changes.append(
            "layer.changed" if verb == "saved" else f"layer.{verb}",
            perimeter_id=obj.perimeter_id,
            target_type="layer",
            target_id=obj.pk,
            payload={"slug": obj.slug, "revision": obj.revision},
        )

    def log_addition(self, request: HttpRequest, obj: Layer, message: Any) -> None:  # type: ignore[override]
        """The row is the worker's to make: there is nothing to log yet."""

    def response_add(self, request: HttpRequest, obj: Layer, post_url_continue: str | None = None) -> HttpResponse:
        return self._watch(request)

    def response_change(self, request: HttpRequest, obj: Layer) -> HttpResponse:
        return self._watch(request) if hasattr(request, "job") else super().response_change(request, obj)

    def _watch(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:layers_layer_job", args=[request.job.pk]))  # type: ignore[attr-defined]

    def job_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """How far an import is, and what it found; the page asks again by itself while it runs."""
        job = Job.objects.filter(pk=pk, kind=IMPORT).first()
        if job is None:
            raise Http404
        held = request.user.perimeter_ids(self.power_to_change)  # type: ignore[union-attr]
        if held is not None and job.perimeter_id not in held:
            raise PermissionDenied
        if request.method == "POST" and request.POST.get("do") == "stop":
            jobs.request_cancel(job)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Reading the file"),
            "opts": self.opts,
            "job": job,
            "is_running": job.state in RUNNING,
            "failed": job.state in (Job.State.FAILED, Job.State.CANCELLED),
            "problem": job.report.get("problem"),
            "counts": _counts(job.report),
        }
        response = TemplateResponse(request, "admin/layers/job.html", context)
        if job.state in RUNNING:
            response["Refresh"] = "2"
        return response

    @admin.display(description=_("name"), ordering="slug")
    def words(self, obj: Layer) -> str:
        return obj.name.get(obj.perimeter.default_language) or obj.slug

    @admin.display(description=_("Drawn as"))
    def drawn_as(self, obj: Layer) -> str:
        swatch = (
            '<li><svg width="16" height="16" aria-hidden="true">'
            '<rect x="1" y="1" width="14" height="14" fill="{}" stroke="{}"/></svg> {}</li>'
        )
        rows = ((entry["fill"] or "none", entry["line"] or "none", entry["label"]) for entry in legend(obj))
        return format_html('<ul class="plain-list">{}</ul>', format_html_join("", swatch, rows)) if obj.legend else "–"

    @admin.display(description=_("What was read"))
    def what_was_read(self, obj: Layer) -> str:
        sentences = [_counts(obj.report), *(_reason(reason) for reason in obj.report.get("reasons", ()))]
        items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences if sentence))
        return format_html('<ul class="plain-list">{}</ul>', items)


def _counts(report: dict[str, Any]) -> str:
    if not report.get("read"):
        return ""
    facts = {name: number(report.get(name, 0)) for name in ("read", "imported", "repaired", "refused")}
    return _("%(read)s read, %(imported)s taken, %(repaired)s repaired, %(refused)s refused.") % facts


def _reason(reason: dict[str, Any]) -> str:
    return f"{number(reason.get('count', 1))} × {reason.get('message', reason.get('code', ''))}"
