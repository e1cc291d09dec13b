"""Making a COG in a child process: whatever a file does to GDAL costs bounded time and memory, not the server."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from layers.refusals import RasterRefused
from layers.services.raster_files import RasterFacts, make_cog
from perimeter_data.reading.bounded import run

TIMEOUT_S = 1800


def make_cog_safely(source: Path, target: Path, crs: str | None = None) -> RasterFacts:
    """Check a raster and write it to `target` as a COG; raise `RasterRefused` or `FileRefused`."""
    arguments = {
        "source": str(source.resolve()),
        "target": str(target),
        "crs": crs,
        "max_pixels": settings.AGORAMA_RASTER_MAX_PIXELS,
    }
    answer = run("layers.services.raster_bounded:answer", arguments, timeout_s=TIMEOUT_S)
    if "code" in answer:
        raise RasterRefused(answer["code"], **answer["extra"])
    facts = answer["facts"]
    palette = {int(value): tuple(colour) for value, colour in facts["palette"].items()}
    return RasterFacts(**{**facts, "bounds": tuple(facts["bounds"]), "palette": palette})


def answer(*, source: str, target: str, crs: str | None, max_pixels: int) -> dict[str, Any]:
    """In the child: return {"facts"} or {"code", "extra"} of the refusal."""
    try:
        return {"facts": asdict(make_cog(Path(source), Path(target), crs=crs, max_pixels=max_pixels))}
    except RasterRefused as refused:
        return {"code": refused.code, "extra": refused.extra}
