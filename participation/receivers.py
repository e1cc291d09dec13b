"""What the debate does about changes below it; each may run twice."""

from collections.abc import Sequence
from functools import partial

from core import jobs
from core.feed import reader
from core.models import Change, Job
from participation.jobs import RECHECK
from participation.services.recheck import count_outside
from participation.services.themes import add_default_themes
from perimeter_data import dependents
from perimeter_data.models import Perimeter

dependents.register("contributions", partial(count_outside, "contribution"))
dependents.register("proposals", partial(count_outside, "proposal"))


@reader("participation.themes", ["perimeter.created"])
def give_themes(rows: Sequence[Change]) -> None:
    """A new perimeter starts with the default themes."""
    for perimeter in Perimeter.objects.filter(pk__in={row.perimeter_id for row in rows}):
        add_default_themes(perimeter=perimeter)


@reader("participation.recheck", ["perimeter.published", "zoning.published"])
def recheck(rows: Sequence[Change]) -> None:
    """A new boundary or edition: check positions and count zones anew, in a task that staff can watch."""
    for perimeter_id in {row.perimeter_id for row in rows if row.perimeter_id}:
        if not Job.objects.filter(kind=RECHECK, perimeter_id=perimeter_id, state=Job.State.QUEUED).exists():
            jobs.enqueue(RECHECK, perimeter_id=perimeter_id)
