"""The tiles' long tasks."""

from pathlib import Path
from typing import Any

from django.conf import settings

from core import jobs
from perimeter_data.jobs import perimeter_of
from tiles.archive import DEFAULT_ZOOM, write_archive

ARCHIVE = "export_tiles"


def archive_path(perimeter_id: int) -> Path:
    """Return where the archive of a perimeter lies: one, the last; for staff to fetch."""
    return settings.VAR_DIR / "archives" / f"{perimeter_id}.pmtiles"


@jobs.handler(ARCHIVE)
def export(job: jobs.Running) -> dict[str, Any]:
    """Write the perimeter's archive anew; the one before stays until then."""
    perimeter = perimeter_of(job)
    return write_archive(
        perimeter=perimeter,
        path=archive_path(perimeter.pk),
        maxzoom=job.params.get("maxzoom", DEFAULT_ZOOM),
        progress=lambda done, total: job.progress(done, total, phase="drawing"),
    )
