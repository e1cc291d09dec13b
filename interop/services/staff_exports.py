"""Asking for an export in the name of a member of staff."""

from django.db import transaction

from accounts.models import User
from core import jobs
from core.models import Job
from interop.jobs import STAFF_EXPORT
from interop.models import PersonalExport
from interop.refusals import PersonalNotAllowed
from interop.rows import export_of
from participation.picking import Picked
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power


@transaction.atomic
def ask_export(*, perimeter: Perimeter, user: User, picked: Picked, ending: str, personal: bool) -> Job:
    """Hand an export to a worker; one with personal data is for moderators, and is written down first."""
    if personal and not has_power(user, Power.MODERATE, perimeter.pk):
        raise PersonalNotAllowed
    params = {**picked.sent, "ending": ending, "personal": personal}
    job = jobs.enqueue(STAFF_EXPORT, perimeter_id=perimeter.pk, params=params, user_id=user.pk)
    if personal:
        PersonalExport.objects.create(
            perimeter=perimeter,
            user=user,
            name=user.get_username(),
            job_id=job.pk,
            ending=ending,
            picked=picked.sent,
            rows=export_of(perimeter, picked.filter, picked.area, personal=True).count,
        )
    return job
