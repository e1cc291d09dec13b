"""Perimeters, boundaries, uploads → the workshop's JSON."""

from datetime import date, datetime
from typing import Any

from core.i18n import translated
from perimeter_data.models import Perimeter, PerimeterVersion, Upload, VersionState, Zoning, ZoningVersion

NOT_TOLD = {"oddities", "job"}


def when(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def perimeter_json(
    perimeter: Perimeter, in_force: PerimeterVersion | None, bbox: tuple[float, ...] | None
) -> dict[str, Any]:
    """Return the perimeter with what is in force."""
    return {
        "slug": perimeter.slug,
        "name": translated(perimeter.name, perimeter.default_language),
        "name_i18n": perimeter.name,
        "default_language": perimeter.default_language,
        "languages": perimeter.languages,
        "bbox": list(bbox) if bbox else None,
        "published": in_force.number if in_force else None,
        "tolerance_m": in_force.tolerance_m if in_force else 10,
        "is_public": perimeter.is_public,
    }


def boundary_json(version: PerimeterVersion) -> dict[str, Any]:
    """Return one boundary as lists show it."""
    report = version.report
    return {
        "number": version.number,
        "state": version.state,
        "area_km2": round(version.area_km2, 4),
        "vertices": report.get("vertices"),
        "parts": report.get("parts"),
        "holes": report.get("holes"),
        "source": version.source,
        "source_date": when(version.source_date),
        "licence": version.licence,
        "tolerance_m": version.tolerance_m,
        "created_at": when(version.created_at),
        "published_at": when(version.published_at),
        "report": {key: value for key, value in report.items() if key not in NOT_TOLD},
    }


def boundary_detail(version: PerimeterVersion, compared: dict[str, Any]) -> dict[str, Any]:
    """Return one boundary with what is odd about it and what it would change."""
    return {**boundary_json(version), "oddities": version.report.get("oddities", []), "compared": compared}


def upload_json(upload: Upload) -> dict[str, Any]:
    """Return an upload with what was found in it, null while that is looked at."""
    return {
        "id": str(upload.pk),
        "name": upload.name,
        "size": upload.size,
        "files": [path.name for path in upload.paths],
        "inspection": upload.inspection,
    }


def zoning_json(zoning: Zoning) -> dict[str, Any]:
    """Return a zoning with its editions, the newest first (`versions` with `zone_count`, as `zonings` gives them)."""
    editions = list(zoning.versions.all())
    published = next((edition.number for edition in editions if edition.state == VersionState.PUBLISHED), None)
    return {
        "slug": zoning.slug,
        "name": translated(zoning.name, zoning.perimeter.default_language),
        "name_i18n": zoning.name,
        "gap_width_m": zoning.gap_width_m,
        "published": published,
        "editions": [{**edition_row(edition), "zones": getattr(edition, "zone_count", 0)} for edition in editions],
    }


def edition_row(edition: ZoningVersion) -> dict[str, Any]:
    """Return an edition as lists show it, but for its number of zones."""
    return {
        "number": edition.number,
        "state": edition.state,
        "source": edition.source,
        "population_year": edition.population_year,
        "created_at": when(edition.created_at),
        "published_at": when(edition.published_at),
    }


def edition_json(edition: ZoningVersion, zones: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one edition with its zones, gaps and overlaps."""
    report = {key: value for key, value in edition.report.items() if key not in NOT_TOLD}
    return {**edition_row(edition), "zones": zones, "report": report}
