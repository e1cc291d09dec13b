"""Drafts of a boundary: from an upload, from units, from a drawing. Nobody but staff sees one until it is published."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from perimeter_data.models import Perimeter, PerimeterVersion, Unit, Upload, VersionState
from perimeter_data.reading import FileRefused, bounded
from perimeter_data.selectors import published_bbox
from perimeter_data.selectors.units import MAX_PICKED, TooManyPicked
from perimeter_data.services.publish import lock_perimeter, make_pieces
from perimeter_data.services.shapes import to_multi_polygon

TASKS = "perimeter_data.services.boundaries"


class NoUnits(Refused):
    code = "no_units"
    message = _("Choose at least one unit.")


class NotADraft(Conflict):
    code = "not_a_draft"
    message = _("This has been published: it stays as it is. Make a new draft instead.")


@dataclass(frozen=True, slots=True)
class Making:
    """How a boundary is made and where it is said to come from. `job_id` finds it again when the job runs twice."""

    close_gaps_m: float | None = None
    tolerance_m: float = 10
    source: str = ""
    source_date: date | None = None
    licence: str = ""
    job_id: UUID | None = None


Check = Callable[[], None]


def never() -> None:
    """Nobody asks to stop."""


def draft_from_upload(
    *,
    perimeter: Perimeter,
    upload: Upload,
    making: Making,
    crs: str | None = None,
    layer: str | None = None,
    where: dict[str, list[str]] | None = None,
    check: Check = never,
) -> PerimeterVersion:
    """Unite what an upload draws; raise `FileRefused`."""
    options = bounded.make_options(
        crs=crs, layer=layer, where=where or {}, keep="polygon", near=published_bbox(perimeter)
    )
    arguments = {
        "paths": [str(upload.main)],
        "options": asdict(options),
        "name_field": ((upload.inspection or {}).get("guesses") or {}).get("name"),
    }
    made = _made("boundary_from_files", arguments, making, check)
    if "swapped_axes" in made["report"]["notes"]:
        raise FileRefused("swapped_axes")
    return _store(perimeter, made, making, upload.name)


def draft_from_units(
    *, perimeter: Perimeter, unit_ids: Sequence[int], making: Making, check: Check = never
) -> PerimeterVersion:
    """Unite units of the perimeter's sets, whichever country's; raise `NoUnits`, `TooManyPicked`, `FileRefused`."""
    if len(unit_ids) > MAX_PICKED:
        raise TooManyPicked(max_units=MAX_PICKED)
    units = list(
        Unit.objects.filter(unit_set__perimeter=perimeter, pk__in=unit_ids)
        .select_related("unit_set")
        .only("name", "code", "geom", "unit_set__title", "unit_set__source")
        .order_by("unit_set", "code")
    )
    if not units:
        raise NoUnits
    arguments = {
        "shapes": [bytes(unit.geom.wkb).hex() for unit in units],
        "names": [f"{unit.name} ({unit.code})" for unit in units],
    }
    made = _made("boundary_from_units", arguments, making, check)
    titles = dict.fromkeys(unit.unit_set.source or unit.unit_set.title for unit in units)
    return _store(perimeter, made, making, ", ".join(titles))


def draft_from_drawing(
    *,
    perimeter: Perimeter,
    areas: list[dict[str, Any]],
    holes: list[dict[str, Any]],
    making: Making,
    check: Check = never,
) -> PerimeterVersion:
    """Take drawn areas, less drawn holes (GeoJSON Polygons); raise `FileRefused`."""
    made = _made("boundary_from_drawing", {"areas": areas, "holes": holes}, making, check)
    return _store(perimeter, made, making, "")


@transaction.atomic
def delete_draft(*, version: PerimeterVersion) -> None:
    """Forget a draft; raise `NotADraft` for anything that was ever in force."""
    lock_perimeter(version.perimeter_id)
    version.refresh_from_db(fields=["state"])
    if version.state != VersionState.DRAFT:
        raise NotADraft
    version.delete()


def _made(task: str, arguments: dict[str, Any], making: Making, check: Check) -> Any:
    widths = {"close_gaps_m": making.close_gaps_m, "tolerance_m": making.tolerance_m}
    return bounded.run(f"{TASKS}:{task}", arguments | widths, check=check)


@transaction.atomic
def _store(perimeter: Perimeter, made: dict[str, Any], making: Making, source: str) -> PerimeterVersion:
    lock_perimeter(perimeter.pk)
    known = perimeter.versions.filter(report__job=str(making.job_id)).first() if making.job_id else None
    if known is not None:
        return known
    last = perimeter.versions.aggregate(last=Max("number"))["last"] or 0
    version = PerimeterVersion.objects.create(
        perimeter=perimeter,
        number=last + 1,
        boundary=to_multi_polygon(shapely.from_wkb(made["boundary"])),
        accepted=to_multi_polygon(shapely.from_wkb(made["accepted"])),
        tolerance_m=making.tolerance_m,
        area_km2=made["area_km2"],
        source=(making.source or source)[:300],
        source_date=making.source_date,
        licence=making.licence,
        report=made["report"] | ({"job": str(making.job_id)} if making.job_id else {}),
    )
    make_pieces(version)  # what would lie outside is counted before anything is published
    return version
