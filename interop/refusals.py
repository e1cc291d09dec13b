"""Why there is no file."""

from django.utils.translation import gettext_lazy as _

from core.errors import Forbidden, Missing


class UnknownExport(Missing):
    code = "unknown_export"
    message = _("There is no such export, or it is not written yet, or it is older than a day.")


class PersonalNotAllowed(Forbidden):
    code = "personal_not_allowed"
    message = _("Only moderators and administrators may take personal data out.")
