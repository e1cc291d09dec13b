"""The units, what is outside, and the perimeter: the heaviest line, its band on the inside."""

from perimeter_data.models import ZoningVersion
from tiles.style.expressions import StyleLayer, by_zoom, get
from tiles.style.tokens import Palette

SOURCE = "territory"


def communes(edition: ZoningVersion, ink: Palette) -> list[StyleLayer]:
    """Return the limits of the first zoning's zones: dots 1/3, quiet when seen from afar."""
    width = 0.8
    paint = {
        "line-color": ink["map-commune"],
        "line-width": by_zoom((10, width), (14, 1.4)),
        "line-dasharray": [round(1 / width, 2), round(3 / width, 2)],
        "line-opacity": by_zoom((7, 0.4), (11, 1)),
    }
    zones = f"zones-{edition.zoning.slug}"
    return [
        {
            "id": "communes",
            "type": "line",
            "source": SOURCE,
            "source-layer": zones,
            "filter": ["!", ["has", "part"]],
            "paint": paint,
        }
    ]


def outside(ink: Palette) -> list[StyleLayer]:
    """Return the veil over the land outside; names there stay readable."""
    paint = {"fill-color": ink["map-outside"], "fill-opacity": ink.outside_opacity, "fill-antialias": False}
    return [_part("outside", "outside", "fill", paint)]


def perimeter(ink: Palette) -> list[StyleLayer]:
    """Return the band of 8 px on the inside and the line of 2.6 px."""
    band = {"line-color": ink.accent, "line-width": 8, "line-offset": 4, "line-opacity": 0.16}
    line = {"line-color": ink.accent, "line-width": 2.6}
    return [
        {**_part("perimeter-band", "boundary", "line", band), "layout": {"line-join": "round"}},
        {**_part("perimeter-line", "boundary", "line", line), "layout": {"line-join": "round"}},
    ]


def _part(name: str, part: str, kind: str, paint: dict[str, object]) -> StyleLayer:
    return {
        "id": name,
        "type": kind,
        "source": SOURCE,
        "source-layer": "perimeter",
        "filter": ["==", get("part"), part],
        "paint": paint,
    }
