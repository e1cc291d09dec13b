"""Where a plain form means: coordinates, the name of a place, a zone, or one of several that were offered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.i18n import translated
from frontend_embed.typed_position import typed_position
from participation.models import Anchor, PositionSource
from perimeter_data.models import Perimeter, Zone
from perimeter_data.selectors import (
    find_places,
    near_place,
    published_edition,
    published_zonings,
    shown_name,
    zones_at,
)

OFFERED = 8
Offer = tuple[str, str]


class SayWhere(Refused):
    code = "say_where"
    message = _("Say where it is: a place, a neighbourhood, or coordinates.")


class NoSuchPlace(Refused):
    code = "no_such_place"
    message = _("We know no place of that name here. Try another nearby, or choose the neighbourhood.")


class NoCoordinates(Refused):
    code = "no_coordinates"
    message = _("These are no coordinates. Write them like 43.9375, 7.5147.")


class WhichPlace(Refused):
    """Carries `offers`."""

    code = "which_place"
    message = _("Several places have such a name. Which one is it?")


@dataclass(frozen=True, slots=True)
class Where:
    """A position, what it came from, and whether it stands for the whole zone."""

    position: Point
    source: str
    anchor: str | None = None


def where_of(perimeter: Perimeter, given: Mapping[str, str]) -> Where:
    """Return what the form means, the most exact first; raise a refusal that may carry `offers`."""
    picked = typed_position(given.get("pick", ""))
    if picked is not None:
        return Where(picked, PositionSource.PLACE if given.get("place") else PositionSource.COORDINATES)
    if given.get("coordinates"):
        typed = typed_position(given["coordinates"])
        if typed is None:
            raise NoCoordinates
        return Where(typed, PositionSource.COORDINATES)
    if given.get("place"):
        return Where(_place(perimeter, given["place"]), PositionSource.PLACE)
    if given.get("zone"):
        return _zone(perimeter, given["zone"])
    raise SayWhere


def zone_options(perimeter: Perimeter) -> list[Offer]:
    """Return (code, name) of the first zoning's zones that can be meant."""
    zones = [(zone.code, translated(zone.name, perimeter.default_language)) for zone in _zones(perimeter)]
    return sorted(zones, key=lambda option: option[1])


def nearest_offer(perimeter: Perimeter, nearest: list[float]) -> Offer:
    """Return the nearest point inside as something to pick, with the words for it."""
    lon, lat = nearest
    point = Point(lon, lat, srid=4326)
    near = near_place(perimeter, point)
    return _offer(point, shown_name(near[0]) if near else _zone_name(perimeter, point))


def _place(perimeter: Perimeter, name: str) -> Point:
    found = [one.place for one in find_places(perimeter, name, OFFERED)]
    if not found:
        raise NoSuchPlace
    if len(found) > 1 and shown_name(found[0]).casefold() != name.casefold():
        raise WhichPlace(
            offers=[_offer(place.position, _with_zone(perimeter, place.position, shown_name(place))) for place in found]
        )
    return found[0].position


def _with_zone(perimeter: Perimeter, point: Point, name: str) -> str:
    zone = _zone_name(perimeter, point)
    return f"{name} ({zone})" if zone and zone != name else name


def _zone_name(perimeter: Perimeter, point: Point) -> str:
    zones = (zone for zone in zones_at(perimeter, point).values() if zone)
    return next((translated(zone.name, perimeter.default_language) for zone in zones), "")


def _offer(point: Point, words: str) -> Offer:
    value = f"{point.y:.6f}, {point.x:.6f}"
    return value, words or value


def _zone(perimeter: Perimeter, code: str) -> Where:
    zone = next((one for one in _zones(perimeter) if one.code == code), None)
    if zone is None or zone.label_point is None:
        raise SayWhere
    return Where(zone.label_point, PositionSource.ZONE, Anchor.ZONE)


def _zones(perimeter: Perimeter) -> list[Zone]:
    zoning = published_zonings(perimeter).first()
    if zoning is None:
        return []
    edition = published_edition(perimeter, zoning.slug)
    return list(edition.zones.filter(label_point__isnull=False).only("code", "name", "label_point"))
