"""What a new boundary or edition of zones means for what is placed already: re-checked, flagged, never refused."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction

from core import changes
from participation.services.zones import assign_zones
from perimeter_data.models import PerimeterVersion, VersionState

TARGETS = ("contribution", "proposal")
BATCH = 2000
Progress = Callable[[int, int], None]


def unwatched(done: int, total: int) -> None:
    """Nobody is watching."""


MOVE_INSIDE = """
UPDATE participation_{target} t SET perimeter_version_id = %(version)s, outside_version_id = NULL
 WHERE t.id = ANY(%(ids)s) AND (t.perimeter_version_id <> %(version)s OR t.outside_version_id IS NOT NULL)
   AND agorama_is_inside(%(version)s, t.perimeter_id, t.position, t.shape)
"""
FLAG_OUTSIDE = """
UPDATE participation_{target} t SET outside_version_id = %(version)s
 WHERE t.id = ANY(%(ids)s) AND t.perimeter_version_id <> %(version)s
   AND t.outside_version_id IS DISTINCT FROM %(version)s
   AND NOT agorama_is_inside(%(version)s, t.perimeter_id, t.position, t.shape)
"""


IDS = """
SELECT id FROM participation_{target} WHERE perimeter_id = %(perimeter)s AND id > %(after)s ORDER BY id LIMIT %(batch)s
"""
COUNT = "SELECT count(*) FROM participation_{target} WHERE perimeter_id = %(perimeter)s"
COUNT_FLAGGED = COUNT + " AND outside_version_id = %(version)s"


def recheck_positions(*, perimeter_id: int, progress: Progress = unwatched) -> dict[str, int]:
    """Check every position against the published boundary and count it in its zone anew, BATCH by BATCH.

    Returns how many came `inside`, how many went `outside`, how many are `outside_now`. A batch that was done is done:
    what stops in the middle is begun again and finds less to do. `progress` is told (done, total) and may raise.
    """
    version = PerimeterVersion.objects.filter(perimeter_id=perimeter_id, state=VersionState.PUBLISHED).first()
    counts = {"inside": 0, "outside": 0, "outside_now": 0}
    if version is None:
        return counts
    given = {"version": version.pk, "perimeter": perimeter_id}
    total, done = sum(_number(COUNT, target, given) for target in TARGETS), 0
    for target in TARGETS:
        for ids in _batches(target, perimeter_id):
            _recheck(target, ids, given, counts)
            done += len(ids)
            progress(done, total)
    counts["outside_now"] = sum(_number(COUNT_FLAGGED, target, given) for target in TARGETS)
    return counts


def _batches(target: str, perimeter_id: int) -> Iterator[list[int]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(IDS.format(target=target), {"perimeter": perimeter_id, "after": after, "batch": BATCH})
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]


@transaction.atomic
def _recheck(target: str, ids: list[int], given: dict[str, int], counts: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for outcome, statement in (("inside", MOVE_INSIDE), ("outside", FLAG_OUTSIDE)):
            cursor.execute(statement.format(target=target), {**given, "ids": ids})
            counts[outcome] += cursor.rowcount
    assign_zones(perimeter_id=given["perimeter"], **{f"{target}_ids": ids})
    changes.append("zones.assigned", perimeter_id=given["perimeter"])


def _number(statement: str, target: str, given: dict[str, int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(target=target), given)
        return int(cursor.fetchone()[0])


COUNT_OUTSIDE = """
SELECT count(*) FROM participation_{target} t
 WHERE t.perimeter_id = (SELECT perimeter_id FROM perimeter_data_perimeterversion WHERE id = %(version)s)
   AND NOT agorama_is_inside(%(version)s, t.perimeter_id, t.position, t.shape)
"""


def count_outside(target: str, version_id: int) -> int:
    """Return how many contributions (or proposals) a boundary would leave outside."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_OUTSIDE.format(target=target), {"version": version_id})
        return int(cursor.fetchone()[0])
