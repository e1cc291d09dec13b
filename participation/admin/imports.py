"""Pages that bring contributions in from a file: send it, say what its columns are, try, import.

Each step is an address of its own and works without scripts; what takes longer than a request is a job.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from core import jobs
from core.errors import DomainError
from core.models import Job
from participation.admin.import_forms import ColumnsForm, DecisionsForm, ImportUploadForm, ReadingForm, initial_of
from participation.admin.import_report import figures, past
from participation.import_records import IMPORT, INSPECTION, is_open, last_inspection, past_imports
from perimeter_data.models import Perimeter, Upload
from perimeter_data.powers import Power, has_power, perimeters_where
from perimeter_data.reading import FileRefused, is_zip
from perimeter_data.selectors import get_upload, published_bbox
from perimeter_data.services.uploads import store_upload

ROWS_SHOWN = 5
NAME = "participation_contribution_import"


class ImportPages:
    """What `ContributionAdmin` has beside its list; for administrators of the perimeter."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_start), name=NAME),
            path("import/<uuid:pk>/", view(self.import_file), name=f"{NAME}_file"),
            path("import/jobs/<uuid:pk>/", view(self.import_job), name=f"{NAME}_job"),
            path("import/jobs/<uuid:pk>/refused.csv", view(self.import_refused), name=f"{NAME}_refused"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # --- send a file ---
    def import_start(self, request: HttpRequest) -> HttpResponse:
        """Choose the perimeter, send a file; below, what was imported before."""
        perimeter = self._chosen(request)
        if perimeter is None:
            allowed = perimeters_where(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
            choice = {"title": _("For which territory?"), "perimeters": allowed}
            return self._page(request, "admin/choose_perimeter.html", choice)
        sent = request.method == "POST"
        form = ImportUploadForm(request.POST if sent else None, request.FILES if sent else None)
        if form.is_valid():
            try:
                upload = store_upload(files=form.cleaned_data["upload"], perimeter=perimeter, user_id=request.user.pk)
            except DomainError as refusal:
                form.add_error("upload", str(refusal))
            else:
                return self._watch(self._look(request, upload, {}))
        context = {
            "title": _("Import contributions"),
            "perimeter": perimeter,
            "form": form,
            "ready": published_bbox(perimeter) is not None,
            "past": [past(job) for job in past_imports(perimeter)],
        }
        return self._page(request, "admin/participation/import_start.html", context)

    # --- say what is in it ---
    def import_file(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """What the file holds, what it did not say, which column is what."""
        upload = self._upload(request, pk)
        looked = last_inspection(upload)
        if looked is None or (upload.inspection is None and not is_open(looked)):
            raise Http404
        if is_open(looked):
            return self._watch(looked)
        found: dict[str, Any] = upload.inspection or {}
        personal = "personal" in request.GET
        data = request.POST if request.method == "POST" else None
        looks = data is not None and data.get("do") == "look"
        reading = ReadingForm(data if looks else None, found=found, chosen=looked.params)
        if looks and reading.is_valid():
            return self._watch(self._look(request, upload, reading.reading()))
        columns = None
        if found["problem"] is None:
            columns = ColumnsForm(
                None if looks else data,
                perimeter=upload.perimeter,
                found=found,
                personal=personal,
                zipped=is_zip(upload.main),
                initial=self._former(request, upload),
            )
            if data is not None and not looks and columns.is_valid():
                return self._watch(self._try(request, upload, looked, columns.order()))
        context = {
            "title": _("What is in this file"),
            "upload": upload,
            "perimeter": upload.perimeter,
            "found": found,
            "problem": _problem(looked),
            "reading": reading,
            "columns": columns,
            "personal": personal,
            **_first_rows(found, columns),
        }
        return self._page(request, "admin/participation/import_file.html", context)

    def _former(self, request: HttpRequest, upload: Upload) -> dict[str, Any]:
        """Return what was answered before: for this file when one comes back to it, else who sent the last one."""
        of_file = Job.objects.filter(kind=IMPORT, params__upload=str(upload.pk)).order_by("-created_at").first()
        if of_file is not None:
            return initial_of(of_file.params["order"])
        last = past_imports(upload.perimeter)[:1]
        return {name: last[0].params["order"][name] for name in ("source", "licence")} if last else {}

    def _look(self, request: HttpRequest, upload: Upload, reading: dict[str, Any]) -> Job:
        given = {name: value for name, value in reading.items() if value}
        return self._enqueue(request, INSPECTION, upload, {"upload": str(upload.pk), **given})

    def _try(self, request: HttpRequest, upload: Upload, looked: Job, order: dict[str, Any]) -> Job:
        reading = {name: looked.params.get(name) for name in ("layer", "crs", "lon", "lat")}
        params = {"upload": str(upload.pk), "name": upload.name, "reading": reading, "dry_run": True, "order": order}
        return self._enqueue(request, IMPORT, upload, params)

    # --- watch, decide, import ---
    def import_job(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """How far it is; then what was found, and what to decide."""
        job = self._job(request, pk)
        if request.method == "POST" and request.POST.get("do") == "stop":
            jobs.request_cancel(job)
            return self._watch(job)
        upload = _upload_of(job)
        if job.kind == INSPECTION and not is_open(job) and upload is not None and upload.inspection is not None:
            if job.state != Job.State.DONE:
                messages.error(request, str(job.report.get("problem", {}).get("detail", "")))
            return HttpResponseRedirect(reverse(f"admin:{NAME}_file", args=[upload.pk]))
        form = self._decisions(request, job, upload)
        if request.method == "POST" and form is not None and form.is_valid():
            order = {**job.params["order"], **form.decided()}
            tries = request.POST.get("do") == "try"
            return self._watch(self._enqueue(request, IMPORT, upload, {**job.params, "order": order, "dry_run": tries}))
        template = "import_wait" if is_open(job) else "import_report"
        context = {"title": _title(job), "job": job, "upload": upload, "form": form, **self._facts(job)}
        return self._page(request, f"admin/participation/{template}.html", context)

    def _decisions(self, request: HttpRequest, job: Job, upload: Upload | None) -> DecisionsForm | None:
        if upload is None or job.state != Job.State.DONE or not job.params.get("dry_run"):
            return None
        data = request.POST if request.method == "POST" else None
        order = job.params["order"]
        return DecisionsForm(data, perimeter=upload.perimeter, report=job.report, order=order)

    def _facts(self, job: Job) -> dict[str, Any]:
        perimeter = Perimeter.objects.get(pk=job.perimeter_id or 0)
        return {"perimeter": perimeter, "problem": _problem(job), **figures(job)}

    def import_refused(self, request: HttpRequest, pk: UUID) -> HttpResponse | FileResponse:
        """The rows that were refused, each with its reason, as a table."""
        job = self._job(request, pk)
        upload = _upload_of(job)
        name = job.report.get("refused_file")
        if upload is None or not name or not (upload.results / name).is_file():
            raise Http404
        file = (upload.results / name).open("rb")
        response = FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
        response["Cache-Control"] = "no-store"
        return response

    # --- shared ---
    def _chosen(self, request: HttpRequest) -> Perimeter | None:
        """Return the perimeter asked for, or the only one; None: say which."""
        allowed = perimeters_where(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
        asked = request.GET.get("perimeter")
        found = list(allowed.filter(slug=asked)) if asked else list(allowed[:2])
        if not found:
            raise PermissionDenied
        return found[0] if len(found) == 1 else None

    def _upload(self, request: HttpRequest, pk: UUID) -> Upload:
        known = Upload.objects.select_related("perimeter").filter(pk=pk).first()
        if known is None or not has_power(request.user, Power.ADMINISTER, known.perimeter_id):  # type: ignore[arg-type]
            raise Http404
        return get_upload(known.perimeter, pk)

    def _job(self, request: HttpRequest, pk: UUID) -> Job:
        job = Job.objects.filter(pk=pk, kind__in=(IMPORT, INSPECTION)).first()
        if job is None or not has_power(request.user, Power.ADMINISTER, job.perimeter_id or 0):  # type: ignore[arg-type]
            raise Http404
        return job

    def _enqueue(self, request: HttpRequest, kind: str, upload: Upload | None, params: dict[str, Any]) -> Job:
        perimeter_id = upload.perimeter_id if upload is not None else None
        return jobs.enqueue(kind, perimeter_id=perimeter_id, params=params, user_id=request.user.pk)

    def _watch(self, job: Job) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{NAME}_job", args=[job.pk]))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        response = TemplateResponse(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context}
        )
        response["Cache-Control"] = "no-store"
        return response


def _upload_of(job: Job) -> Upload | None:
    """Return the file a task is about, while it is here."""
    return Upload.objects.filter(pk=job.params["upload"], perimeter_id=job.perimeter_id or 0).first()


def _title(job: Job) -> str:
    if is_open(job):
        return _("One moment")
    if job.state != Job.State.DONE:
        return _("This did not work") if job.state == Job.State.FAILED else _("Stopped")
    return _("What would be imported") if job.params.get("dry_run") else _("What was imported")


def _problem(job: Job) -> str:
    """Return what stands in the way, in a sentence: why a task failed, or what a file leaves open."""
    if "problem" in job.report:
        return str(job.report["problem"]["detail"])
    asked = dict(job.report.get("inspection", {}).get("problem") or {})
    return str(FileRefused(asked.pop("code"), **asked)) if asked else ""


def _first_rows(found: dict[str, Any], columns: ColumnsForm | None) -> dict[str, Any]:
    """Return the table of the first rows, without what is about persons."""
    hidden = set(columns.hidden) if columns is not None else set()
    names = [field["name"] for field in found["fields"] if field["name"] not in hidden]
    rows = [[row.get(name) for name in names] for row in found["rows"][:ROWS_SHOWN]]
    return {"names": names, "rows": rows}
