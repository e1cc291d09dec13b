"""What waits for staff in some perimeters, counted: a fixed number of queries, however many perimeters there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from participation.models import Comment, Contribution, Flag
from participation.querysets import late, past_deadline
from participation.states import CommentState, ContributionState

NEW_FOR = timedelta(days=1)
OUT_OF_SIGHT = ("rejected", "hidden", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each in one perimeter; comments are those to be read."""

    new: int = 0
    pending: int = 0
    comments: int = 0
    flagged: int = 0
    flagged_comments: int = 0
    overdue: int = 0
    late: int = 0
    outside: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def waiting_in(perimeter_ids: Collection[int], departments: Collection[int] | None = None) -> dict[int, Waiting]:
    """Return {perimeter: what waits there}; with departments, of what is theirs alone."""
    rows = Contribution.objects.filter(perimeter__in=perimeter_ids)
    comments = Comment.objects.filter(perimeter__in=perimeter_ids)
    flags = Flag.objects.filter(perimeter__in=perimeter_ids, settled_at=None)
    if departments is not None:
        rows = rows.filter(department__in=departments)
        comments, flags = comments.none(), flags.filter(contribution__department__in=departments)
    news = rows.filter(created_at__gte=timezone.now() - NEW_FOR).exclude(state__in=OUT_OF_SIGHT)
    counts = {
        "new": _per_perimeter(news),
        "pending": _per_perimeter(rows.filter(state=ContributionState.PENDING)),
        "comments": _per_perimeter(comments.filter(state=CommentState.PENDING)),
        "flagged": _per_perimeter(flags, "contribution"),
        "flagged_comments": _per_perimeter(flags, "comment"),
        "overdue": _per_perimeter(past_deadline(rows)),
        "late": _per_perimeter(late(rows)),
        "outside": _per_perimeter(rows.filter(outside_version__isnull=False)),
    }
    return {pk: Waiting(**{name: found.get(pk, 0) for name, found in counts.items()}) for pk in perimeter_ids}


def _per_perimeter(rows: QuerySet, what: str = "pk") -> dict[int, int]:
    counted = rows.order_by().values("perimeter").annotate(n=Count(what, distinct=True))
    return dict(counted.values_list("perimeter", "n"))
