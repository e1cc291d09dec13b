"""Zonings as staff sees them: with drafts and former editions, and every zone of one edition."""

from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Missing
from perimeter_data.models import Perimeter, VersionState, Zone, Zoning, ZoningVersion
from perimeter_data.selectors.perimeters import UnknownZoning

ZONES = """
SELECT z.id, z.code, z.name, z.population, ST_Area(z.geom::geography) / 1e6,
       coalesce(NOT ST_Intersects(z.geom, v.boundary), false),
       ST_X(p.point), ST_Y(p.point), ST_XMin(z.geom), ST_YMin(z.geom), ST_XMax(z.geom), ST_YMax(z.geom)
  FROM perimeter_data_zone z
  LEFT JOIN perimeter_data_perimeterversion v ON v.perimeter_id = %(perimeter)s AND v.state = 'published'
 CROSS JOIN LATERAL (SELECT ST_PointOnSurface(part.geom) AS point
                       FROM ST_Dump(z.geom) part ORDER BY ST_Area(part.geom) DESC LIMIT 1) p
 WHERE z.version_id = %(edition)s ORDER BY z.code
"""


class UnknownEdition(Missing):
    code = "unknown_edition"
    message = _("There is no such edition of this zoning.")


class UnknownZone(Missing):
    code = "unknown_zone"
    message = _("There is no such neighbourhood in this edition.")


def zonings(perimeter: Perimeter) -> QuerySet[Zoning]:
    """Return every zoning with `versions`, the newest first, each with `zone_count`."""
    editions = ZoningVersion.objects.annotate(zone_count=Count("zones")).order_by("-number")
    return Zoning.objects.filter(perimeter=perimeter).prefetch_related(Prefetch("versions", editions))


def get_zoning(perimeter: Perimeter, slug: str) -> Zoning:
    """Return a zoning, published or not; raise `UnknownZoning`."""
    found = zonings(perimeter).filter(slug=slug).first()
    if found is None:
        raise UnknownZoning
    return found


def get_edition(zoning: Zoning, number: int) -> ZoningVersion:
    """Return one edition; raise `UnknownEdition`."""
    found = zoning.versions.select_related("zoning__perimeter").filter(number=number).first()
    if found is None:
        raise UnknownEdition
    return found


def get_zone(edition: ZoningVersion, pk: int) -> Zone:
    """Return one zone; raise `UnknownZone`."""
    found = Zone.objects.filter(version=edition, pk=pk).first()
    if found is None:
        raise UnknownZone
    return found


def named_zones() -> QuerySet[Zone]:
    """Return zones with their zoning, without their shapes, for lists and choices."""
    return Zone.objects.select_related("version__zoning").defer("geom", "display_3857", "label_point")


def zones_to_choose(perimeter: Perimeter, picked: QuerySet[Any]) -> QuerySet[Zone]:
    """Return the zones of the editions in force, and those `picked` in a former one, so that they stay picked."""
    zones = named_zones().filter(version__zoning__perimeter=perimeter)
    chosen = zones.filter(Q(version__state=VersionState.PUBLISHED) | Q(pk__in=picked))
    return chosen.order_by("version__zoning__position", "code")


def zones_of(edition: ZoningVersion) -> list[dict[str, Any]]:
    """Return {"id", "code", "name_i18n", "population", "area_km2", "outside", "point", "bbox"} of each, by code."""
    with connection.cursor() as cursor:
        cursor.execute(ZONES, {"perimeter": edition.zoning.perimeter_id, "edition": edition.pk})
        rows = cursor.fetchall()
    ids = [row[0] for row in rows]
    names = dict(Zone.objects.filter(pk__in=ids).values_list("pk", "name"))  # jsonb comes back as text from a cursor
    return [
        {
            "id": pk,
            "code": code,
            "name_i18n": names[pk],
            "population": population,
            "area_km2": round(area, 3),
            "outside": outside,
            "point": [round(lon, 6), round(lat, 6)],
            "bbox": [round(edge, 6) for edge in box],
        }
        for pk, code, _name, population, area, outside, lon, lat, *box in rows
    ]
