"""Hear what becomes of a contribution: ask, confirm, stop."""

from django.db import transaction
from django.utils import timezone

from core import changes
from participation import rules
from participation.models import Contribution, Follower
from participation.models.followers import new_nonce
from participation.selectors import UnknownContribution


@transaction.atomic
def follow(*, contribution: Contribution, email: str, language: str, root: str, is_author: bool = False) -> Follower:
    """Note an address that has yet to be confirmed; asked again, the message is sent again.

    Whether an address is known already is told to nobody: the answer is the same, the message goes to the address.
    """
    if not is_author and not rules.is_public(contribution):
        raise UnknownContribution
    found = Follower.objects.select_for_update().filter(contribution=contribution, email__iexact=email.strip()).first()
    if found is None:
        found = Follower.objects.create(
            contribution=contribution, email=email.strip(), language=language, root=root, is_author=is_author
        )
    elif found.stopped_at is not None:
        found.stopped_at, found.confirmed_at, found.nonce = None, None, new_nonce()
        found.save(update_fields=["stopped_at", "confirmed_at", "nonce"])
    if is_author and not found.is_author:
        found.is_author = True
        found.save(update_fields=["is_author"])
    if found.confirmed_at is None:
        _append(found, "follow.asked")
    return found


@transaction.atomic
def confirm(*, follower: Follower) -> None:
    """From now on the address hears of every public step."""
    if Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=timezone.now(), stopped_at=None):
        _append(follower, "follow.confirmed")


@transaction.atomic
def stop(*, follower: Follower) -> None:
    """No message any more; the key still opens the page."""
    if Follower.objects.filter(pk=follower.pk, stopped_at=None).update(stopped_at=timezone.now()):
        _append(follower, "follow.stopped")


def _append(follower: Follower, kind: str) -> None:
    changes.append(kind, perimeter_id=follower.contribution.perimeter_id, target_type="follower", target_id=follower.pk)
