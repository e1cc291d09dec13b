"""Days that were promised: once one has passed without news, whoever waits is told so, once."""

from django.db import transaction
from django.utils import timezone

from participation.models import Contribution, Step
from participation.querysets import late
from participation.services.contributions import append
from participation.states import PUBLIC_STATES

AT_ONCE = 500


@transaction.atomic
def tell_passed() -> int:
    """Tell the feed of promises whose day has passed without anything since; returns how many."""
    waiting = late(Contribution.objects.filter(state__in=PUBLIC_STATES)).values_list("pk", flat=True)
    told = 0
    for step in _broken(list(waiting.order_by("pk"))):
        step.passed_at = timezone.now()
        step.save(update_fields=["passed_at"])
        append(step.contribution, "contribution.news_passed", step=str(step.pk))
        told += 1
    return told


def _broken(ids: list[int]) -> list[Step]:
    """Lock the last steps of these, where nobody was told yet."""
    last = Step.objects.filter(contribution__in=ids).order_by("contribution_id", "-created_at", "-id")
    pks = last.distinct("contribution_id").values_list("pk", flat=True)
    rows = Step.objects.filter(pk__in=list(pks), passed_at=None, news_by__lt=timezone.localdate())
    return list(rows.select_related("contribution").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
