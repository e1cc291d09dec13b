"""The whole picture as one SVG that needs nothing from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.i18n import translated
from layers.models import Layer, LayerKind
from layers.selectors import public_layers
from participation.models import Theme
from perimeter_data.models import Perimeter, ZoningVersion
from tiles.extent import extent
from tiles.poster.boxes import Box, Room
from tiles.poster.features import Layers, read
from tiles.poster.frame import SIZES, Frame, fitted
from tiles.poster.ground import ground, territory
from tiles.poster.marks import Marks, drawn, marks
from tiles.poster.names import names
from tiles.poster.panel import Said, panel, roomy
from tiles.poster.svg import FAMILY, element, words
from tiles.resolve import editions, vector_sources
from tiles.style.tokens import Palette, palette


@dataclass(frozen=True, slots=True)
class Content:
    """What a picture is drawn from."""

    perimeter: Perimeter
    zoning: ZoningVersion | None
    grounds: list[Layer]
    frame: Frame
    layers: Layers
    marks: Marks
    credits: str


def content(perimeter: Perimeter, size: str) -> Content:
    """Return what the territory's own tiles hold, for a picture of one of the sizes."""
    zoning = editions(perimeter).select_related("zoning").first()
    published = public_layers(perimeter).filter(role=Layer.Role.GROUND, kind=LayerKind.VECTOR)
    grounds = list(published)
    zones = [f"zones-{zoning.zoning.slug}"] if zoning else []
    layers = ["perimeter", "places", "contributions", "proposals", *zones, *(layer.slug for layer in grounds)]
    credits = _credits(zoning, grounds)
    frame = fitted(roomy(SIZES[size], credits), extent(perimeter))
    found = read(vector_sources(perimeter, layers), frame)
    signs = marks(found.get("contributions", []), found.get("proposals", []))
    return Content(perimeter, zoning, grounds, frame, found, signs, credits)


def poster(perimeter: Perimeter, *, size: str, scheme: str, language: str) -> str:
    """Return the picture of a territory in the reader's language."""
    found = content(perimeter, size)
    ink = palette(perimeter, scheme)
    title = translated(perimeter.name, perimeter.default_language, language) or perimeter.slug
    said = Said(title, _contributions(found.marks), _projects(found.marks), found.credits)
    counts = f"{said.contributions}, {said.projects}"
    described = _("Map of the territory with what people propose there: %(counts)s.") % {"counts": counts}
    inside = "".join(
        [
            element("title", words(title)),
            element("desc", words(described)),
            _map(found, ink, language),
            panel(said, found.frame.size, ink),
        ]
    )
    pixels = found.frame.size
    return element(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        width=pixels.width,
        height=pixels.height,
        viewBox=f"0 0 {pixels.width} {pixels.height}",
        role="img",
        lang=language,
        font_family=FAMILY,
    )


def _map(found: Content, ink: Palette, language: str) -> str:
    frame, layers = found.frame, found.layers
    grounds = [layers.get(layer.slug, []) for layer in found.grounds]
    zones = f"zones-{found.zoning.zoning.slug}" if found.zoning else None
    themes = {theme.slug: (theme.color, theme.icon) for theme in Theme.objects.filter(perimeter=found.perimeter)}
    area = frame.size.map
    room = Room(Box(area.left + 6, area.top + 4, area.right - 6, area.bottom - 4))
    signs = drawn(found.marks, themes, room, ink, language)
    labels = names(layers.get("places", []), room, ink, language)
    return ground(grounds, frame, ink) + territory(layers, zones, grounds, ink) + labels + signs


def _credits(zoning: ZoningVersion | None, grounds: Sequence[Layer]) -> str:
    """Return the attribution, as the style's sources have it."""
    owed = [zoning.source if zoning else "", *(layer.attribution for layer in grounds)]
    return " · ".join(dict.fromkeys(name for name in owed if name))


def _contributions(found: Marks) -> str:
    n = found.contributions
    return ngettext("%(n)s contribution", "%(n)s contributions", n) % {"n": n}


def _projects(found: Marks) -> str:
    return ngettext("%(n)s project", "%(n)s projects", found.projects) % {"n": found.projects}
