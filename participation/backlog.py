"""What waits for staff in some perimeters, counted: a fixed number of queries, however many perimeters there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from participation.models import Appeal, Attachment, Comment, Contribution, Flag
from participation.querysets import late, past_deadline, reopened
from participation.states import CommentState, ContributionState, PhotoState
from perimeter_data.models import Perimeter

NEW_FOR = timedelta(days=1)
OUT_OF_SIGHT = ("rejected", "hidden", "withdrawn", "merged")


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many of each in one perimeter; comments are those to be read."""

    new: int = 0
    pending: int = 0
    comments: int = 0
    flagged: int = 0
    flagged_comments: int = 0
    photos: int = 0
    appeals: int = 0
    reopened: int = 0
    overdue: int = 0
    late: int = 0
    outside: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def backlog_in(perimeter_ids: Collection[int], departments: Collection[int] | None = None) -> dict[int, Backlog]:
    """Return {perimeter: what waits there}; with departments, of what is theirs alone."""
    rows = Contribution.objects.filter(perimeter__in=perimeter_ids)
    comments = Comment.objects.filter(perimeter__in=perimeter_ids)
    flags = Flag.objects.filter(perimeter__in=perimeter_ids, settled_at=None)
    appeals = Appeal.objects.filter(perimeter__in=perimeter_ids, answered_at=None)
    photos = Attachment.objects.filter(contribution__in=rows, state=PhotoState.PENDING)
    if departments is not None:
        rows = rows.filter(department__in=departments)
        comments, photos, appeals = comments.none(), photos.none(), appeals.none()
        flags = flags.filter(contribution__department__in=departments)
    news = rows.filter(created_at__gte=timezone.now() - NEW_FOR).exclude(state__in=OUT_OF_SIGHT)
    counts = {
        "new": _per_perimeter(news),
        "pending": _per_perimeter(rows.filter(state=ContributionState.PENDING, awaits_photo=False)),
        "comments": _per_perimeter(comments.filter(state=CommentState.PENDING)),
        "flagged": _per_perimeter(flags, "contribution"),
        "flagged_comments": _per_perimeter(flags, "comment"),
        "appeals": _per_perimeter(appeals),
        "photos": _per_perimeter(photos, of="contribution__perimeter"),
        "reopened": _per_perimeter(reopened(rows)),
        "overdue": _per_perimeter(past_deadline(rows)),
        "late": _per_perimeter(late(rows)),
        "outside": _per_perimeter(rows.filter(outside_version__isnull=False)),
    }
    return {pk: Backlog(**{name: found.get(pk, 0) for name, found in counts.items()}) for pk in perimeter_ids}


def _per_perimeter(rows: QuerySet, what: str = "pk", of: str = "perimeter") -> dict[int, int]:
    counted = rows.order_by().values(of).annotate(n=Count(what, distinct=True))
    return dict(counted.values_list(of, "n"))


QUEUED = {
    "pending": "why=waiting&what=contribution",
    "comments": "why=waiting&what=comment",
    "flagged": "why=flagged&what=contribution",
    "flagged_comments": "why=flagged&what=comment",
    "appeals": "why=appeal",
}


def backlog_lines(
    perimeter: Perimeter, found: Backlog, *, mine: bool = False, moderates: bool = False
) -> list[tuple[str, str]]:
    """Return (path in the back office, sentence) of each thing that waits.

    `mine` leads to one's own department's; who `moderates` is led to the queue, and alone hears of appeals, which
    stand nowhere else.
    """
    said: list[tuple[str, str, str, str]] = [
        (
            "new",
            "contribution",
            "",
            ngettext("%(n)s came in since yesterday", "%(n)s came in since yesterday", found.new),
        ),
        (
            "pending",
            "contribution",
            "&state__exact=pending",
            ngettext("%(n)s contribution waits to be read", "%(n)s contributions wait to be read", found.pending),
        ),
        (
            "comments",
            "comment",
            "&state__exact=pending",
            ngettext("%(n)s comment waits to be read", "%(n)s comments wait to be read", found.comments),
        ),
        (
            "flagged",
            "contribution",
            "&flagged=yes",
            ngettext("readers flagged %(n)s contribution", "readers flagged %(n)s contributions", found.flagged),
        ),
        (
            "flagged_comments",
            "comment",
            "&flagged=yes",
            ngettext("readers flagged %(n)s comment", "readers flagged %(n)s comments", found.flagged_comments),
        ),
        (
            "photos",
            "attachment",
            "&state__exact=pending",
            ngettext("%(n)s photo waits to be seen", "%(n)s photos wait to be seen", found.photos),
        ),
        (
            "appeals",
            "contribution",
            "",
            ngettext("%(n)s decision is contested", "%(n)s decisions are contested", found.appeals),
        ),
        (
            "reopened",
            "contribution",
            "&waiting=reopened",
            ngettext(
                "%(n)s was reopened by its author, who is not content with the answer",
                "%(n)s were reopened by their authors, who are not content with the answer",
                found.reopened,
            ),
        ),
        (
            "overdue",
            "contribution",
            "&waiting=overdue",
            ngettext("%(n)s is past its deadline", "%(n)s are past their deadline", found.overdue),
        ),
        (
            "late",
            "contribution",
            "&waiting=late",
            ngettext("promised news of %(n)s is late", "promised news of %(n)s is late", found.late),
        ),
        (
            "outside",
            "contribution",
            "&outside=yes",
            ngettext(
                "%(n)s contribution lies outside the new boundary",
                "%(n)s contributions lie outside the new boundary",
                found.outside,
            ),
        ),
    ]
    own = "&department=mine" if mine else ""

    def path(name: str, model: str, query: str) -> str:
        if moderates and name in QUEUED:
            return f"{reverse('moderation-queue')}?perimeter={perimeter.pk}&{QUEUED[name]}"
        of = "contribution__perimeter" if model == "attachment" else "perimeter"
        listed = f"{reverse(f'admin:participation_{model}_changelist')}?{of}__id__exact={perimeter.pk}{query}"
        return listed + (own if model == "contribution" else "")

    return [
        (path(name, model, query), sentence % {"n": getattr(found, name)})
        for name, model, query, sentence in said
        if getattr(found, name) and (moderates or name != "appeals")
    ]
