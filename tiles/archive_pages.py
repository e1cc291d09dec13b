"""Back office: the map as a file, for the administrators of a perimeter."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core import jobs
from core.jobs import OPEN
from core.models import Job
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power
from perimeter_data.selectors import public_perimeters
from tiles.jobs import ARCHIVE, archive_path


def archive_page(request: HttpRequest, perimeter: str) -> HttpResponse:
    """Show the last file and how far the next one is; POST begins one, or stops the one that is being written."""
    found = _perimeter(request, perimeter)
    last = Job.objects.filter(kind=ARCHIVE, perimeter_id=found.pk).order_by("-created_at").first()
    waits = last is not None and last.state in OPEN
    if request.method == "POST":
        if last is not None and waits:
            jobs.request_cancel(last)
        else:
            jobs.enqueue(ARCHIVE, perimeter_id=found.pk, user_id=request.user.pk)
        return HttpResponseRedirect(request.path)
    written = Job.objects.filter(kind=ARCHIVE, perimeter_id=found.pk, state=Job.State.DONE).order_by("-created_at")
    facts: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("The map as a file"),
        "perimeter": found,
        "public": public_perimeters().filter(pk=found.pk).exists(),
        "job": last,
        "waits": waits,
        "written": written.first() if archive_path(found.pk).exists() else None,
    }
    response = TemplateResponse(request, "admin/tiles/archive.html", facts)
    response["Cache-Control"] = "no-store"
    return response


def archive_file(request: HttpRequest, perimeter: str) -> FileResponse:
    """Send the last file."""
    found = _perimeter(request, perimeter)
    path = archive_path(found.pk)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.slug}.pmtiles")


def _perimeter(request: HttpRequest, slug: str) -> Perimeter:
    found = Perimeter.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    if not has_power(request.user, Power.ADMINISTER, found.pk):  # type: ignore[arg-type]
        raise PermissionDenied
    return found
