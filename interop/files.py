"""Files that are written before they are sent: where they lie, for a day, under an address that cannot be guessed."""

import shutil
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

KEPT_S = 24 * 3600


def exports_folder() -> Path:
    """Return where exports lie."""
    return Path(settings.VAR_DIR) / "exports"


def export_path(job_id: UUID, ending: str) -> Path:
    """Return where the file of a job lies once it is whole."""
    return exports_folder() / f"{job_id}.{ending}"


def file_name(perimeter: str, ending: str, *, personal: bool = False) -> str:
    """Return what a file is called where it is saved: with the day, so that one of last month is not taken for it."""
    return f"{perimeter}-contributions{'-personal' if personal else ''}-{timezone.localdate():%Y-%m-%d}.{ending}"


def forget_exports() -> int:
    """Delete files of more than a day; returns how many."""
    gone = 0
    for path in exports_folder().glob("*") if exports_folder().exists() else ():
        if path.stat().st_mtime < time.time() - KEPT_S:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            gone += 1
    return gone
