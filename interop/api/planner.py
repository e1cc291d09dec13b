"""Exports for staff: of a filter and an area, always written by a worker, fetched by who asked for them, for a day."""

import time
from typing import Any, cast
from uuid import UUID

from django.http import FileResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core import jobs
from core.models import Job
from core.query import strict
from interop.files import KEPT_S, export_path, file_name
from interop.jobs import STAFF_EXPORT
from interop.media_types import MEDIA_TYPES
from interop.refusals import UnknownExport
from interop.services.staff_exports import ask_export
from participation.api.planner import Picking, PlannerView
from perimeter_data.powers import Power, has_power


class Exporting(Picking):
    format = serializers.ChoiceField(choices=list(MEDIA_TYPES))
    personal = serializers.BooleanField(default=False)


class StaffExports(PlannerView):
    """Ask for a file; the answer says where it will be."""

    def post(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        given = self.given(Exporting)
        picked = self.picked(given)
        job = ask_export(
            perimeter=self.perimeter,
            user=cast(User, request.user),
            picked=picked,
            ending=given["format"],
            personal=given["personal"],
        )
        return Response(
            {
                "job": request.build_absolute_uri(f"/api/v1/jobs/{job.pk}/"),
                "file": request.build_absolute_uri(f"{request.path}{job.pk}.{given['format']}"),
            },
            status=201,
        )


class StaffExportFile(PlannerView):
    """The file that was written; DELETE stops the writing, or takes it away."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        # It is of the kind its address says, whatever is accepted.
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, perimeter: str, pk: UUID, ending: str) -> FileResponse:
        strict(request.query_params, ())
        job = self._job(pk, ending)
        path = export_path(job.pk, ending)
        if not path.exists() or path.stat().st_mtime < time.time() - KEPT_S:
            raise UnknownExport
        name = file_name(perimeter, ending, personal=job.params["personal"])
        return FileResponse(path.open("rb"), content_type=MEDIA_TYPES[ending], as_attachment=True, filename=name)

    def delete(self, request: Request, perimeter: str, pk: UUID, ending: str) -> Response:
        job = self._job(pk, ending)
        jobs.request_cancel(job)
        export_path(job.pk, ending).unlink(missing_ok=True)
        return Response(status=204)

    def _job(self, pk: UUID, ending: str) -> Job:
        user = self.request.user
        asked = Job.objects.filter(pk=pk, kind=STAFF_EXPORT, perimeter_id=self.perimeter.pk, user_id=user.pk)
        job = asked.first()
        if job is None or job.params["ending"] != ending:
            raise UnknownExport
        if job.params["personal"] and not has_power(user, Power.MODERATE, self.perimeter.pk):
            raise UnknownExport
        return job
