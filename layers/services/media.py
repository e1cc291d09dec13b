"""Where the pictures of raster layers lie, below MEDIA_ROOT."""

import secrets
from pathlib import Path

from django.conf import settings

from perimeter_data.models import Perimeter


def new_path(perimeter: Perimeter, slug: str) -> str:
    """Return a free name relative to MEDIA_ROOT that nobody can guess; its folder exists."""
    folder = Path(perimeter.slug) / "layers"
    (Path(settings.MEDIA_ROOT) / folder).mkdir(parents=True, exist_ok=True)
    return str(folder / f"{slug}-{secrets.token_hex(8)}.tif")


def full_path(path: str) -> Path:
    """Return where a path relative to MEDIA_ROOT is."""
    return Path(settings.MEDIA_ROOT) / path


def forget_file(path: str) -> None:
    """Delete a picture that no layer uses any more."""
    full_path(path).unlink(missing_ok=True)
