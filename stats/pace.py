"""How many came month by month, and how soon they had their first answer: of what the list counts under one filter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Min, OuterRef, Subquery
from django.db.models.functions import Extract, TruncMonth

from participation.filters import ContributionFilter
from participation.models import Channel, Kind, Step
from participation.selectors import public_contributions
from participation.states import PUBLIC_STATES
from perimeter_data.models import Perimeter

SECONDS_A_DAY = 86400


class Median(Aggregate):
    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Pace:
    """`public` and `answered` leave out what a file brought: that was answered where it came from."""

    public: int
    answered: int
    median_days: float | None

    @property
    def share(self) -> float | None:
        """The answered part of the whole, 0 to 1."""
        return self.answered / self.public if self.public else None


def pace(perimeter: Perimeter, f: ContributionFilter) -> Pace:
    """Return how much of what came in has an official answer, and how long the first one took. One query."""
    answers = Step.objects.filter(contribution=OuterRef("pk"), state__in=PUBLIC_STATES).exclude(text={})
    first = answers.order_by().values("contribution").annotate(at=Min("created_at")).values("at")
    rows = public_contributions(perimeter, f).order_by().exclude(channel=Channel.IMPORT)
    took = ExpressionWrapper(F("answered_at") - F("created_at"), output_field=DurationField())
    found = rows.annotate(answered_at=Subquery(first)).aggregate(
        public=Count("pk"), answered=Count("answered_at"), seconds=Median(Extract(took, "epoch"))
    )
    seconds = found["seconds"]
    return Pace(found["public"], found["answered"], None if seconds is None else seconds / SECONDS_A_DAY)


def months(perimeter: Perimeter, f: ContributionFilter) -> list[tuple[date, dict[str, int]]]:
    """Return every month from the first to the last in which something came, with its counts by kind. One query."""
    rows = public_contributions(perimeter, f).order_by().annotate(month=TruncMonth("created_at"))
    found: dict[date, dict[str, int]] = {}
    for month, kind, n in rows.values_list("month", "kind").annotate(n=Count("pk")):
        found.setdefault(month.date(), dict.fromkeys(Kind.values, 0))[kind] = n
    return list(_without_gaps(found))


def _without_gaps(found: dict[date, dict[str, int]]) -> Any:
    if not found:
        return
    month, last = min(found), max(found)
    while month <= last:
        yield month, found.get(month, dict.fromkeys(Kind.values, 0))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
