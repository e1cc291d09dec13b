"""Where the pictures of raster layers lie: below MEDIA_ROOT, or under the same names in the store."""

import logging
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from layers import store
from perimeter_data.models import Perimeter

logger = logging.getLogger(__name__)

MAKING = "making-"
LEFT_OVER_S = 24 * 3600


@contextmanager
def workshop(perimeter: Perimeter) -> Iterator[Path]:
    """Give a folder beside the perimeter's pictures that is gone afterwards, whatever was left half done in it."""
    folder = full_path(_folder(perimeter))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{MAKING}*"):  # of a worker that was killed
        if old.stat().st_mtime < time.time() - LEFT_OVER_S:
            shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=MAKING) as made:
        yield Path(made)


def keep(file: Path, perimeter: Perimeter, slug: str) -> tuple[str, bool]:
    """Move a finished picture to a free name that nobody can guess; return it, and whether it lies in the store.

    Raise `StoreAway`.
    """
    path = f"{_folder(perimeter)}/{slug}-{secrets.token_hex(8)}.tif"
    if store.configured():
        store.put(file, path)
        return path, True
    file.replace(full_path(path))
    return path, False


def _folder(perimeter: Perimeter) -> str:
    return f"{perimeter.slug}/layers"


def full_path(path: str) -> Path:
    """Return where a path relative to MEDIA_ROOT is."""
    return Path(settings.MEDIA_ROOT) / path


def forget_file(path: str, *, in_store: bool = False) -> None:
    """Delete a picture that no layer uses any more; one that the store does not let go of is named in the log."""
    if not in_store:
        full_path(path).unlink(missing_ok=True)
        return
    try:
        store.remove(path)
    except store.StoreAway as error:
        logger.warning("%s stays in the store, remove it by hand: %s", path, error)
