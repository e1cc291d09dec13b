"""Rows that belong to exactly one contribution or proposal."""

from typing import Any

from django.db import models
from django.db.models import Q

from participation.models.contributions import Contribution
from participation.models.proposals import Proposal


def target_name(target: Contribution | Proposal) -> str:
    """Return the target's word in columns and changes."""
    return "contribution" if isinstance(target, Contribution) else "proposal"


def exactly_one_target(name: str) -> models.CheckConstraint:
    """Return the constraint: a contribution or a proposal, never both, never none."""
    return models.CheckConstraint(
        condition=Q(contribution__isnull=False, proposal__isnull=True)
        | Q(contribution__isnull=True, proposal__isnull=False),
        name=name,
    )


def one_per_target(name: str, field: str, **options: Any) -> list[models.UniqueConstraint]:
    """Return the two partial unique constraints of `field` with each kind of target."""
    return [
        models.UniqueConstraint(
            fields=[target, field], condition=Q(**{f"{target}__isnull": False}), name=f"{name}_{target}", **options
        )
        for target in ("contribution", "proposal")
    ]


class Targeted(models.Model):
    """Two nullable keys, exactly one set (constraint in each table)."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, db_index=False)

    class Meta:
        abstract = True
        default_related_name = "%(class)ss"
