"""What a member of staff may do in a perimeter. Who may do what is `accounts`' to say."""

from enum import StrEnum
from typing import Protocol


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
