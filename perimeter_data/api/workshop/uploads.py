"""Files that are uploaded, and looked at before anything is made of them."""

from uuid import UUID

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import jobs
from core.query import strict
from perimeter_data import selectors
from perimeter_data.api.workshop import inputs, shapes
from perimeter_data.api.workshop.access import WorkshopView, accepted
from perimeter_data.services.uploads import remove_upload, store_upload


class Uploads(WorkshopView):
    """One file, or all the parts of a shapefile."""

    parser_classes = [MultiPartParser]

    def post(self, request: Request, perimeter: str) -> Response:
        given = inputs.Reading(data={name: value for name, value in request.POST.items() if value})
        given.is_valid(raise_exception=True)
        files = request.FILES.getlist("files")
        upload = store_upload(files=files, perimeter=self.perimeter, user_id=request.user.pk)
        job = self.enqueue("inspect_upload", {"upload": str(upload.pk), **given.validated_data})
        return Response({"upload": shapes.upload_json(upload), "job": jobs.as_json(job)}, status=201)


class UploadDetail(WorkshopView):
    """One upload."""

    def get(self, request: Request, perimeter: str, upload: UUID) -> Response:
        strict(request.query_params, ())
        return Response(shapes.upload_json(selectors.get_upload(self.perimeter, upload)))

    def delete(self, request: Request, perimeter: str, upload: UUID) -> Response:
        remove_upload(upload=selectors.get_upload(self.perimeter, upload))
        return Response(status=204)


class Inspection(WorkshopView):
    """Look again, with what the file did not say."""

    def post(self, request: Request, perimeter: str, upload: UUID) -> Response:
        given = inputs.Inspecting(data=request.data)
        given.is_valid(raise_exception=True)
        found = selectors.get_upload(self.perimeter, upload)
        return accepted(self.enqueue("inspect_upload", {"upload": str(found.pk), **given.validated_data}))
