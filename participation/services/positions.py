"""The perimeter is law: said kindly here, before the database says it."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection

from participation.refusals import CoordinatesSwapped, OutsidePerimeter
from perimeter_data.models import Perimeter, PerimeterVersion, Zone
from perimeter_data.selectors import nearest_inside, published_version, zones_at

INSIDE = (
    "SELECT agorama_is_inside(%s, %s, ST_SetSRID(ST_GeomFromEWKB(%s), 4326), ST_SetSRID(ST_GeomFromEWKB(%s), 4326))"
)


def is_inside(version: PerimeterVersion, position: Point, shape: GEOSGeometry | None = None) -> bool:
    """Say whether the trigger of the table would accept this position (and shape)."""
    parameters: list[Any] = [version.pk, version.perimeter_id, bytes(position.wkb), bytes(shape.wkb) if shape else None]
    with connection.cursor() as cursor:
        cursor.execute(INSIDE, parameters)
        return bool(cursor.fetchone()[0])


def require_inside(perimeter: Perimeter, position: Point, shape: GEOSGeometry | None = None) -> PerimeterVersion:
    """Return the version that accepts the position; raise `OutsidePerimeter` or `CoordinatesSwapped`."""
    version = published_version(perimeter)
    if is_inside(version, position, shape):
        return version
    if abs(position.x) <= 90 and is_inside(version, Point(position.y, position.x, srid=4326)):
        raise CoordinatesSwapped(nearest=[position.y, position.x])
    nearest = nearest_inside(perimeter, position)
    raise OutsidePerimeter(nearest=[nearest.x, nearest.y])


def is_in_a_zone(perimeter: Perimeter, position: Point) -> bool:
    """Say whether something placed here counts in a zone of any zoning."""
    return any(zones_at(perimeter, position).values())


def zone_label(perimeter: Perimeter, position: Point) -> Point:
    """Return where the name of the zone around a position stands; the position itself where it has none inside."""
    zones = [zone.pk for zone in zones_at(perimeter, position).values() if zone]
    labels = dict(Zone.objects.filter(pk__in=zones).values_list("pk", "label_point"))
    version = published_version(perimeter)
    for pk in zones:
        label = labels[pk]
        if label is not None and is_inside(version, label):
            return label
    return position
