"""Photos of one's own contribution: add one, take one away."""

import hashlib
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.file_forms import FileFormParser, read_form
from core.query import strict
from participation.api import schema
from participation.api.access import answer_once, require_participant
from participation.api.files import photos_of
from participation.api.inputs import PhotoInput
from participation.selectors import own_photo, public_contribution
from participation.services.attachment_files import make_picture
from participation.services.attachments import add_photo, take_photo_away


class Photos(APIView):
    """POST a form with `file` and maybe `description`. JPEG, PNG, WebP or HEIC; kept without EXIF and made smaller."""

    parser_classes = [FileFormParser]

    @extend_schema(request=PhotoInput, responses={201: schema.PHOTO, **schema.PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        strict(request.query_params, ())
        participant = require_participant(request, "photos")
        found = public_contribution(pk, viewer=participant)
        form = PhotoInput(data=read_form(request, settings.AGORAMA_PHOTO_MAX_BYTES))
        form.is_valid(raise_exception=True)
        data, description = form.validated_data["file"].read(), form.validated_data["description"]
        photo = make_picture(data)

        def act() -> tuple[int, Any]:
            made = add_photo(contribution=found, participant=participant, photo=photo, description=description)
            photos = photos_of(request, {found.pk: found.language}, participant)[found.pk]
            return 201, next(shape for shape in photos if shape["id"] == made.pk)

        body = {"file": hashlib.sha256(data).hexdigest(), "description": description}
        return answer_once(request, f"photos:{participant.pk}:{pk}", act, body=body)


class PhotoDetail(APIView):
    """One photo of one's own contribution."""

    @extend_schema(responses={204: None, **schema.PROBLEMS})
    def delete(self, request: Request, pk: int, photo: int) -> Response:
        participant = require_participant(request, "photos")
        found = public_contribution(pk, viewer=participant)
        take_photo_away(photo=own_photo(found, photo), participant=participant)
        return Response(status=204)
