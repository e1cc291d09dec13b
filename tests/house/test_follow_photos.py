"""Photos on the page of one's own, by plain forms."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from participation.follow_keys import author_key, follower_key
from participation.models import Attachment, Contribution, Follower
from participation.services.contributions import change_state
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.photographs import TRACES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def mine(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter)


def send(page: Client, key: str, data: bytes | None = None) -> Any:
    file = SimpleUploadedFile("a.jpg", photographs.photograph() if data is None else data)
    return page.post(f"/f/{key}/?lang=en", {"do": "photo", "file": file, "description": "A <b>bench</b>"})


@pytest.mark.parametrize("kind", photographs.FORMATS)
def test_a_photo_is_added_and_tells_no_place(kind: str, mine: Contribution, page: Client, media: Path) -> None:
    key = author_key(mine)
    answer = send(page, key, photographs.photograph(kind))
    assert answer.status_code == 302 and "said=photo#said" in answer["Location"]
    kept = b"".join(path.read_bytes() for path in media.rglob("*.webp"))
    assert kept and [trace for trace in TRACES if trace in kept] == []
    shown = page.get(f"/f/{key}/?lang=en").content.decode()
    assert f"/media/{Attachment.objects.get().names[1]}" in shown
    assert "A &lt;b&gt;bench&lt;/b&gt;" in shown and "Take it away" in shown


def test_a_photo_is_taken_away(mine: Contribution, page: Client) -> None:
    key = author_key(mine)
    send(page, key)
    photo = Attachment.objects.get().pk
    for wrong in ("", "x", "9" * 30, str(photo + 1)):
        assert page.post(f"/f/{key}/", {"do": "photo-gone", "photo": wrong}).status_code in (400, 404)
    answer = page.post(f"/f/{key}/", {"do": "photo-gone", "photo": str(photo)})
    assert answer.status_code == 302 and not Attachment.objects.exists()


def test_the_author_alone_may(mine: Contribution, page: Client) -> None:
    send(page, author_key(mine))
    follower = Follower.objects.create(contribution=mine, email="a@example.org", root="x")
    key = follower_key(follower)
    assert send(page, key).status_code == 403
    gone = page.post(f"/f/{key}/", {"do": "photo-gone", "photo": str(Attachment.objects.get().pk)})
    assert gone.status_code == 403 and Attachment.objects.count() == 1
    Attachment.objects.update(state="hidden")
    assert "/media/attachments" not in page.get(f"/f/{key}/").content.decode()
    assert "?preview=" in page.get(f"/f/{author_key(mine)}/").content.decode()


def test_what_is_refused_is_said(mine: Contribution, page: Client, settings: Any) -> None:
    key = author_key(mine)
    refused = send(page, key, photographs.gif())
    assert refused.status_code == 415 and "no picture that we can read" in refused.content.decode()
    assert page.post(f"/f/{key}/?lang=en", {"do": "photo"}).status_code == 400
    for _n in range(5):
        send(page, key)
    full = send(page, key)
    assert full.status_code == 409 and "There are five photos already." in full.content.decode()
    assert 'enctype="multipart/form-data"' not in page.get(f"/f/{key}/").content.decode()
    settings.AGORAMA_PHOTO_MAX_BYTES = 0
    large = send(page, key, b"x" * 100_000)
    assert large.status_code == 413 and "too large" in large.content.decode()


def test_what_is_answered_keeps_its_photos(mine: Contribution, page: Client) -> None:
    change_state(contribution=mine, state="acknowledged")
    assert send(page, author_key(mine)).status_code == 409
    assert not Attachment.objects.exists()


def test_where_photos_wait_the_author_is_told(mine: Contribution, page: Client) -> None:
    Perimeter.objects.update(photo_moderation="before")
    assert "said=photo-waits" in send(page, author_key(mine))["Location"]
    assert "waiting to be read" in page.get(f"/f/{author_key(mine)}/?lang=en").content.decode()
