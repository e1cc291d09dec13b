"""Photos that come in the zip of an import: pixels alone, once each, and told where they are refused."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from accounts.models import Role
from core import jobs
from core.models import Change, Job
from participation.models import Attachment, Contribution, ModerationMode
from participation.services.photo_moderation import blur_photo, moderate_photo
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.house.back_office import staff
from tests.perimeter_data.files import write_zip
from tests.photographs import HOSTILE, TRACES

pytestmark = pytest.mark.django_db
MAPPED = ["--map", "title=title", "id=id", "photos=photos", "--source", "town"]


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "media"
    monkeypatch.setattr(jobs, "_send", lambda job_id: None)
    return tmp_path


def zipped(path: Path, rows: dict[str, str], pictures: dict[str, bytes]) -> Path:
    """Write a zip with a table of one row for each title, and pictures."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["id", "title", "lon", "lat", "photos"])
    for number, (title, photos) in enumerate(rows.items(), 1):
        writer.writerow([number, title, f"{7.2 + number / 1000:.4f}", "44.0", photos])
    return write_zip(path / "reports.zip", {"reports/table.csv": table.getvalue().encode(), **pictures})


def run(path: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call = ["import_contributions", str(path), "--perimeter", "valley", "--json", *MAPPED, *options]
    call_command(*call, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def told(report: dict[str, Any]) -> dict[str, tuple[int, list[int]]]:
    return {reason["code"]: (reason["count"], reason["rows"]) for reason in report["reasons"]}


def photos_of(title: str) -> list[Attachment]:
    return list(Contribution.objects.get(title=title).attachments.all())


def test_photographs_come_in_as_pixels_alone_and_once(perimeter: Perimeter, page: Client, folders: Path) -> None:
    pictures = {
        "reports/Pictures/lamp 1.JPG": photographs.photograph(size=(2000, 1500)),
        "reports/Pictures/lamp2.heic": photographs.photograph("HEIF"),
        "both.jpg": photographs.with_zip(),
        "page.jpg": photographs.with_html(),
    }
    rows = {"Lamp": "pictures/lamp 1.jpg; lamp2.heic|pictures\\lamp 1.jpg", "Bench": "both.jpg;page.jpg", "Road": ""}
    file = zipped(folders, rows, pictures)
    tried = run(file, "--dry-run")
    assert (tried["imported"], told(tried)) == (3, {"photos_taken": (4, [])})
    assert not Attachment.objects.exists()
    assert told(run(file)) == told(tried)
    again = run(file)
    assert (again["unchanged"], told(again)) == (3, {})
    assert [len(photos_of(title)) for title in rows] == [2, 2, 0]
    assert Change.objects.filter(kind="contribution.photo_added").count() == 4

    shapes = [
        photo
        for feature in page.get("/api/v1/perimeters/valley/contributions/").json()["features"]
        for photo in feature["properties"]["photos"]
    ]
    assert len(shapes) == 4
    for address in (shape[name] for shape in shapes for name in ("url", "thumbnail_url")):
        response = page.get(address.removeprefix("http://testserver"))
        content = b"".join(response.streaming_content)
        assert [trace for trace in (*TRACES, b"PK\x03", b"script") if trace in content] == []
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()


def test_what_staff_did_to_a_photo_is_not_undone(perimeter: Perimeter, page: Client, folders: Path) -> None:
    file = zipped(
        folders, {"Lamp": "a.jpg", "Bench": "b.jpg"}, {name: photographs.photograph() for name in ("a.jpg", "b.jpg")}
    )
    run(file)
    moderate_photo(photo=photos_of("Lamp")[0], state="hidden", act=factories.act("personal"))
    blur_photo(photo=photos_of("Bench")[0], area=(0, 0, 50, 50), act=factories.act("personal"))
    blurred = photos_of("Bench")[0]
    assert told(run(file)) == {}
    assert [(one.state, one.key) for one in photos_of("Bench")] == [("published", blurred.key)]
    assert [one.state for one in photos_of("Lamp")] == ["hidden"]


def test_a_refused_picture_is_told_and_its_row_comes_in(perimeter: Perimeter, page: Client, folders: Path) -> None:
    good = photographs.photograph(size=(64, 64))
    hostile = {
        "a bomb of pixels": "too_many_pixels",
        "a bomb of text": "broken_picture",
        "a page": "not_a_picture",
        "a PDF": "not_a_picture",
    }
    pictures = {f"{name}.jpg": HOSTILE[name][0] for name in hostile if name != "a bomb of text"}
    rows = {f"{name}.jpg": f"{name}.jpg" for name in hostile if name != "a bomb of text"}
    rows |= {
        "up": "../../etc/passwd",
        "root": "/etc/passwd",
        "drive": "C:\\a.jpg",
        "none": "nothing.jpg; good0.jpg",
        "several": "twice.jpg",
        "elsewhere": "https://example.org/a.jpg",
        "many": ";".join(f"good{number}.jpg" for number in range(7)),
    }
    pictures |= {f"good{number}.jpg": good + bytes([number]) for number in range(7)}
    pictures |= {"1/twice.jpg": good, "2/twice.jpg": good}
    report = run(zipped(folders, rows, pictures))
    assert (report["imported"], report["refused"]) == (len(rows), 0)
    assert told(report) == {
        "too_many_pixels": (1, [1]),
        "not_a_picture": (2, [2, 3]),
        "photo_outside": (3, [4, 5, 6]),
        "photo_missing": (3, [7, 8, 9]),
        "too_many_photos": (1, [10]),
        "photos_taken": (6, []),
    }
    outside = next(reason for reason in report["reasons"] if reason["code"] == "photo_outside")
    assert {word["word"] for word in outside["words"]} == {"../../etc/passwd", "/etc/passwd", "C:\\a.jpg"}
    assert outside["message"] == "It names a picture by a way out of the zip; nothing is read there."
    assert len(photos_of("many")) == 5


def test_a_zip_that_is_a_bomb_or_leads_out_changes_nothing(perimeter: Perimeter, folders: Path) -> None:
    for name, picture in (("bomb.jpg", b"\0" * 30_000_000), ("../out.jpg", photographs.photograph())):
        with pytest.raises(CommandError):
            run(zipped(folders, {"Lamp": name}, {name: picture}))
    assert not Contribution.objects.exists()


def test_a_picture_whose_bytes_are_broken_is_told(perimeter: Perimeter, folders: Path) -> None:
    file = zipped(folders, {"Lamp": "a.jpg"}, {"a.jpg": photographs.photograph()})
    content = bytearray(file.read_bytes())
    at = content.index(b"a.jpg") + 200
    content[at : at + 50] = b"\xff" * 50
    file.write_bytes(content)
    assert told(run(file)) == {"broken_picture": (1, [1])}


def test_photos_wait_where_photos_are_looked_at_first(perimeter: Perimeter, page: Client, folders: Path) -> None:
    Perimeter.objects.update(photo_moderation=ModerationMode.BEFORE)
    run(zipped(folders, {"Lamp": "a.jpg"}, {"a.jpg": photographs.photograph()}))
    assert [one.state for one in photos_of("Lamp")] == ["pending"]
    [feature] = page.get("/api/v1/perimeters/valley/contributions/").json()["features"]
    assert feature["properties"]["photos"] == []


def test_kept_as_it_is_means_its_pictures_too(perimeter: Perimeter, folders: Path) -> None:
    run(zipped(folders, {"Lamp": "a.jpg", "Bench": ""}, {"a.jpg": photographs.photograph()}))
    more = {"a.jpg": photographs.photograph("PNG"), "b.jpg": photographs.photograph()}
    file = zipped(folders, {"Lamp": "a.jpg", "Bench": "b.jpg"}, more)
    assert told(run(file, "--keep-known"))["photos_taken"] == (1, [])  # the bench had none
    assert [len(photos_of(title)) for title in ("Lamp", "Bench")] == [1, 1]


def test_the_pages_offer_photos_where_a_zip_came(perimeter: Perimeter, folders: Path) -> None:
    client = staff(perimeter, Role.ADMINISTRATOR)
    file = zipped(folders, {"Lamp": "a.jpg;missing.jpg"}, {"a.jpg": photographs.photograph()})

    def send(name: str, content: bytes) -> Any:
        sent = client.post("/admin/participation/contribution/import/", {"upload": SimpleUploadedFile(name, content)})
        return after(sent)

    def after(answer: Any) -> Any:
        job = Job.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])
        jobs.run(job.pk)
        return client.get(answer["Location"], follow=True)

    asked = send("reports.zip", file.read_bytes())
    form = asked.context["columns"]
    assert form.initial["photos"] == "photos"
    filled = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    order = {**{name: value for name, value in filled.items() if value}, "source": "Town", "do": "try"}
    tried = after(client.post(asked.redirect_chain[-1][0], order))
    assert not Attachment.objects.exists()
    done = after(client.post(tried.request["PATH_INFO"], {"do": "import"}))
    assert "A picture that it names is not in the zip." in done.content.decode()
    assert "missing.jpg" in done.content.decode()
    assert len(photos_of("Lamp")) == 1

    plain = send("rows.csv", b"id,title,lon,lat,photos\n1,Lamp,7.2,44.0,a.jpg\n")
    assert "photos" not in plain.context["columns"].fields
