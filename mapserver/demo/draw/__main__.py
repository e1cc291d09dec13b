"""Draw the demo territory again: `python -m mapserver.demo.draw` writes the data files beside this folder."""

import json
from pathlib import Path
from typing import Any

import shapely

from mapserver.demo.draw import contributions, ground, places, plan, territory

OUT = Path(__file__).parent.parent
NOTE = {"fr": "Tracé indicatif", "it": "Tracciato indicativo", "en": "Indicative drawing"}


def feature(geometry: shapely.Geometry, properties: dict[str, Any], decimals: int = 4) -> dict[str, Any]:
    """A GeoJSON feature; four decimals of a degree are about ten metres."""
    shape = shapely.transform(geometry, lambda coords: coords.round(decimals))
    return {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": properties}


def write(name: str, features: list[dict[str, Any]]) -> None:
    """A FeatureCollection with one feature per line, so that changes can be read."""
    body = ",\n".join(json.dumps(item, ensure_ascii=False) for item in features)
    (OUT / name).write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', encoding="utf-8")


def write_territory() -> None:
    """The outline, its sectors, the places and the ground."""
    outline, areas = territory.draw()
    sectors = territory.read_sectors()
    write("outline.geojson", [feature(outline, {"name": "ALPIMED", "note": NOTE})])
    write("sectors.geojson", [_sector(sector, areas[sector.code]) for sector in sectors])
    write("places.geojson", [_place(place, outline) for place in places.read()])
    rows = ground.draw(sectors)
    write("ground.geojson", [feature(row.pop("geometry"), row) for row in rows])


def _sector(sector: territory.Sector, area: shapely.MultiPolygon) -> dict[str, Any]:
    names = {f"name_{lang}": name for lang, name in sector.names.items()}
    facts = {"population": sector.population, "population_year": 2021, "country": sector.country}
    own = sector.names["fr" if sector.country == "FR" else "it"]
    return feature(area, {"code": sector.code, "name": own, **names, **facts})


def _place(place: places.Place, outline: shapely.Geometry) -> dict[str, Any]:
    spot = shapely.Point(place.lon, place.lat)
    names = {"name": place.name, "name_fr": place.name_fr, "name_it": place.name_it, "aliases": list(place.aliases)}
    facts = {"kind": place.kind, "rank": place.rank, "country": place.country}
    return feature(spot, {**names, **facts, "inside": "yes" if outline.contains(spot) else "no"})


if __name__ == "__main__":
    write_territory()
    write("plan.geojson", [feature(zone.pop("geometry"), zone, 6) for zone in plan.draw()])
    (OUT / "contributions.json").write_text(contributions.as_json(), encoding="utf-8")
