"""Back office of the territory."""

from perimeter_data.admin.boundaries import BoundaryAdmin
from perimeter_data.admin.logos import LogoAdmin
from perimeter_data.admin.perimeters import PerimeterAdmin
from perimeter_data.admin.places import PlaceAdmin
from perimeter_data.admin.zonings import EditionAdmin, ZoningAdmin

__all__ = ["BoundaryAdmin", "EditionAdmin", "LogoAdmin", "PerimeterAdmin", "PlaceAdmin", "ZoningAdmin"]
