"""Why there is no file."""

from django.utils.translation import gettext_lazy as _

from core.errors import Missing


class UnknownExport(Missing):
    code = "unknown_export"
    message = _("There is no such export, or it is not written yet, or it is older than a day.")
