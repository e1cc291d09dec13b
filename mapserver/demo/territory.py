"""The demo territory: boundary, sectors, places and layers, through the same imports as anybody's files."""

from typing import Any

from django.contrib.gis.geos import Point

from core import changes
from layers.services.importing import LayerOptions, import_layer
from mapserver.demo.files import HERE, read_json
from perimeter_data.models import Perimeter, Place, Zone
from perimeter_data.services.imports import BoundarySource, import_boundary
from perimeter_data.services.place_keys import write_keys
from perimeter_data.services.places import PlacesSource, import_places
from perimeter_data.services.zones import ZonesSource, import_zones


def load_territory() -> Perimeter:
    """Make the perimeter with everything that belongs to its ground."""
    told = read_json("consultation.json")
    perimeter = _boundary(told["perimeter"])
    _sectors(perimeter, told["zoning"])
    import_places(perimeter=perimeter, source=PlacesSource(HERE / "places.geojson", "name", where={"inside": ["yes"]}))
    _neighbours(perimeter)
    for row in told["layers"]:
        options = LayerOptions(slug=row["slug"], name=row["name"], role=row["role"], profile=row["profile"])
        import_layer(perimeter=perimeter, path=HERE / row["file"], options=options)
    return perimeter


def _boundary(told: dict[str, Any]) -> Perimeter:
    """Publish the outline, then give the perimeter its words and colour."""
    slug, source = told.pop("slug"), told.pop("source")
    _summary, version = import_boundary(source=BoundarySource([HERE / "outline.geojson"], source=source), slug=slug)
    perimeter = version.perimeter
    for name, value in told.items():
        setattr(perimeter, name, value)
    perimeter.full_clean()
    perimeter.save()
    changes.append("perimeter.saved", perimeter_id=perimeter.pk, target_type="perimeter", target_id=perimeter.pk)
    return perimeter


def _sectors(perimeter: Perimeter, told: dict[str, Any]) -> None:
    source = ZonesSource(HERE / "sectors.geojson", code="code", name="name", population="population")
    import_zones(perimeter=perimeter, slug=told["slug"], source=source)
    zoning = perimeter.zonings.get(slug=told["slug"])
    zoning.name = told["name"]
    zoning.save(update_fields=["name"])
    zoning.versions.update(population_year=told["population_year"], source=told["source"])
    named = {row["properties"]["code"]: row["properties"] for row in read_json("sectors.geojson")["features"]}
    zones = list(Zone.objects.filter(version__zoning=zoning))
    for zone in zones:
        zone.name = {language: named[zone.code][f"name_{language}"] for language in ("fr", "it", "en")}
    Zone.objects.bulk_update(zones, ["name"])
    changes.append("zoning.saved", perimeter_id=perimeter.pk, target_type="zoning", target_id=zoning.pk)


def _neighbours(perimeter: Perimeter) -> None:
    """Names beyond the border, for orientation: the import refuses them, the map may show them."""
    rows = [row for row in read_json("places.geojson")["features"] if row["properties"]["inside"] == "no"]
    made = [_neighbour(perimeter, row["geometry"]["coordinates"], row["properties"]) for row in rows]
    for place in made:
        place.search_text = place.searchable()
    Place.objects.bulk_create(made)
    write_keys(made)


def _neighbour(perimeter: Perimeter, spot: list[float], facts: dict[str, Any]) -> Place:
    names = {language: facts[f"name_{language}"] for language in ("fr", "it") if facts[f"name_{language}"]}
    words = {name: facts[name] for name in ("name", "kind", "rank", "aliases")}
    return Place(perimeter=perimeter, position=Point(spot[0], spot[1], srid=4326), names=names, **words)
