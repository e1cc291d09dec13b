"""Publishing a boundary or an edition of zones, and bringing a former one back: asked once more, then done."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from perimeter_data.admin.maps import drawn
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.models import VersionState


class VersionAdmin(ScopedAdmin):
    """Pages of something that has one published version: read here, published here, never edited."""

    with_map = True
    publish: ClassVar[Callable[..., Any]]
    consequence: ClassVar[str | Promise]
    drawn_from: ClassVar[tuple[str, str, str]]
    change_form_template = "admin/perimeter_data/version.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_go(self, obj: Any) -> bool:
        return obj.state == VersionState.DRAFT

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<bigid:pk>/publish/", self.admin_site.admin_view(self.publish_view), name=f"{name}_publish"),
            path("<bigid:pk>/drawn.geojson", self.admin_site.admin_view(self.drawn_view), name=f"{name}_drawn"),
            *super().get_urls(),
        ]

    def address(self, page: str, obj: Any) -> str:
        """Return the address of a version's page: change, publish or drawn."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[obj.pk])

    def _one(self, request: HttpRequest, pk: int) -> Any:
        obj = self.get_queryset(request).filter(pk=pk).first()
        if obj is None:
            raise Http404
        return obj

    def drawn_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The geometries of a version, for the map."""
        obj = self._one(request, pk)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        return drawn(*self.drawn_from, value=obj.pk, at=request.GET.get("at", ""))

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask (GET), then publish (POST)."""
        obj = self._one(request, pk)
        if not self._may(request, self.power_to_change, obj):
            raise PermissionDenied
        if request.method == "POST":
            type(self).publish(version=obj)
            self.log_change(request, obj, str(_("Published")))
            self.message_user(
                request, _("%(version)s is in force now.") % {"version": self.heading(obj)}, messages.SUCCESS
            )
            return HttpResponseRedirect(self.address("change", obj))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish %(version)s?") % {"version": self.heading(obj)},
            "opts": self.opts,
            "original": obj,
            "consequence": self.consequence,
            "back": self.address("change", obj),
        }
        return TemplateResponse(request, "admin/perimeter_data/publish.html", context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj is not None and obj.state != VersionState.PUBLISHED and self._may(request, self.power_to_change, obj):
            context["publish_address"] = self.address("publish", obj)
            context["publish_words"] = _("Publish") if obj.state == VersionState.DRAFT else _("Put back in force")
        return super().render_change_form(request, context, *args, **kwargs)
