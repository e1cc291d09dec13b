"""A picture → the raster layer that shows it: its row, its legend."""

from typing import Any

from django.contrib.gis.geos import Polygon
from rio_tiler.colormap import cmap

from core.i18n import LANGUAGES
from layers.models import Layer, RasterFile
from layers.services.raster_files import PALETTE, RasterFacts

STOPS = 5
MAX_CLASSES = 24
SPACE = "\N{NO-BREAK SPACE}"


def write_raster(layer: Layer, path: str, facts: RasterFacts, *, in_store: bool = False) -> None:
    """Store what serving needs and set the layer's style and legend (not saved)."""
    RasterFile.objects.create(
        layer=layer,
        path=path,
        bounds=Polygon.from_bbox(facts.bounds),
        bands=facts.bands,
        dtype=facts.dtype,
        nodata=facts.nodata,
        minimum=facts.minimum,
        maximum=facts.maximum,
        colormap=facts.colormap,
        source_crs=facts.source_crs,
        unit=facts.unit,
        in_store=in_store,
    )
    layer.style = {}
    layer.legend = raster_legend(facts)


def takes_unit(layer: Layer) -> bool:
    """Say whether a layer's picture is of numbers: not of classes, and no photograph."""
    raster = getattr(layer, "raster", None)
    return raster is not None and bool(raster.colormap) and raster.colormap != PALETTE


def unit_of(layer: Layer) -> str:
    """Return what a layer's numbers are counted in, "" where that is unknown."""
    return layer.raster.unit if takes_unit(layer) else ""


def set_unit(layer: Layer, unit: str) -> None:
    """Say what a layer's numbers are counted in, in its legend (not saved) too."""
    if not takes_unit(layer):
        return
    former = f"{SPACE}{layer.raster.unit}" if layer.raster.unit else ""
    for entry in layer.legend:
        entry["label"] = {lang: _with(text.removesuffix(former), unit) for lang, text in entry["label"].items()}
    layer.raster.unit = unit
    layer.raster.save(update_fields=["unit"])


def raster_legend(facts: RasterFacts) -> list[dict[str, Any]]:
    """Return the values of a palette, five stops of a ramp, or nothing for a photograph."""
    if facts.colormap == PALETTE:
        classes = facts.palette if len(facts.palette) <= MAX_CLASSES else {}
        return [_entry(str(value), float(value), colour, "") for value, colour in classes.items()]
    if not facts.colormap or facts.minimum is None or facts.maximum is None:
        return []
    ramp: dict[int, Any] = dict(cmap.get(facts.colormap))  # type: ignore[arg-type]
    entries = []
    for stop in range(STOPS):
        share = stop / (STOPS - 1)
        number = facts.minimum + share * (facts.maximum - facts.minimum)
        entries.append(_entry(str(stop), number * facts.scale + facts.offset, ramp[round(share * 255)], facts.unit))
    return entries


def _entry(code: str, value: float, colour: tuple[int, int, int, int], unit: str) -> dict[str, Any]:
    red, green, blue, _alpha = colour
    return {"code": code, "label": _number(value, unit), "fill": f"#{red:02x}{green:02x}{blue:02x}"}


def _number(value: float, unit: str) -> dict[str, str]:
    """Return a number in each language, with four significant digits: 12.5 m is 12,5 m in French and Italian."""
    text = f"{value:.4g}" if abs(value) < 10_000 or abs(value) >= 1e12 else f"{value:.0f}"
    return {lang: _with(text if lang == "en" else text.replace(".", ","), unit) for lang in LANGUAGES}


def _with(text: str, unit: str) -> str:
    return f"{text}{SPACE}{unit}" if unit else text
