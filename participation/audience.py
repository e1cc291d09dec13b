"""Who hears of a contribution: those who follow it, and those who follow what was merged into it; each address once."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from participation.models import Contribution, Follower


def audience(contribution_ids: Iterable[int]) -> dict[int, list[Follower]]:
    """Return {contribution: its followers}: confirmed, not stopped, at an address that takes mail. One query.

    An address that follows several that were joined is there once: for the one that stays, else for the first.
    """
    wanted = set(contribution_ids)
    rows = Follower.objects.filter(confirmed_at__isnull=False, stopped_at=None, refused_at=None)
    rows = rows.filter(Q(contribution__in=wanted) | Q(contribution__merged_into__in=wanted))
    found: dict[int, dict[str, Follower]] = defaultdict(dict)
    for one in rows.select_related("contribution").order_by("id"):
        for about in wanted & {one.contribution_id, one.contribution.merged_into_id}:
            known = found[about].setdefault(one.email.lower(), one)
            if about == one.contribution_id != known.contribution_id:
                found[about][one.email.lower()] = one
    return {about: list(by_address.values()) for about, by_address in found.items()}


def same_reader(follower: Follower) -> QuerySet[Follower]:
    """Return the rows of this address among all that were joined with what it follows."""
    about = follower.about
    family = Contribution.objects.filter(Q(pk=about.pk) | Q(merged_into=about)).values("pk")
    return Follower.objects.annotate(address=Lower("email")).filter(
        address=follower.email.lower(), contribution__in=family
    )
