"""Flags are settled by whatever a moderator decides about what was flagged."""

from django.db.models import QuerySet
from django.utils import timezone

from participation.models import Flag


def settle_flags(flags: QuerySet[Flag]) -> int:
    """Note that somebody has looked at these; returns how many were open."""
    return flags.filter(settled_at__isnull=True).update(settled_at=timezone.now())
