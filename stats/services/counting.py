"""Counting everything by the features of a layer: once when it comes, then as contributions are touched."""

from django.db import connection, transaction

from layers.models import Layer, LayerKind
from stats.folds.current import CURRENT
from stats.folds.drift import LOCK
from stats.folds.folding import FACTS, KEYS
from stats.folds.sums import FOUND, INSERT
from stats.models import CountedLayer, Edition, ZoneFact, ZoneKey, ZoneSum
from stats.zonings import may_count_by

COUNT = f"""
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
SELECT * FROM ({CURRENT} AND c.perimeter_id = %(perimeter)s) now WHERE edition = %(edition)s
"""
KEEP_KEYS = f"INSERT INTO stats_zonekey ({KEYS}) SELECT DISTINCT {KEYS} FROM counted"
KEEP_FACTS = f"""
INSERT INTO stats_zonefact ({FACTS}, key_id)
SELECT {", ".join(f"c.{name}" for name in FACTS.split(", "))}, z.id
  FROM counted c JOIN stats_zonekey z USING (edition, zone_id, kind, theme_id, state)
"""
SUM = f"{INSERT} {FOUND.format(keys='edition = %(edition)s')}"


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
        ZoneKey.objects.filter(edition=edition).delete()
        ZoneSum.objects.filter(edition=edition).delete()
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
        cursor.execute(KEEP_KEYS)
        cursor.execute(KEEP_FACTS)
        cursor.execute(SUM, {"edition": edition})
    return True
