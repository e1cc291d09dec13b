"""Hear what becomes of a contribution: ask, confirm, stop."""

from django.db import transaction
from django.utils import timezone

from core import changes
from participation import rules
from participation.audience import same_reader
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
    elif found.stopped_at is not None or found.refused_at is not None:
        found.stopped_at = found.refused_at = found.confirmed_at = None
        found.refusal, found.nonce = "", new_nonce()
        found.save(update_fields=["stopped_at", "refused_at", "refusal", "confirmed_at", "nonce"])
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
    """No message any more, of this nor of what was joined with it; the key still opens the page."""
    for one in same_reader(follower).filter(stopped_at=None).select_for_update():
        one.stopped_at = timezone.now()
        one.save(update_fields=["stopped_at"])
        _append(one, "follow.stopped")


@transaction.atomic
def refuse(*, follower: Follower, reason: str) -> None:
    """Note that the address takes no mail: nothing more is sent there, and staff sees that somebody hears nothing."""
    told = {"refused_at": timezone.now(), "refusal": reason[:200]}
    if Follower.objects.filter(pk=follower.pk, refused_at=None).update(**told):
        _append(follower, "follow.refused")


def _append(follower: Follower, kind: str) -> None:
    changes.append(kind, perimeter_id=follower.contribution.perimeter_id, target_type="follower", target_id=follower.pk)
