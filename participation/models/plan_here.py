"""What the plan said where a contribution was placed, when it was."""

from django.db import models

from participation.models.contributions import Contribution


class PlanHere(models.Model):
    """The rule there, with the plan's version, as `layers.plan_here` reads it; no row where no plan said anything."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, primary_key=True, related_name="plan_here")
    zones = models.JSONField()
    rules = models.JSONField()
    read_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"plan at {self.contribution_id}"
