"""Sets of units from files: communes, comuni, quartiers that boundaries and zonings are composed of."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from core.summary import Summary
from perimeter_data.models import Perimeter, Unit, UnitSet, Upload
from perimeter_data.reading import FeatureTable, read_features
from perimeter_data.reading.repair import make_valid
from perimeter_data.selectors import published_bbox
from perimeter_data.services.rows import Row, Rows
from perimeter_data.services.shapes import to_multi_polygon
from perimeter_data.services.telling import tell_features

MAX_FIELDS = 60  # what a file says of its units beyond that is not kept
MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class UnitsSource:
    """Which fields of an upload say what; without a field for the code units are numbered."""

    upload: Upload
    code: str | None = None
    name: str | None = None
    population: str | None = None
    layer: str | None = None
    crs: str | None = None
    title: str = ""


def import_units(
    *, perimeter: Perimeter, source: UnitsSource, job_id: UUID | None = None, check: Callable[[], None] | None = None
) -> dict[str, Any]:
    """Keep the polygons of an upload as a set; return {"unit_set": id, …counts}. Raises `FileRefused`.

    Called again with the same `job_id`, it finds the set that it made.
    """
    table = read_features(
        source.upload.main,
        crs=source.crs,
        layer=source.layer,
        keep="polygon",
        near=published_bbox(perimeter),
        check=check,
    )
    rows = Rows(table, code=source.code, name=source.name, population=source.population)
    unit_set = _stored(perimeter, source, table, rows, job_id)
    summary = Summary(read=table.report.read, imported=len(rows.by_code), duplicates=rows.duplicates)
    tell_features(
        summary,
        name=source.upload.name,
        refused=rows.refused,
        repaired=table.report.repaired,
        fields=table.report.fields,
    )
    return {"unit_set": unit_set.pk, **asdict(summary), "refused_file": None}


@transaction.atomic
def _stored(perimeter: Perimeter, source: UnitsSource, table: FeatureTable, rows: Rows, job_id: UUID | None) -> UnitSet:
    fields = table.report.fields[:MAX_FIELDS]
    unit_set, is_new = UnitSet.objects.get_or_create(
        job_id=job_id,
        perimeter=perimeter,
        defaults={
            "title": (source.title or source.upload.name)[:200],
            "source": source.upload.name[:300],
            "fields": [field[:200] for field in fields],
        },
    )
    if is_new:
        made = [_unit(unit_set, row, fields) for row in rows.by_code.values()]
        Unit.objects.bulk_create(made, batch_size=200)
    return unit_set


def _unit(unit_set: UnitSet, row: Row, fields: list[str]) -> Unit:
    told = {field[:200]: row.attributes.get(field) for field in fields}
    return Unit(
        unit_set=unit_set,
        code=row.code,
        name=row.name,
        population=row.population,
        attributes={name: value[:MAX_TEXT] if isinstance(value, str) else value for name, value in told.items()},
        geom=to_multi_polygon(row.shape if row.shape.is_valid else make_valid(row.shape)),
    )


def remove_units(*, unit_set: UnitSet) -> None:
    """Forget a set; boundaries and zones that were made of it stay."""
    unit_set.delete()
