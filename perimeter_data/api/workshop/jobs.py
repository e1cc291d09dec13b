"""The perimeter's long tasks."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from core import jobs
from core.api.jobs import UnknownJob
from core.models import Job
from core.query import strict
from perimeter_data.api.workshop.access import WorkshopView


class JobDetail(WorkshopView):
    """One task with its report."""

    def get(self, request: Request, perimeter: str, job: UUID) -> Response:
        strict(request.query_params, ())
        return Response(jobs.as_json(self._job(job)))

    def delete(self, request: Request, perimeter: str, job: UUID) -> Response:
        """Ask it to stop."""
        found = self._job(job)
        jobs.request_cancel(found)
        return Response(jobs.as_json(found), status=202)

    def _job(self, pk: UUID) -> Job:
        found = Job.objects.filter(pk=pk, perimeter_id=self.perimeter.pk).first()
        if found is None:
            raise UnknownJob
        return found
