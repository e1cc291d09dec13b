"""GET /api/v1/jobs/{id}/: how far a long task is. Its id cannot be guessed; its report stays with staff."""

import uuid

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import Missing
from core.models import Job
from core.query import strict

JOB = OpenApiResponse(
    {
        "type": "object",
        "required": ["id", "kind", "state", "done", "total"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "kind": {"type": "string"},
            "state": {"type": "string", "enum": Job.State.values},
            "done": {"type": "integer"},
            "total": {"type": "integer", "nullable": True},
        },
    },
    description="A long task",
)


class UnknownJob(Missing):
    code = "unknown_job"
    message = _("There is no such task.")


class JobDetail(APIView):
    """Kind, state and progress of one long task."""

    @extend_schema(responses=JOB)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        strict(request.query_params, ())
        job = Job.objects.filter(pk=pk).first()
        if job is None:
            raise UnknownJob
        body = {"id": job.pk, "kind": job.kind, "state": job.state, "done": job.done, "total": job.total}
        return Response(body, headers={"Cache-Control": "no-store"})
