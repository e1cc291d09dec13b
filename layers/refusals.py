"""Why a file cannot become a layer, in words of whoever brought it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

RASTER_MESSAGES = {
    "unreadable_raster": _("This picture cannot be read: it is broken, or neither GeoTIFF, PNG nor JPEG."),
    "unsupported_raster": _("Rasters of complex numbers cannot be drawn."),
    "too_many_pixels": _("This raster has too many pixels. Cut it to the area, or bring it in a coarser resolution."),
    "no_georeference": _("This picture does not say where it lies. Bring a GeoTIFF, or its world file beside it."),
    "not_on_earth": _("The coordinate system of this file is not one of the Earth."),
    "bad_coordinates": _("The coordinates of this file do not fit its coordinate system."),
}


class RasterRefused(Refused):
    """The picture was not taken; `code` is a key of RASTER_MESSAGES."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(RASTER_MESSAGES[code], code=code, **extra)


class NotAPlan(Refused):
    code = "not_a_plan"
    message = _("There is no ZONE_URBA table here: a plan has zones with the fields LIBELLE and TYPEZONE.")


class UnknownProfile(Refused):
    code = "unknown_profile"
    message = _("This profile is not known. There is: cnig-plu.")


class SlugNotPossible(Refused):
    code = "slug_not_possible"
    message = _("A layer cannot be called this: small letters, digits and hyphens, and none of the map's own names.")


class NoValues(Refused):
    code = "no_values"
    message = _("This layer has no values that could be read: it is a drawing or a photograph.")
