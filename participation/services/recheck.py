"""What a new boundary or edition of zones means for what is placed already: re-checked, flagged, never refused."""

from django.db import connection, transaction

from participation.services.zones import assign_zones
from perimeter_data.models import PerimeterVersion, VersionState

MOVE_INSIDE = """
UPDATE participation_{target} t SET perimeter_version_id = %(version)s, outside_version_id = NULL
 WHERE t.perimeter_id = %(perimeter)s AND (t.perimeter_version_id <> %(version)s OR t.outside_version_id IS NOT NULL)
   AND agorama_is_inside(%(version)s, t.perimeter_id, t.position, t.shape)
"""
FLAG_OUTSIDE = """
UPDATE participation_{target} t SET outside_version_id = %(version)s
 WHERE t.perimeter_id = %(perimeter)s AND t.perimeter_version_id <> %(version)s
   AND t.outside_version_id IS DISTINCT FROM %(version)s
   AND NOT agorama_is_inside(%(version)s, t.perimeter_id, t.position, t.shape)
"""


@transaction.atomic
def recheck_positions(*, perimeter_id: int) -> dict[str, int]:
    """Check what was accepted by another version against the published one; return {"inside", "outside"} counts."""
    version = PerimeterVersion.objects.filter(perimeter_id=perimeter_id, state=VersionState.PUBLISHED).first()
    counts = {"inside": 0, "outside": 0}
    if version is None:
        return counts
    for target in ("contribution", "proposal"):
        with connection.cursor() as cursor:
            for outcome, statement in (("inside", MOVE_INSIDE), ("outside", FLAG_OUTSIDE)):
                cursor.execute(statement.format(target=target), {"version": version.pk, "perimeter": perimeter_id})
                counts[outcome] += cursor.rowcount
    assign_zones(perimeter_id=perimeter_id)
    return counts


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
