"""Named reads of the territory."""

from perimeter_data.selectors.geojson import boundary_facts, zone_facts
from perimeter_data.selectors.perimeters import (
    UnknownPerimeter,
    UnknownZoning,
    bbox,
    get_public_perimeter,
    perimeters_with_bbox,
    public_perimeters,
    published_bbox,
    published_edition,
    published_version,
    published_zonings,
    zonings_with_edition,
)
from perimeter_data.selectors.places import find_places, foremost_places
from perimeter_data.selectors.position import DIRECTIONS, is_inside, near_place, nearest_inside, zones_at

__all__ = [
    "DIRECTIONS",
    "UnknownPerimeter",
    "UnknownZoning",
    "bbox",
    "boundary_facts",
    "find_places",
    "foremost_places",
    "get_public_perimeter",
    "is_inside",
    "near_place",
    "nearest_inside",
    "perimeters_with_bbox",
    "public_perimeters",
    "published_bbox",
    "published_edition",
    "published_version",
    "published_zonings",
    "zone_facts",
    "zones_at",
    "zonings_with_edition",
]
