"""What can be wrong with a base map, in words of whoever brought it or looks at it."""

from django.utils.translation import gettext_lazy as _

from core.errors import Missing, Refused, Unavailable


class UnknownBaseMap(Missing):
    code = "unknown_base_map"
    message = _("There is no such base map in this perimeter.")


class BrokenTile(Missing):
    """A stored tile that is not what its file says it is."""

    code = "broken_tile"
    message = _("This part of the base map cannot be read.")


class SourceAway(Unavailable):
    """The source did not answer in time, or not with a tile; ask again after `retry_after_s` seconds."""

    code = "source_away"
    message = _("The source of this base map does not answer. The rest of the map goes on.")


class NotPMTiles(Refused):
    code = "not_pmtiles"
    message = _("This is not a PMTiles file of version 3 that can be read here.")


class AddressRefused(Refused):
    code = "address_refused"
    message = _("This address cannot be used for a base map.")


class NotATile(Refused):
    code = "not_a_tile"
    message = _("What this source sends is not a tile: PNG, JPEG, WebP, AVIF or a vector tile are read.")
