"""The territory: perimeters with their boundary versions, zonings with their editions and zones, places, uploads."""

from perimeter_data.models.logos import Logo, LogoRole
from perimeter_data.models.perimeters import (
    AccessibilityLevel,
    DataLicence,
    ModerationMode,
    Perimeter,
    default_languages,
)
from perimeter_data.models.places import Place, PlaceKey, PlaceKind, keys_of
from perimeter_data.models.units import Unit, UnitSet
from perimeter_data.models.uploads import Upload
from perimeter_data.models.valid import IsValid
from perimeter_data.models.versions import PerimeterPiece, PerimeterVersion, VersionState
from perimeter_data.models.zonings import Zone, Zoning, ZoningVersion

__all__ = [
    "AccessibilityLevel",
    "DataLicence",
    "IsValid",
    "Logo",
    "LogoRole",
    "ModerationMode",
    "Perimeter",
    "PerimeterPiece",
    "PerimeterVersion",
    "Place",
    "PlaceKey",
    "PlaceKind",
    "Unit",
    "UnitSet",
    "Upload",
    "VersionState",
    "Zone",
    "Zoning",
    "ZoningVersion",
    "default_languages",
    "keys_of",
]
