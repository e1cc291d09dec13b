"""A zoning from a file: a new edition with the file's zones, and, unless it replaces, those of the edition before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.errors import Malformed
from core.summary import Summary
from perimeter_data.models import Perimeter, VersionState, Zone, Zoning, ZoningVersion
from perimeter_data.reading import FeatureTable, FileRefused, read_features
from perimeter_data.reading.repair import make_valid
from perimeter_data.selectors import published_bbox
from perimeter_data.services.publish import publish_zoning
from perimeter_data.services.rows import Row, Rows
from perimeter_data.services.shapes import to_multi_polygon
from perimeter_data.services.telling import tell_features

CARRY_OVER = """
INSERT INTO perimeter_data_zone (version_id, code, name, population, geom)
SELECT %s, code, name, population, geom FROM perimeter_data_zone WHERE version_id = %s AND code <> ALL(%s)
"""
COUNT_OUTSIDE = """
SELECT count(*) FILTER (WHERE NOT ST_Intersects(z.geom, v.boundary)), count(*)
  FROM perimeter_data_zone z, perimeter_data_perimeterversion v
 WHERE z.version_id = %s AND z.code = ANY(%s) AND v.perimeter_id = %s AND v.state = 'published'
"""


class InvalidZoning(Malformed):
    code = "invalid_slug"
    message = _("A zoning's slug has small letters, digits and hyphens, and at most sixty of them.")


@dataclass(frozen=True, slots=True)
class ZonesSource:
    """Where zones come from: the file, and which of its fields say what."""

    file: Path
    code: str
    name: str
    population: str | None = None
    crs: str | None = None
    layer: str | None = None
    where: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class ZonesSummary(Summary):
    """Counts are zones; `zones` is how many the edition has, `outside` how many of the file lie off the perimeter."""

    perimeter: str = ""
    zoning: str = ""
    version: int = 0
    zones: int = 0
    outside: int = 0


def import_zones(
    *, perimeter: Perimeter, slug: str, source: ZonesSource, name: str | None = None, replace: bool = False
) -> ZonesSummary:
    """Publish a new edition of a zoning (made if new) with the zones of a file, known again by their code.

    Zones of the edition in force that the file does not have are carried over, unless `replace`. A file that changes
    nothing makes no edition. Raises `FileRefused`: then everything is as it was.
    """
    near = published_bbox(perimeter)
    table = read_features(
        source.file, crs=source.crs, layer=source.layer, where=source.where, keep="polygon", near=near
    )
    reading = Rows(table, code=source.code, name=source.name, population=source.population)
    summary = ZonesSummary(read=table.report.read, duplicates=reading.duplicates, perimeter=perimeter.slug, zoning=slug)
    with transaction.atomic():
        zoning = _zoning(perimeter, slug, name)
        edition = _edition(zoning, list(reading.by_code.values()), source, replace, summary)
        summary.version, summary.zones = edition.number, edition.zones.count()
        _count_outside(summary, edition, list(reading.by_code), table)
    tell_features(
        summary,
        name=source.file.name,
        refused=reading.refused,
        repaired=table.report.repaired,
        fields=table.report.fields,
    )
    return summary


def _zoning(perimeter: Perimeter, slug: str, name: str | None) -> Zoning:
    """Return the zoning, its perimeter locked against another import; a new one comes after the others."""
    Perimeter.objects.select_for_update().get(pk=perimeter.pk)
    zoning = Zoning.objects.filter(perimeter=perimeter, slug=slug).first()
    if zoning is None:
        zoning = Zoning(perimeter=perimeter, slug=slug, position=perimeter.zonings.count())
        zoning.name = {perimeter.default_language: name or slug.replace("-", " ").capitalize()}
        try:
            zoning.clean_fields()
        except ValidationError as error:
            raise InvalidZoning from error
        zoning.save()
    elif name and zoning.name.get(perimeter.default_language) != name:
        zoning.name = {**zoning.name, perimeter.default_language: name}
        zoning.save(update_fields=["name"])
    return zoning


def _edition(
    zoning: Zoning,
    rows: Sequence[Row],
    source: ZonesSource,
    replace: bool,
    summary: ZonesSummary,
) -> ZoningVersion:
    """Return the edition in force afterwards: a new one where the file brings something new."""
    language = zoning.perimeter.default_language
    current = zoning.versions.filter(state=VersionState.PUBLISHED).first()
    before = {zone.code: zone for zone in current.zones.all()} if current else {}
    made = [_zone(row, before.get(row.code), language) for row in rows]
    changed = [zone for zone in made if zone.code in before and _differs(zone, before[zone.code])]
    summary.imported = sum(zone.code not in before for zone in made)
    summary.updated = len(changed)
    summary.unchanged = len(made) - summary.imported - summary.updated
    gone = replace and len(before) > summary.unchanged + summary.updated
    if current and not summary.imported and not changed and not gone:
        return current
    last = zoning.versions.aggregate(last=Max("number"))["last"] or 0
    kept = current if current and not replace else None
    files = [*(kept.report.get("files", []) if kept else []), source.file.name]
    edition = ZoningVersion.objects.create(
        zoning=zoning,
        number=last + 1,
        source=kept.source if kept else "",  # who made the data; shown on the map
        report={"files": list(dict.fromkeys(files))},
    )
    for zone in made:
        zone.version = edition
    Zone.objects.bulk_create(made, batch_size=200)
    if current and not replace:
        with connection.cursor() as cursor:
            cursor.execute(CARRY_OVER, [edition.pk, current.pk, [zone.code for zone in made]])
    return publish_zoning(version=edition)


def _zone(row: Row, before: Zone | None, language: str) -> Zone:
    """Return the zone, unsaved; what the file does not say stays as it was."""
    shape = row.shape if row.shape.is_valid else make_valid(row.shape)
    return Zone(
        code=row.code,
        name={**(before.name if before else {}), language: row.name},
        population=row.population if row.population is not None or before is None else before.population,
        geom=to_multi_polygon(shape),
    )


def _differs(one: Zone, other: Zone) -> bool:
    facts = (one.name, one.population) != (other.name, other.population)
    return facts or bytes(one.geom.wkb) != bytes(other.geom.wkb)


def _count_outside(summary: ZonesSummary, edition: ZoningVersion, codes: list[str], table: FeatureTable) -> None:
    """Zones off the perimeter are kept, and said; a file wholly off it is a mistake."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_OUTSIDE, [edition.pk, codes, edition.zoning.perimeter_id])
        outside, known = cursor.fetchone()
    if known and outside == known:
        raise FileRefused("swapped_axes" if "swapped_axes" in table.report.notes else "all_outside")
    summary.outside = outside
    if outside:
        summary.tell("zones_outside", _("Some zones lie outside the perimeter; they are kept, but not drawn."), outside)
