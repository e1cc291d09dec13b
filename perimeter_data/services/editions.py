"""Editions of a zoning, made as drafts: from an upload, from units, from the perimeter itself, or from another one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Malformed, Refused
from core.summary import Summary
from perimeter_data.models import Perimeter, PerimeterVersion, Unit, Upload, VersionState, Zone, Zoning, ZoningVersion
from perimeter_data.reading import read_features
from perimeter_data.reading.repair import make_valid
from perimeter_data.selectors import published_bbox
from perimeter_data.services.coverage import coverage
from perimeter_data.services.drafts import NoUnits
from perimeter_data.services.publish import lock_perimeter
from perimeter_data.services.rows import MAX_CODE, Row, Rows
from perimeter_data.services.shapes import to_multi_polygon
from perimeter_data.services.telling import tell_features
from perimeter_data.services.zones import InvalidZoning

MAX_SLUG = 60


class NoName(Malformed):
    code = "name_missing"
    message = _("Give it a name in at least one language.")


class SlugTaken(Conflict):
    code = "slug_taken"
    message = _("There is a zoning of that name already.")


class NoBoundary(Refused):
    code = "no_boundary"
    message = _("Publish a boundary first: neighbourhoods are drawn inside it.")


class WasPublished(Conflict):
    code = "was_published"
    message = _("This was published, and statistics may refer to it: it stays.")


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is said of an edition. `job_id` finds it again when the job that made it runs twice."""

    source: str = ""
    population_year: int | None = None
    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EditionFile:
    """An upload, and which of its fields say what; `names` by language."""

    upload: Upload
    code: str | None = None
    name: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    population: str | None = None
    layer: str | None = None
    crs: str | None = None


def new_zoning(
    *, perimeter: Perimeter, name: Mapping[str, str], slug: str = "", gap_width_m: float | None = None
) -> Zoning:
    """Make a zoning without editions, after the others; its slug comes from its name where none is given."""
    words = {language: text for language, text in name.items() if text}
    if not words:
        raise NoName
    first = words.get(perimeter.default_language) or next(iter(words.values()))
    zoning = Zoning(
        perimeter=perimeter,
        slug=slug or slugify(first)[:MAX_SLUG].strip("-") or "zones",
        name=words,
        position=perimeter.zonings.count(),
        **({} if gap_width_m is None else {"gap_width_m": gap_width_m}),
    )
    try:
        zoning.clean_fields()
    except ValidationError as error:
        raise InvalidZoning from error
    with transaction.atomic():
        lock_perimeter(perimeter.pk)
        if perimeter.zonings.filter(slug=zoning.slug).exists():
            raise SlugTaken
        zoning.save()
    return zoning


@transaction.atomic
def remove_zoning(*, zoning: Zoning) -> None:
    """Forget a zoning that was never published; raise `WasPublished`."""
    lock_perimeter(zoning.perimeter_id)
    if zoning.versions.exclude(state=VersionState.DRAFT).exists():
        raise WasPublished
    zoning.delete()


def edition_from_upload(
    *, zoning: Zoning, file: EditionFile, facts: EditionFacts, check: Callable[[], None] | None = None
) -> tuple[ZoningVersion, dict[str, Any]]:
    """Take the zones of an upload; return (draft, counts and reasons). Raises `FileRefused`."""
    table = read_features(
        file.upload.main,
        crs=file.crs,
        layer=file.layer,
        keep="polygon",
        near=published_bbox(zoning.perimeter),
        check=check,
    )
    rows = Rows(table, code=file.code, name=file.name, population=file.population, names=file.names)
    main = zoning.perimeter.default_language
    zones = [_zone(row, main) for row in rows.by_code.values()]
    edition = _store(zoning, zones, facts, file.upload.name)
    summary = Summary(read=table.report.read, imported=len(zones), duplicates=rows.duplicates)
    tell_features(
        summary,
        name=file.upload.name,
        refused=rows.refused,
        repaired=table.report.repaired,
        fields=table.report.fields,
    )
    return edition, {**asdict(summary), "refused_file": None}


def edition_from_units(*, zoning: Zoning, unit_ids: Sequence[int], facts: EditionFacts) -> ZoningVersion:
    """Make one zone of each unit; raise `NoUnits`."""
    units = Unit.objects.filter(unit_set__perimeter=zoning.perimeter, pk__in=unit_ids).select_related("unit_set")
    language = zoning.perimeter.default_language
    zones: dict[str, Zone] = {}
    for unit in units.order_by("unit_set", "code"):
        code = unit.code if unit.code not in zones else f"{unit.code[: MAX_CODE - 20]}-{unit.pk}"
        zones[code] = Zone(code=code, name={language: unit.name}, population=unit.population, geom=unit.geom)
    if not zones:
        raise NoUnits
    titles = dict.fromkeys(unit.unit_set.source or unit.unit_set.title for unit in units)
    return _store(zoning, list(zones.values()), facts, ", ".join(titles))


def edition_from_perimeter(*, zoning: Zoning, facts: EditionFacts) -> ZoningVersion:
    """Make one zone of the whole perimeter, to be divided by hand; raise `NoBoundary`."""
    perimeter = zoning.perimeter
    version = perimeter.versions.filter(state=VersionState.PUBLISHED).first()
    if version is None:
        raise NoBoundary
    whole = Zone(code="1", name=dict(perimeter.name), geom=version.boundary)
    return _store(zoning, [whole], facts, version.source)


def edition_from_edition(*, edition: ZoningVersion, facts: EditionFacts) -> ZoningVersion:
    """Copy an edition, to be changed."""
    zones = [
        Zone(code=zone.code, name=zone.name, population=zone.population, geom=zone.geom) for zone in edition.zones.all()
    ]
    kept = EditionFacts(
        source=facts.source or edition.source,
        population_year=facts.population_year or edition.population_year,
        job_id=facts.job_id,
    )
    return _store(edition.zoning, zones, kept, edition.source)


def recount(edition: ZoningVersion) -> None:
    """Look anew for gaps and overlaps, and keep what was found in the edition's report."""
    drawn = PerimeterVersion.objects.filter(perimeter_id=edition.zoning.perimeter_id, state=VersionState.PUBLISHED)
    version = drawn.only("boundary").first()
    zones = [(zone.code, shapely.from_wkb(bytes(zone.geom.wkb))) for zone in edition.zones.only("code", "geom")]
    boundary = shapely.from_wkb(bytes(version.boundary.wkb)) if version else None
    edition.report = {**edition.report, **coverage(zones, boundary)}
    edition.save(update_fields=["report"])


def _zone(row: Row, language: str) -> Zone:
    return Zone(
        code=row.code,
        name={language: row.name, **row.names},
        population=row.population,
        geom=to_multi_polygon(row.shape if row.shape.is_valid else make_valid(row.shape)),
    )


@transaction.atomic
def _store(zoning: Zoning, zones: list[Zone], facts: EditionFacts, source: str) -> ZoningVersion:
    lock_perimeter(zoning.perimeter_id)
    known = zoning.versions.filter(report__job=str(facts.job_id)).first() if facts.job_id else None
    if known is not None:
        return known
    last = zoning.versions.aggregate(last=Max("number"))["last"] or 0
    edition = ZoningVersion.objects.create(
        zoning=zoning,
        number=last + 1,
        source=(facts.source or source)[:300],
        population_year=facts.population_year,
        report={"job": str(facts.job_id)} if facts.job_id else {},
    )
    for zone in zones:
        zone.version = edition
    Zone.objects.bulk_create(zones, batch_size=200)
    recount(edition)
    return edition
