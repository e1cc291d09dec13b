"""What a member of staff may do in a perimeter. Who may do what is `accounts`' to say."""

from enum import StrEnum
from typing import Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from perimeter_data.models import Perimeter


class Power(StrEnum):
    """One thing a role allows; no power includes another."""

    VIEW = "view"
    MODERATE = "moderate"
    PLAN = "plan"
    ADMINISTER = "administer"


class Holder(Protocol):
    """Whoever has powers in perimeters (`accounts.models.User`)."""

    is_superuser: bool

    def perimeter_ids(self, power: Power) -> frozenset[int] | None:
        """Return the perimeters where this power is held; None means every one."""


def held_by(user: Holder | AnonymousUser, power: Power) -> frozenset[int] | None:
    """Return the perimeters where this user has a power; None means every one; somebody unknown has none."""
    return frozenset() if isinstance(user, AnonymousUser) else user.perimeter_ids(power)


def perimeters_where(user: Holder | AnonymousUser, power: Power) -> QuerySet[Perimeter]:
    """Return the perimeters where this user has a power."""
    held = held_by(user, power)
    return Perimeter.objects.all() if held is None else Perimeter.objects.filter(pk__in=held)


def has_power(user: Holder | AnonymousUser, power: Power, perimeter_id: int | None = None) -> bool:
    """Say whether a power is held in this perimeter, or (None) in any."""
    held = held_by(user, power)
    if held is None:
        return True
    return bool(held) if perimeter_id is None else perimeter_id in held
