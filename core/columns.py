"""Generated columns for whatever is placed on the map: 3857 geometry, world-grid position, Morton key."""

from django.contrib.gis.db import models
from django.db.models import F, Func


def position_column() -> models.PointField:
    """Return the column `position`: Point, EPSG:4326, required."""
    return models.PointField(srid=4326)


def wx_column() -> models.GeneratedField:
    return _generated("agorama_wx", models.IntegerField())


def wy_column() -> models.GeneratedField:
    return _generated("agorama_wy", models.IntegerField())


def qk_column() -> models.GeneratedField:
    return _generated("agorama_qk", models.BigIntegerField())


def _generated(function: str, output: models.Field) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F("position"), function=function, output_field=output), output_field=output, db_persist=True
    )


def mercator_column(source: str, field: models.Field) -> models.GeneratedField:
    """Return a generated EPSG:3857 twin of a geometry column (no index of its own: name a GistIndex)."""
    return models.GeneratedField(
        expression=Func(F(source), template="ST_Transform(%(expressions)s, 3857)", output_field=field),
        output_field=field,
        db_persist=True,
    )
