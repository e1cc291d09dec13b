"""What somebody picks: by the one filter, and in an area."""

from dataclasses import dataclass
from typing import Any

from participation.areas import Area
from participation.filters import ContributionFilter


@dataclass(frozen=True, slots=True)
class Picked:
    """A filter and an area, as they were read and as they were sent."""

    filter: ContributionFilter
    area: Area | None
    sent: dict[str, Any]
