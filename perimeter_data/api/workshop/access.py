"""Who may in: a signed-in administrator of the perimeter, with the page's CSRF token on every write."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from core import jobs
from core.errors import Forbidden
from core.models import Job
from perimeter_data.api.staff import StaffView
from perimeter_data.powers import Power


class NotAdministrator(Forbidden):
    code = "not_administrator"
    message = _("Only administrators of this perimeter may do this.")


class WorkshopView(StaffView):
    """One address of the workshop."""

    power = Power.ADMINISTER
    refusal = NotAdministrator

    def enqueue(self, kind: str, params: dict[str, Any]) -> Job:
        """Hand a task of this perimeter to a worker, in the name of who asks."""
        return jobs.enqueue(kind, perimeter_id=self.perimeter.pk, params=params, user_id=self.request.user.pk)


def accepted(job: Job) -> Response:
    """Return 202 with the job to watch."""
    return Response({"job": jobs.as_json(job)}, status=202)
