"""A file in a form: how much may come in is decided before it is read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from core.errors import Malformed, Unsupported
from core.pictures import FileTooLarge

# What a form may hold beside its file.
FIELDS_BYTES = 64 * 1024


class MalformedForm(Malformed):
    code = "malformed_form"
    message = _("The form cannot be read: part of it is missing.")


class NotAForm(Unsupported):
    message = _("Send the file as multipart/form-data, in a field called “file”.")


def require_bounded(request: HttpRequest, max_bytes: int) -> None:
    """Raise `FileTooLarge` for a body that holds more than one file of that size, before any of it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > max_bytes + FIELDS_BYTES:
        raise FileTooLarge(max_bytes)


def read_form(request: Request, max_bytes: int) -> Any:
    """Return the fields and files of a REST request; raise `FileTooLarge`, `MalformedForm` or `NotAForm`."""
    require_bounded(request._request, max_bytes)
    try:
        return request.data
    except UnsupportedMediaType as error:
        raise NotAForm from error


class FileFormParser(MultiPartParser):
    """multipart/form-data, with refusals in our words."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RequestDataTooBig:
            raise
        except (ParseError, SuspiciousOperation) as error:
            raise MalformedForm from error
