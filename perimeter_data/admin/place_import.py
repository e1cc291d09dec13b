"""Pages that bring places in from a file: send it, watch, see what was taken."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy

from core import jobs
from core.errors import DomainError
from core.jobs import OPEN
from core.models import Job
from perimeter_data.admin import uploads
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power, perimeters_where
from perimeter_data.services.uploads import store_upload

NAME = "perimeter_data_place_import"
KIND = "import_places"
PAST = 5


class PlacesForm(forms.Form):
    """A file with places, and what it may not say of itself."""

    upload = uploads.files_field(label=gettext_lazy("File with the places"))
    name = forms.CharField(
        label=gettext_lazy("Field with the name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Left empty, we look for it."),
    )
    crs = uploads.crs_field()
    layer = uploads.layer_field()


class PlaceImportPages:
    """What `PlaceAdmin` has beside its list; for administrators of the perimeter."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_start), name=NAME),
            path("import/<uuid:pk>/", view(self.import_job), name=f"{NAME}_job"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def import_start(self, request: HttpRequest) -> HttpResponse:
        """Choose the perimeter, send a file; below, what was imported before."""
        perimeter = self._chosen(request)
        if perimeter is None:
            allowed = perimeters_where(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
            choice = {"title": gettext("For which territory?"), "perimeters": allowed}
            return self._page(request, "admin/choose_perimeter.html", choice)
        sent = request.method == "POST"
        form = PlacesForm(request.POST if sent else None, request.FILES if sent else None)
        if form.is_valid():
            try:
                return self._watch(self._send(request, perimeter, form.cleaned_data))
            except DomainError as refusal:
                form.add_error("upload", str(refusal))
        past = Job.objects.filter(kind=KIND, perimeter_id=perimeter.pk).order_by("-created_at")[:PAST]
        context = {"title": gettext("Import places"), "perimeter": perimeter, "form": form, "past": past}
        return self._page(request, "admin/perimeter_data/place_import.html", context)

    def import_job(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """How far it is; then what was taken and what was not."""
        job = Job.objects.filter(pk=pk, kind=KIND).first()
        if job is None or not has_power(request.user, Power.ADMINISTER, job.perimeter_id or 0):  # type: ignore[arg-type]
            raise Http404
        if request.method == "POST":
            jobs.request_cancel(job)
            return self._watch(job)
        perimeter = Perimeter.objects.get(pk=job.perimeter_id or 0)
        waits = job.state in OPEN
        title = gettext("One moment") if waits else gettext("What was imported")
        context = {"title": title, "job": job, "waits": waits, "perimeter": perimeter}
        return self._page(request, "admin/perimeter_data/place_import_job.html", context)

    def _send(self, request: HttpRequest, perimeter: Perimeter, given: dict[str, Any]) -> Job:
        upload = store_upload(files=given["upload"], perimeter=perimeter, user_id=request.user.pk)
        told = {name: given[name] or None for name in ("name", "crs", "layer")}
        params = {"upload": str(upload.pk), "title": upload.name, **told}
        return jobs.enqueue(KIND, perimeter_id=perimeter.pk, params=params, user_id=request.user.pk)

    def _chosen(self, request: HttpRequest) -> Perimeter | None:
        """Return the perimeter asked for, or the only one; None: say which."""
        allowed = perimeters_where(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
        asked = request.GET.get("perimeter")
        found = list(allowed.filter(slug=asked)) if asked else list(allowed[:2])
        if not found:
            raise PermissionDenied
        return found[0] if len(found) == 1 else None

    def _watch(self, job: Job) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{NAME}_job", args=[job.pk]))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        facts = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = TemplateResponse(request, template, facts)
        response["Cache-Control"] = "no-store"
        return response
