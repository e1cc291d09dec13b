"""Which zone a target counts in, per edition of each zoning."""

from django.db import models

from participation.models.targets import Targeted, exactly_one_target, one_per_target
from perimeter_data.models import Zone, ZoningVersion


class ZoneAssignment(Targeted):
    """Written with the target; `zone` null is the bucket of what lies in no zone."""

    zoning_version = models.ForeignKey(ZoningVersion, models.CASCADE, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="+")

    class Meta(Targeted.Meta):
        constraints = [
            exactly_one_target("assignment_one_target"),
            *one_per_target("assignment_unique", "zoning_version", include=["zone"]),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id or self.proposal_id} in {self.zone_id}"
