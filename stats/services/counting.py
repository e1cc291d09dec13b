"""Counting everything by the features of a layer: once when it comes, then as contributions are touched."""

from django.db import connection, transaction

from layers.models import Layer, LayerKind
from stats.folds.current import CURRENT
from stats.folds.drift import LOCK
from stats.folds.folding import FACTS, KEYS
from stats.folds.months import FOUND, SUMS
from stats.folds.months import KEY as MONTH_KEY
from stats.models import CountedLayer, Edition, ZoneCount, ZoneFact, ZoneMonth
from stats.zonings import may_count_by

COUNT = f"""
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT * FROM ({CURRENT} AND c.perimeter_id = %(perimeter)s) now WHERE edition = %(edition)s
"""
SUM = f"""
INSERT INTO stats_zonecount ({KEYS}, n, answered, votes_for, votes_against, votes_neutral)
SELECT {KEYS}, count(*), count(answered_at), sum(votes_for), sum(votes_against), sum(votes_neutral)
  FROM counted GROUP BY {KEYS}
"""
STATE = f"""
INSERT INTO stats_zonefact ({FACTS}, count_id)
SELECT {", ".join(f"c.{name}" for name in FACTS.split(", "))}, z.id
  FROM counted c JOIN stats_zonecount z USING (edition, zone_id, kind, theme_id, state)
"""
MONTHS = f"""
INSERT INTO stats_zonemonth (perimeter_id, {MONTH_KEY}, {SUMS})
{FOUND.format(which="z.edition = %(edition)s")}"""


@transaction.atomic
def count_layer(*, layer_id: int) -> bool:
    """Count all contributions by a layer as it is now, or by none of it where it cannot be; say whether it can.

    Under the lock of the folds: what is touched meanwhile stays so, and is folded afterwards.
    """
    edition = Edition.LAYER.of(layer_id)
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        layer = Layer.objects.filter(pk=layer_id).first()
        ZoneFact.objects.filter(edition=edition).delete()
        ZoneCount.objects.filter(edition=edition).delete()
        ZoneMonth.objects.filter(edition=edition).delete()
        if layer is None or not may_count_by(layer):
            CountedLayer.objects.filter(layer_id=layer_id).delete()
            return False
        facts = {
            "perimeter_id": layer.perimeter_id,
            "is_plan": layer.kind == LayerKind.PLAN,
            "revision": layer.revision,
        }
        CountedLayer.objects.update_or_create(layer_id=layer_id, defaults=facts)
        cursor.execute("DROP TABLE IF EXISTS counted")
        cursor.execute(COUNT, {"perimeter": layer.perimeter_id, "edition": edition})
        cursor.execute("ANALYZE counted")
        cursor.execute(SUM)
        cursor.execute(STATE)
        cursor.execute(MONTHS, {"edition": edition})
    return True
