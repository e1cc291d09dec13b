"""Making a COG in a child process: whatever a file does to GDAL costs bounded time and memory, not the server."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from layers.refusals import RasterRefused
from layers.services.raster_cog import WHOLE, Told
from layers.services.raster_files import RasterFacts, make_cog
from layers.services.raster_source import lay_out
from perimeter_data.reading.bounded import run

TIMEOUT_S = 3600


def make_cog_safely(
    source: Path,
    target: Path,
    *,
    crs: str | None = None,
    name: str | None = None,
    told: Told = lambda done, total: None,
) -> RasterFacts:
    """Check a raster and write it to `target` as a COG; raise `RasterRefused` or `FileRefused`.

    `source` is a picture, a folder or a zip, `name` says which picture of several. `told(done, total)` is called
    twice a second; what it raises ends the work. Whatever is half done lies beside `target`.
    """
    arguments = {
        "source": str(source.resolve()),
        "target": str(target),
        "crs": crs,
        "name": name,
        "max_pixels": settings.AGORAMA_RASTER_MAX_PIXELS,
        "max_bytes": settings.AGORAMA_RASTER_MAX_BYTES,
    }
    check = _listening(_notes(target), told)
    answer = run("layers.services.raster_bounded:answer", arguments, timeout_s=TIMEOUT_S, check=check)
    if "code" in answer:
        raise RasterRefused(answer["code"], **answer["extra"])
    facts = answer["facts"]
    palette = {int(value): tuple(colour) for value, colour in facts["palette"].items()}
    return RasterFacts(**{**facts, "bounds": tuple(facts["bounds"]), "palette": palette})


def _notes(target: Path) -> Path:
    return target.with_name("progress")


def _note(notes: Path, done: int) -> None:
    """Write down how far it is, in one stroke: who reads half a note would say that the work went back to nothing."""
    written = notes.with_name("progress-next")
    written.write_text(str(done))
    written.replace(notes)


def _listening(notes: Path, told: Told) -> Callable[[], None]:
    """Return what passes on how far the child says it is."""

    def listen() -> None:
        done = 0
        with suppress(FileNotFoundError):  # not begun
            done = int(notes.read_text())
        told(done, WHOLE)

    return listen


def answer(
    *, source: str, target: str, crs: str | None, name: str | None, max_pixels: int, max_bytes: int
) -> dict[str, Any]:
    """In the child: return {"facts"} or {"code", "extra"} of the refusal."""
    made = Path(target)

    def told(done: int, total: int) -> None:
        _note(_notes(made), done)

    try:
        with tempfile.TemporaryDirectory(dir=made.parent) as folder:
            brought = lay_out(Path(source), Path(folder), name=name, max_bytes=max_bytes)
            facts = make_cog(brought.picture, made, crs=crs, beside=brought.crs, max_pixels=max_pixels, told=told)
        return {"facts": asdict(facts)}
    except RasterRefused as refused:
        return {"code": refused.code, "extra": refused.extra}
