"""Layer names → what can be drawn: vector sources, or one raster layer."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Malformed
from layers.models import Layer, LayerKind
from layers.selectors import UnknownLayer, public_layers
from participation.filters import ContributionFilter
from participation.models import Theme
from participation.selectors import EVERYTHING, any_anchored, hiding_consultations
from perimeter_data.models import Perimeter, VersionState, ZoningVersion
from perimeter_data.selectors import UnknownZoning, published_edition
from tiles.sources import Source
from tiles.sources.boundary import Boundary
from tiles.sources.contributions import Contributions
from tiles.sources.features import Features
from tiles.sources.places import Places
from tiles.sources.proposals import Proposals
from tiles.sources.zones import Zones

FIXED = ("perimeter", "places", "contributions", "proposals")
DEBATED = frozenset({"contributions", "proposals"})
ZONES = "zones-"


class RasterStandsAlone(Malformed):
    code = "raster_stands_alone"
    message = _("A raster layer cannot be joined with others.")


def editions(perimeter: Perimeter) -> QuerySet[ZoningVersion]:
    """Return the editions in force of the perimeter's zonings, in their order: the first is drawn and counted by."""
    return ZoningVersion.objects.filter(zoning__perimeter=perimeter, state=VersionState.PUBLISHED).order_by(
        "zoning__position", "zoning__slug"
    )


def vector_sources(perimeter: Perimeter, names: Sequence[str], f: ContributionFilter = EVERYTHING) -> list[Source]:
    """Return one source a name, in the order given; raise `UnknownLayer`, or `RasterStandsAlone` for joined rasters."""
    drawn = _layers(perimeter, names)
    if any(layer.kind == LayerKind.RASTER for layer in drawn.values()):
        raise UnknownLayer if len(names) == 1 else RasterStandsAlone
    return [_source(perimeter, name, drawn, f) for name in names]


def raster_layer(perimeter: Perimeter, names: Sequence[str]) -> Layer | None:
    """Return the raster layer that is named alone, None where the names are of vector layers.

    Raises `UnknownLayer`, or `RasterStandsAlone` for a raster joined with anything.
    """
    drawn = _layers(perimeter, names)
    rasters = [layer for layer in drawn.values() if layer.kind == LayerKind.RASTER]
    if rasters and len(names) > 1:
        raise RasterStandsAlone
    return rasters[0] if rasters else None


def _layers(perimeter: Perimeter, names: Sequence[str]) -> dict[str, Layer]:
    """Return the public layers of the names that are neither fixed nor zonings; raise `UnknownLayer`."""
    slugs = [name for name in names if name not in FIXED and not name.startswith(ZONES)]
    found = {layer.slug: layer for layer in public_layers(perimeter).filter(slug__in=slugs)} if slugs else {}
    for slug in slugs:
        if slug not in found:
            raise UnknownLayer(layer=slug)
    return found


def _source(perimeter: Perimeter, name: str, drawn: dict[str, Layer], f: ContributionFilter) -> Source:
    if name == "perimeter":
        return Boundary(perimeter)
    if name == "places":
        return Places(perimeter)
    if name == "proposals":
        return Proposals(perimeter, f)
    if name == "contributions":
        themes = Theme.objects.filter(perimeter=perimeter).order_by("position", "slug").values_list("pk", "slug")
        edition = editions(perimeter).values_list("pk", flat=True).first()
        hiding = hiding_consultations(perimeter).values_list("pk", flat=True)
        return Contributions(perimeter, f, edition, tuple(themes), any_anchored(perimeter), tuple(hiding))
    if name.startswith(ZONES):
        return Zones(_edition(perimeter, name), perimeter.default_language)
    return Features(drawn[name])


def _edition(perimeter: Perimeter, name: str) -> ZoningVersion:
    try:
        return published_edition(perimeter, name.removeprefix(ZONES))
    except UnknownZoning as error:
        raise UnknownLayer(layer=name) from error
