"""What statistics are counted by: an edition of a zoning, with its zones."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter
from core.i18n import translated
from perimeter_data.models import Perimeter, VersionState, Zone, ZoningVersion
from stats.models import Edition

# A version before it is published is nobody's business.
READABLE = (VersionState.PUBLISHED, VersionState.RETIRED)
AREAS = "SELECT id, ST_Area(geom::geography) / 1e6 FROM perimeter_data_zone WHERE version_id = %s"


class UnknownZoning(InvalidParameter):
    code = "unknown_zoning"
    message = _("There is no such zoning, or no such edition of it.")


@dataclass(frozen=True, slots=True)
class CountedZone:
    """One zone: its key in the counts, what it is called, how many live there, how large it is."""

    pk: int
    code: str
    name: str | None
    population: int | None
    area_km2: float | None


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones that statistics are counted by; without an edition there are none."""

    version: ZoningVersion | None

    @property
    def edition(self) -> int | None:
        return Edition.ZONING_VERSION.of(self.version.pk) if self.version else None

    def facts(self) -> dict[str, Any]:
        """Return how the answer names them."""
        version = self.version
        return {"zoning": version.zoning.slug if version else None, "version": version.number if version else None}

    def rows(self, perimeter: Perimeter) -> list[CountedZone]:
        """Return the zones by code. One query, and one for the areas the first time."""
        if self.version is None:
            return []
        areas = _areas(self.version.pk)
        found = Zone.objects.filter(version=self.version).only("code", "name", "population").order_by("code")
        return [
            CountedZone(
                zone.pk, zone.code, translated(zone.name, perimeter.default_language), zone.population, areas[zone.pk]
            )
            for zone in found
        ]


def zoning_version(perimeter: Perimeter, zoning: str | None, number: int | None) -> ZoningVersion | None:
    """Return the asked edition (default: the published one of the first zoning); raise `UnknownZoning`.

    None where the perimeter has no zoning and none was asked for.
    """
    rows = ZoningVersion.objects.filter(zoning__perimeter=perimeter, state__in=READABLE).select_related("zoning")
    if zoning is not None:
        rows = rows.filter(zoning__slug=zoning)
    rows = rows.filter(number=number) if number is not None else rows.filter(state=VersionState.PUBLISHED)
    found = rows.order_by("zoning__position", "zoning__slug").first()
    if found is None and (zoning is not None or number is not None):
        raise UnknownZoning
    return found


@lru_cache(maxsize=64)
def _areas(version_id: int) -> dict[int, float]:
    """Return {zone id: km²}: what was in force once is never edited."""
    with connection.cursor() as cursor:
        cursor.execute(AREAS, [version_id])
        return dict(cursor.fetchall())
