"""Territory → the JSON of the contract (DESIGN §4)."""

from typing import Any

from core.i18n import translated
from perimeter_data.models import Perimeter, PerimeterVersion, Zoning
from perimeter_data.selectors import FoundPlace, shown_name


def _names(words: dict[str, str], perimeter: Perimeter) -> dict[str, Any]:
    return {"name": translated(words, perimeter.default_language), "name_i18n": words}


def perimeter_feature(version: PerimeterVersion, envelope: Any) -> dict[str, Any]:
    """Return a Feature without geometry: bbox and names."""
    perimeter = version.perimeter
    west, south, east, north = envelope.extent
    properties = {
        **_names(perimeter.name, perimeter),
        "slug": perimeter.slug,
        "center": [(west + east) / 2, (south + north) / 2],
        "languages": perimeter.languages,
        "default_language": perimeter.default_language,
        "area_km2": round(version.area_km2, 2),
    }
    bbox = [west, south, east, north]
    return {"type": "Feature", "id": perimeter.pk, "bbox": bbox, "geometry": None, "properties": properties}


def boundary_feature(perimeter: Perimeter, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the boundary with where it comes from."""
    properties = {
        **_names(perimeter.name, perimeter),
        "slug": perimeter.slug,
        "version": facts["number"],
        "area_km2": round(facts["area_km2"], 2),
        "tolerance_m": facts["tolerance_m"],
        "source": facts["source"],
        "source_date": facts["source_date"],
        "licence": facts["licence"],
        "published_at": facts["published_at"],
    }
    return {
        "type": "Feature",
        "id": facts["id"],
        "bbox": facts["bbox"],
        "geometry": facts["geometry"],
        "properties": properties,
    }


def zone_feature(perimeter: Perimeter, facts: dict[str, Any]) -> dict[str, Any]:
    """Return one zone; `label` is where its name stands, null outside the perimeter."""
    label = None if facts["label_lon"] is None else [facts["label_lon"], facts["label_lat"]]
    properties = {
        "code": facts["code"],
        **_names(facts["name"], perimeter),
        "population": facts["population"],
        "label": label,
    }
    return {
        "type": "Feature",
        "id": facts["id"],
        "bbox": facts["bbox"],
        "geometry": facts["geometry"],
        "properties": properties,
    }


def zoning_json(perimeter: Perimeter, zoning: Zoning) -> dict[str, Any]:
    """Return a zoning with its edition in force (prefetched as `published`)."""
    edition = zoning.published[0]  # type: ignore[attr-defined]
    return {
        "slug": zoning.slug,
        **_names(zoning.name, perimeter),
        "version": edition.number,
        "zones": edition.zone_count,
        "source": edition.source,
        "source_date": edition.source_date,
        "population_year": edition.population_year,
        "gap_width_m": zoning.gap_width_m,
    }


def place_feature(found: FoundPlace) -> dict[str, Any]:
    """Return one place: `name` in the caller's language where it has one, `matched` the other name it was found by."""
    place = found.place
    properties = {
        "name": shown_name(place),
        "matched": found.matched,
        "name_i18n": place.names,
        "local_name": place.name,
        "aliases": place.aliases,
        "kind": place.kind,
        "rank": place.rank,
    }
    point = {"type": "Point", "coordinates": [place.position.x, place.position.y]}
    return {"type": "Feature", "id": place.pk, "geometry": point, "properties": properties}
