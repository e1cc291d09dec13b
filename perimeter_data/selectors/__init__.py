"""Named reads of the territory."""

from perimeter_data.selectors.geojson import boundary_facts, zone_facts
from perimeter_data.selectors.perimeters import (
    UnknownPerimeter,
    UnknownZoning,
    bbox,
    get_public_perimeter,
    is_public_logo,
    perimeters_with_bbox,
    public_perimeters,
    published_bbox,
    published_edition,
    published_version,
    published_zonings,
    zonings_with_edition,
)
from perimeter_data.selectors.places import FoundPlace, find_places, foremost_places, shown_name
from perimeter_data.selectors.position import DIRECTIONS, is_inside, near_place, nearest_inside, zones_at
from perimeter_data.selectors.versions import (
    UnknownBoundary,
    boundaries,
    boundary_difference,
    boundary_shape,
    boundary_version,
    compared,
)
from perimeter_data.selectors.workshop import UnknownUpload, get_upload, workshop_jobs

__all__ = [
    "DIRECTIONS",
    "FoundPlace",
    "UnknownBoundary",
    "UnknownPerimeter",
    "UnknownUpload",
    "UnknownZoning",
    "bbox",
    "boundaries",
    "boundary_difference",
    "boundary_facts",
    "boundary_shape",
    "boundary_version",
    "compared",
    "find_places",
    "foremost_places",
    "get_public_perimeter",
    "get_upload",
    "is_inside",
    "is_public_logo",
    "near_place",
    "nearest_inside",
    "perimeters_with_bbox",
    "public_perimeters",
    "published_bbox",
    "published_edition",
    "published_version",
    "published_zonings",
    "shown_name",
    "workshop_jobs",
    "zone_facts",
    "zones_at",
    "zonings_with_edition",
]
