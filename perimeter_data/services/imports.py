"""A boundary from files: read, repaired, stored as a version of a perimeter, published. All of it or nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core import changes
from core.errors import Malformed
from core.summary import Summary
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState
from perimeter_data.reading import FileRefused, Reason, bounded
from perimeter_data.reading.choosing import sides_of
from perimeter_data.reading.tables import Box
from perimeter_data.selectors import published_bbox
from perimeter_data.services.publish import publish_boundary
from perimeter_data.services.shapes import to_multi_polygon
from perimeter_data.services.telling import tell_features


class InvalidSlug(Malformed):
    code = "invalid_slug"
    message = _("A perimeter's slug has small letters, digits and hyphens, and at most sixty of them.")


class InvalidWidth(Malformed):
    code = "invalid_width"
    message = _("The tolerance is 0 to 1000 m, gaps to close are 0 to 5000 m wide.")


@dataclass(frozen=True, slots=True)
class BoundarySource:
    """Where a boundary comes from and how to read it; `where` as in reading.Options."""

    files: Sequence[Path]
    crs: str | None = None
    layer: str | None = None
    where: dict[str, list[str]] = field(default_factory=dict)
    close_gaps_m: float | None = None
    tolerance_m: float = 10
    source: str = ""
    source_date: date | None = None
    licence: str = ""


@dataclass(slots=True)
class BoundarySummary(Summary):
    """Counts are features that went into the boundary; `boundary` says what was closed and how large it is."""

    perimeter: str = ""
    version: int = 0
    state: str = ""
    boundary: dict[str, Any] = field(default_factory=dict)


def import_boundary(
    *, source: BoundarySource, slug: str, name: str | None = None, draft: bool = False
) -> tuple[BoundarySummary, PerimeterVersion]:
    """Make a new version of the perimeter's boundary (and the perimeter, if it is new) and publish it.

    A boundary like the one in force makes no new version. Raises `FileRefused`: then everything is as it was.
    """
    if not (0 <= source.tolerance_m <= 1000 and 0 <= (source.close_gaps_m or 0) <= 5000):  # NaN fails too
        raise InvalidWidth
    known = Perimeter.objects.filter(slug=slug).first()
    made = _read(source, published_bbox(known) if known else None)
    report = made["report"]
    if "swapped_axes" in report["notes"]:
        raise FileRefused("swapped_axes")
    with transaction.atomic():
        perimeter = _perimeter(slug, name)
        version, is_new = _version(perimeter, made, source, draft)
        if is_new and not draft:
            publish_boundary(version=version)
    return _summary(report, version, is_new), version


def _read(source: BoundarySource, near: Box | None) -> Any:
    options = bounded.make_options(crs=source.crs, layer=source.layer, where=source.where, keep="polygon", near=near)
    arguments = {
        "paths": [str(path.resolve()) for path in _main_files(source.files)],
        "options": asdict(options),
        "close_gaps_m": source.close_gaps_m,
        "tolerance_m": source.tolerance_m,
    }
    return bounded.run("perimeter_data.services.boundaries:boundary_from_files", arguments)


def _main_files(files: Sequence[Path]) -> list[Path]:
    """Leave out the parts of others: they are found beside their .shp or .tab."""
    names = {str(path) for path in files}
    parts = {part for name in names for part in sides_of(name, names).values()}
    return [path for path in files if str(path) not in parts]


def _perimeter(slug: str, name: str | None) -> Perimeter:
    """Return the perimeter, locked; a new one begins with a name and a prefix made from its slug."""
    perimeter = Perimeter.objects.select_for_update().filter(slug=slug).first()
    if perimeter is None:
        return _new_perimeter(slug, name or slug.replace("-", " ").capitalize())
    if name and perimeter.name.get(perimeter.default_language) != name:
        perimeter.name = {**perimeter.name, perimeter.default_language: name}
        perimeter.save(update_fields=["name"])
    return perimeter


def _new_perimeter(slug: str, name: str) -> Perimeter:
    letters = "".join(letter for letter in slug.upper() if "A" <= letter <= "Z")
    perimeter = Perimeter(slug=slug, ref_prefix=letters[:3] if len(letters) > 1 else "PER")
    perimeter.name = {perimeter.default_language: name}
    try:
        perimeter.clean_fields()
    except ValidationError as error:
        raise InvalidSlug from error
    perimeter.save()
    changes.append("perimeter.created", perimeter_id=perimeter.pk, target_type="perimeter", target_id=perimeter.pk)
    return perimeter


def _version(
    perimeter: Perimeter, made: dict[str, Any], source: BoundarySource, draft: bool
) -> tuple[PerimeterVersion, bool]:
    """Return (the version in force or new, whether it is new)."""
    boundary = to_multi_polygon(shapely.from_wkb(made["boundary"]))
    state = VersionState.DRAFT if draft else VersionState.PUBLISHED
    current = perimeter.versions.filter(state=state).order_by("-number").first()
    if current and current.tolerance_m == source.tolerance_m and _same(current.boundary, boundary):
        return current, False
    last = perimeter.versions.aggregate(last=Max("number"))["last"] or 0
    version = PerimeterVersion.objects.create(
        perimeter=perimeter,
        number=last + 1,
        boundary=boundary,
        accepted=to_multi_polygon(shapely.from_wkb(made["accepted"])),
        tolerance_m=source.tolerance_m,
        area_km2=made["area_km2"],
        source=source.source or ", ".join(path.name for path in _main_files(source.files))[:300],
        source_date=source.source_date,
        licence=source.licence,
        report=made["report"],
    )
    return version, True


def _same(one: GEOSGeometry, other: GEOSGeometry) -> bool:
    first, second = (shapely.normalize(shapely.from_wkb(bytes(shape.wkb))) for shape in (one, other))
    return bool(shapely.equals_exact(first, second))


def _summary(report: dict[str, Any], version: PerimeterVersion, is_new: bool) -> BoundarySummary:
    used = report["features_used"]
    outcome = "unchanged" if not is_new else "imported" if version.number == 1 else "updated"
    summary = BoundarySummary(
        read=report["features_read"],
        perimeter=version.perimeter.slug,
        version=version.number,
        state=version.state,
        boundary={key: value for key, value in report.items() if key not in ("refused", "repaired")},
        **{outcome: used},
    )
    tell_features(
        summary,
        name=version.perimeter.slug,
        refused=[Reason(number, code) for number, code in report["refused"]],
        repaired=[Reason(number, code) for number, code in report["repaired"]],
    )
    return summary
