"""Places from a file: known again by name and position, those outside the perimeter refused."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from core import changes
from core.errors import Refused
from core.i18n import LANGUAGES
from core.summary import Summary
from perimeter_data.models import Perimeter, PerimeterVersion, Place, PlaceKind, VersionState
from perimeter_data.names import fold
from perimeter_data.reading import Feature, FeatureTable, FileRefused, Reason, read_features
from perimeter_data.selectors import published_bbox
from perimeter_data.services.place_keys import write_keys
from perimeter_data.services.rows import as_count
from perimeter_data.services.shapes import to_geos
from perimeter_data.services.telling import tell_features

# The same name this near (degrees, some 250 m) is the same place.
SAME_DEG = 0.0025
WRITTEN = ("kind", "rank", "name", "names", "aliases", "search_text", "position", "shape", "population")


class NameNotGuessed(Refused):
    """Carries `fields`: what the file has."""

    code = "fields_not_guessed"
    message = _("Say which field holds the name of each place.")


@dataclass(frozen=True, slots=True)
class PlacesSource:
    """Where places come from.

    Fields `kind`, `rank`, `population`, `aliases`, `name_fr`, `name_it`, `name_en` are taken if there.
    """

    file: Path
    name: str
    crs: str | None = None
    layer: str | None = None
    lon: str | None = None
    lat: str | None = None
    where: dict[str, list[str]] = field(default_factory=dict)


def import_places(*, perimeter: Perimeter, source: PlacesSource) -> Summary:
    """Add or update the places of a file; raise `FileRefused`, and then everything is as it was."""
    near = published_bbox(perimeter)
    table = read_features(
        source.file,
        crs=source.crs,
        layer=source.layer,
        where=source.where,
        lon=source.lon,
        lat=source.lat,
        near=near,
    )
    reading = _Reading(perimeter, table, source)
    summary = Summary(read=table.report.read)
    with transaction.atomic():
        Perimeter.objects.select_for_update().get(pk=perimeter.pk)
        _store(reading.places, _Known(perimeter), summary)
        if summary.imported or summary.updated:
            changes.append("places.imported", perimeter_id=perimeter.pk)
    if not summary.useful:
        all_outside = "swapped_axes" if "swapped_axes" in table.report.notes else "all_outside"
        raise FileRefused(all_outside if reading.outside else "no_features", read=table.report.read)
    tell_features(
        summary,
        name=source.file.name,
        refused=reading.refused,
        repaired=table.report.repaired,
        fields=table.report.fields,
    )
    return summary


class _Reading:
    """Features → unsaved places inside the perimeter."""

    def __init__(self, perimeter: Perimeter, table: FeatureTable, source: PlacesSource) -> None:
        self.refused = [*table.report.refused]
        self.places: list[Place] = []
        self.outside = 0
        self._perimeter = perimeter
        self._name = table.field(source.name)
        self._accepted = _accepted_area(perimeter)
        for feature in table.features:
            self._take(feature)

    def _take(self, feature: Feature) -> None:
        name = str(feature.attributes.get(self._name) or "").strip()[:120]
        spot = _spot(feature.geometry)
        if not name:
            self.refused.append(Reason(feature.number, "no_name", feature.attributes))
        elif self._accepted is not None and not self._accepted.covers(spot):
            self.outside += 1
            self.refused.append(Reason(feature.number, "outside_perimeter", feature.attributes))
        else:
            self.places.append(self._place(feature, name, spot))

    def _place(self, feature: Feature, name: str, spot: BaseGeometry) -> Place:
        facts = {key.casefold().replace(":", "_"): value for key, value in feature.attributes.items()}
        kind, rank = str(facts.get("kind") or ""), str(facts.get("rank") or "")
        names = {language: str(facts.get(f"name_{language}") or "").strip()[:120] for language in LANGUAGES}
        place = Place(
            perimeter=self._perimeter,
            kind=kind if kind in PlaceKind.values else PlaceKind.OTHER,
            rank=int(rank) if rank in set("123456789") else 5,
            name=name,
            names={language: text for language, text in names.items() if text},
            aliases=_aliases(facts.get("aliases")),
            population=as_count(facts.get("population")),
            position=Point(spot.x, spot.y, srid=4326),
        )
        if shapely.get_dimensions(feature.geometry) > 0:
            place.shape = to_geos(feature.geometry)
        place.search_text = place.searchable()
        return place


def _accepted_area(perimeter: Perimeter) -> BaseGeometry | None:
    version = PerimeterVersion.objects.filter(perimeter=perimeter, state=VersionState.PUBLISHED).first()
    if version is None:
        return None
    area = shapely.from_wkb(bytes(version.accepted.wkb))
    shapely.prepare(area)
    return area


def _spot(shape: BaseGeometry) -> BaseGeometry:
    """Return the one point that stands for a place: of a line its middle, of an area a point in it."""
    if shape.geom_type == "Point":
        return shape
    return shape.interpolate(0.5, normalized=True) if shape.geom_type == "LineString" else shape.representative_point()


def _aliases(value: Any) -> list[str]:
    names = value if isinstance(value, list) else str(value or "").replace("|", ";").split(";")
    return [name for name in dict.fromkeys(str(name).strip()[:120] for name in names) if name]


class _Known:
    """Places that are there, by folded name."""

    def __init__(self, perimeter: Perimeter) -> None:
        self._by_name: dict[str, list[Place]] = {}
        for place in Place.objects.filter(perimeter=perimeter):
            self.add(place)

    def add(self, place: Place) -> None:
        """Know one more."""
        self._by_name.setdefault(fold(place.name), []).append(place)

    def find(self, place: Place) -> Place | None:
        """Return the nearest one of the same name within SAME_DEG."""
        near = [(known.position.distance(place.position), known) for known in self._by_name.get(fold(place.name), ())]
        found = min(near, key=lambda item: item[0], default=None)
        return found[1] if found and found[0] <= SAME_DEG else None


def _store(places: list[Place], known: _Known, summary: Summary) -> None:
    created: list[Place] = []
    updated: list[Place] = []
    seen: set[int] = set()
    for place in places:
        there = known.find(place)
        if there is None:
            created.append(place)
            known.add(place)
            seen.add(id(place))
        elif id(there) in seen:
            summary.duplicates += 1
        else:
            seen.add(id(there))
            if _take_over(there, place):
                updated.append(there)
            else:
                summary.unchanged += 1
    Place.objects.bulk_create(created, batch_size=1000)
    Place.objects.bulk_update(updated, WRITTEN, batch_size=1000)
    write_keys([*created, *updated])
    summary.imported, summary.updated = len(created), len(updated)


def _take_over(there: Place, place: Place) -> bool:
    """Write the file's facts into a known place; say whether anything changed."""
    before = [getattr(there, name) for name in WRITTEN]
    for name in WRITTEN:
        setattr(there, name, getattr(place, name))
    return before != [getattr(there, name) for name in WRITTEN]
