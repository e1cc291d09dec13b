"""GET …/exports/contributions.csv|xlsx|geojson|gpkg: what the list shows under the same filter, as a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import jobs
from core.models import Job
from core.query import strict
from core.ratelimit import check
from interop.files import export_path, file_name
from interop.jobs import EXPORT
from interop.media_types import MEDIA_TYPES
from interop.refusals import UnknownExport
from interop.rows import Export, export_of
from interop.services.writing import WRITERS, write_export
from interop.text_files import csv_lines, geojson_lines
from participation import filters
from participation.api import schema
from participation.filters import ContributionFilter
from perimeter_data.selectors import get_public_perimeter

STREAMS: dict[str, Callable[[Export], Iterator[bytes]]] = {"csv": csv_lines, "geojson": geojson_lines}
# More than this is written by a worker.
AT_ONCE = 20_000
FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file")
JOB = OpenApiResponse(
    {
        "type": "object",
        "required": ["job", "file"],
        "properties": {"job": {"type": "string"}, "file": {"type": "string"}},
    },
    description="A large file is being written: how far it is, and where it will be; DELETE there stops it",
)


class ContributionExport(APIView):
    """The contributions of a filter as a file; large ones that cannot be sent while they are written are a task."""

    @extend_schema(parameters=schema.FILTER, responses={200: FILE, 202: JOB}, operation_id="contributions_export")
    def get(self, request: Request, perimeter: str, ending: str) -> HttpResponseBase:
        found = get_public_perimeter(perimeter)
        if ending not in STREAMS and ending not in WRITERS:
            raise UnknownExport
        params = strict(request.query_params, filters.NAMES)
        export = export_of(found, ContributionFilter.parse(params))
        if ending in STREAMS:
            lines = STREAMS[ending](export)
            return _attached(StreamingHttpResponse(lines, content_type=MEDIA_TYPES[ending]), perimeter, ending)
        check(request, "exports")
        if export.count > AT_ONCE:
            return _later(request, export, {"filter": dict(params.items()), "ending": ending})
        path = export_path(uuid4(), ending)
        write_export(export=export, ending=ending, path=path)
        return _sent(path, perimeter, ending, keep=False)


class ExportFile(APIView):
    """The file that a task has written."""

    @extend_schema(responses={200: FILE}, operation_id="export_file")
    def get(self, request: Request, perimeter: str, pk: UUID, ending: str) -> HttpResponseBase:
        strict(request.query_params, ())
        _job(perimeter, pk, ending)
        path = export_path(pk, ending)
        if not path.exists():
            raise UnknownExport
        return _sent(path, perimeter, ending, keep=True)

    @extend_schema(responses={204: None}, operation_id="export_stop")
    def delete(self, request: Request, perimeter: str, pk: UUID, ending: str) -> Response:
        jobs.request_cancel(_job(perimeter, pk, ending))
        export_path(pk, ending).unlink(missing_ok=True)
        return Response(status=204)


def _job(perimeter: str, pk: UUID, ending: str) -> Job:
    found = get_public_perimeter(perimeter)
    job = Job.objects.filter(pk=pk, kind=EXPORT, perimeter_id=found.pk).first()
    if job is None or job.params["ending"] != ending:
        raise UnknownExport
    return job


def _later(request: Request, export: Export, params: dict[str, Any]) -> Response:
    """Hand it to a worker; who asks for the same meanwhile is told of the same task."""
    waiting = Job.objects.filter(kind=EXPORT, perimeter_id=export.perimeter.pk, params=params, state__in=jobs.OPEN)
    job = waiting.first() or jobs.enqueue(EXPORT, perimeter_id=export.perimeter.pk, params=params)
    root = f"/api/v1/perimeters/{export.perimeter.slug}/exports/files/{job.pk}.{params['ending']}"
    return Response(
        {
            "job": request.build_absolute_uri(f"/api/v1/jobs/{job.pk}/"),
            "file": request.build_absolute_uri(root),
        },
        status=202,
        headers={"Cache-Control": "no-store"},
    )


def _sent(path: Path, perimeter: str, ending: str, *, keep: bool) -> HttpResponseBase:
    file = path.open("rb")
    if not keep:
        path.unlink()  # it lives as long as it is sent
    return _attached(FileResponse(file, content_type=MEDIA_TYPES[ending]), perimeter, ending)


def _attached(response: HttpResponseBase, perimeter: str, ending: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{file_name(perimeter, ending)}"'
    response["Cache-Control"] = "no-store"
    return response
