"""Files that staff uploads: put on the disk at once, read by jobs, forgotten after a week."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Malformed, TooLarge
from perimeter_data.models import Perimeter, Upload

KEPT = timedelta(days=7)
# A plan's tables are eight, each of up to six files.
MAX_FILES = 60


class NoFile(Malformed):
    code = "no_file"
    message = _("Choose one file, or all the parts of one shapefile.")


class UploadTooLarge(TooLarge):
    """Carries `max_mb`."""

    code = "file_too_large"
    message = _("These files are larger than what this server takes in one go.")


def store_upload(
    *, files: Iterable[UploadedFile], perimeter: Perimeter, user_id: int | None, max_bytes: int | None = None
) -> Upload:
    """Put files side by side under their own names; raise `NoFile` or `UploadTooLarge`."""
    given = list(files)
    size = require_room(given, max_bytes or settings.AGORAMA_IMPORT_MAX_BYTES)
    names = [_safe_name(file, number) for number, file in enumerate(given, 1)]
    upload = Upload(perimeter=perimeter, user_id=user_id, name=", ".join(names)[:200], size=size)
    upload.folder.mkdir(parents=True, mode=0o700)
    try:
        for name, file in zip(names, given, strict=True):
            with (upload.folder / name).open("wb") as target:
                for chunk in file.chunks():
                    target.write(chunk)
        upload.save()
    except BaseException:
        shutil.rmtree(upload.folder)
        raise
    return upload


def require_room(files: Sequence[UploadedFile], max_bytes: int) -> int:
    """Return the bytes of files that may be sent together; raise `NoFile` or `UploadTooLarge`."""
    if not 0 < len(files) <= MAX_FILES:
        raise NoFile
    size = sum(file.size or 0 for file in files)
    if size > max_bytes:
        raise UploadTooLarge(max_mb=max_bytes // 1_000_000)
    return size


def _safe_name(file: UploadedFile, number: int) -> str:
    """Return the last part of a name, short enough for any file system."""
    name = Path(str(file.name).replace("\\", "/")).name.replace("\0", "")
    stem, suffix = Path(name).stem[:80], Path(name).suffix[:12]
    return f"{stem}{suffix}" if stem.strip(".") else f"file-{number}{suffix}"


def remove_upload(*, upload: Upload) -> None:
    """Forget one upload, its files and what was made of them."""
    folders = [folder for folder in (upload.folder, upload.results) if folder.is_dir()]
    upload.delete()
    for folder in folders:
        shutil.rmtree(folder)


def forget_uploads() -> int:
    """Forget what nobody came back to for a week; return how many."""
    old = list(Upload.objects.filter(created_at__lt=timezone.now() - KEPT))
    for upload in old:
        remove_upload(upload=upload)
    return len(old)
