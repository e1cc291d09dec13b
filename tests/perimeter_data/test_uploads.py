"""Files of staff on the disk: named safely, bounded, forgotten."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from perimeter_data.models import Perimeter, Upload
from perimeter_data.services.uploads import NoFile, UploadTooLarge, forget_uploads, store_upload


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_files_keep_their_names_and_stay_in_their_folder(perimeter: Perimeter) -> None:
    given = [SimpleUploadedFile("x.shp", b"1"), SimpleUploadedFile("x.dbf", b"2")]
    given[1]._name = "../../etc/x.dbf"
    upload = store_upload(files=given, perimeter=perimeter, user_id=None)
    assert [path.name for path in upload.paths] == ["x.dbf", "x.shp"]
    assert (upload.main.name, upload.size, upload.name) == ("x.shp", 2, "x.shp, x.dbf")
    assert all(path.parent == upload.folder for path in upload.paths)


def test_too_much_and_nothing_are_refused_and_leave_nothing(perimeter: Perimeter, settings: Any, var: Path) -> None:
    settings.AGORAMA_IMPORT_MAX_BYTES = 3
    with pytest.raises(UploadTooLarge):
        store_upload(files=[SimpleUploadedFile("a", b"1234")], perimeter=perimeter, user_id=None)
    with pytest.raises(NoFile):
        store_upload(files=[], perimeter=perimeter, user_id=None)
    assert not (var / "uploads").exists()


def test_what_nobody_came_back_to_is_forgotten(perimeter: Perimeter) -> None:
    old, new = (
        store_upload(files=[SimpleUploadedFile(name, b"1")], perimeter=perimeter, user_id=None) for name in "ab"
    )
    Upload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert forget_uploads() == 1
    assert not old.folder.exists()
    assert new.main.read_bytes() == b"1"
