"""Photos of a contribution: added and taken away by its author, seen by everybody as long as they may be."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from rest_framework.test import APIClient

from participation.models import Attachment, Contribution, ModerationMode
from participation.services import attachment_files
from participation.services.contributions import change_state
from participation.services.photo_moderation import blur_photo, moderate_photo
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.photographs import FORMATS, HOSTILE, TRACES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def mine(perimeter: Perimeter, author: Any) -> Contribution:
    return factories.contribution(perimeter, participant=author.participant)


def send(client: APIClient, contribution: Contribution, data: bytes | None = None, **extra: Any) -> Any:
    """Send a photo whose name and declared type are lies."""
    file = SimpleUploadedFile("index.html", data or photographs.photograph(), content_type="text/html")
    headers = {"HTTP_IDEMPOTENCY_KEY": extra.pop("key")} if "key" in extra else {}
    address = f"/api/v1/contributions/{contribution.pk}/photos/"
    return client.post(address, {"file": file, **extra}, format="multipart", **headers)


def served(page: Client, photo: dict[str, Any]) -> list[bytes]:
    """Return what both addresses of a photo answer."""
    found = []
    for name in ("url", "thumbnail_url"):
        response = page.get(photo[name].removeprefix("http://testserver"))
        assert response.status_code == 200
        found.append(b"".join(response.streaming_content))
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_a_photo_is_seen_by_everybody_and_tells_no_place(kind: str, author: Any, mine: Contribution, page: Any) -> None:
    sent = photographs.photograph(kind, size=(2000, 1500))
    response = send(author, mine, sent, description="A broken bench")
    assert response.status_code == 201, response.content
    photo = page.get(f"/api/v1/contributions/{mine.pk}/").json()["properties"]["photos"][0]
    assert photo == response.json()
    assert (photo["width"], photo["height"], photo["alt"]) == (1600, 1200, "A broken bench")
    sizes = []
    for content in served(page, photo):
        assert [trace for trace in TRACES if trace in content] == []
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()
            sizes.append(picture.size)
    assert sizes == [(1600, 1200), (400, 300)]


def test_photos_are_in_lists_by_one_query(
    author: Any, perimeter: Perimeter, page: Any, django_assert_num_queries: Any
) -> None:
    def ask() -> int:
        with django_assert_num_queries(8):
            features = page.get("/api/v1/perimeters/valley/contributions/").json()["features"]
        return sum(len(feature["properties"]["photos"]) for feature in features)

    for total in (1, 2, 3):
        send(author, factories.contribution(perimeter, participant=author.participant))
        assert ask() == total


def test_a_photo_is_served_with_care(author: Any, mine: Contribution, page: Client) -> None:
    address = send(author, mine).json()["url"].removeprefix("http://testserver")
    response = page.get(address)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = page.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert page.post(address).status_code == 405
    assert page.get(address.replace(".webp", ".pdf")).status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_is_refused(name: str, author: Any, mine: Contribution) -> None:
    data, code, status = HOSTILE[name]
    file = SimpleUploadedFile("photo.jpg", data, content_type="image/jpeg")
    response = author.post(f"/api/v1/contributions/{mine.pk}/photos/", {"file": file}, format="multipart")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("make", [photographs.with_zip, photographs.with_html])
def test_what_hangs_behind_a_photo_is_not_served(make: Any, author: Any, mine: Contribution, page: Client) -> None:
    for content in served(page, send(author, mine, make()).json()):
        assert b"PK\x03" not in content and b"script" not in content


def test_a_photo_that_is_too_large_is_refused_before_it_is_read(author: Any, mine: Contribution, settings: Any) -> None:
    settings.AGORAMA_PHOTO_MAX_BYTES = 1000
    small = send(author, mine)
    assert (small.status_code, small.json()["code"], small.json()["max_bytes"]) == (413, "file_too_large", 1000)
    settings.AGORAMA_PHOTO_MAX_BYTES = 0
    large = send(author, mine, b"x" * 200_000)
    assert (large.status_code, large.json()["code"]) == (413, "file_too_large")


def test_a_form_is_due(author: Any, mine: Contribution) -> None:
    address = f"/api/v1/contributions/{mine.pk}/photos/"
    as_json = author.post(address, {"file": "x"}, format="json")
    assert (as_json.status_code, as_json.json()["code"]) == (415, "unsupported_media_type")
    assert "multipart" in as_json.json()["detail"]
    cut = author.post(address, b"--x\r\nContent", content_type="multipart/form-data")
    assert (cut.status_code, cut.json()["code"]) == (400, "malformed_form")
    for form, code in (({}, "missing_field"), ({"file": "words"}, "invalid_field"), ({"other": "x"}, "unknown_field")):
        refused = author.post(address, form, format="multipart")
        assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert send(author, mine, description="x" * 301).json()["code"] == "text_too_long"


def test_only_its_author_adds_and_takes_away(
    author: Any, mine: Contribution, api: APIClient, perimeter: Perimeter
) -> None:
    assert send(api, mine).status_code == 401
    _who, token = factories.participant_with_token(perimeter)
    other = APIClient(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert send(other, mine).json()["code"] == "not_the_author"
    address = f"/api/v1/contributions/{mine.pk}/photos/{send(author, mine).json()['id']}/"
    assert other.delete(address).json()["code"] == "not_the_author"
    assert api.delete(address).status_code == 401
    elsewhere = factories.contribution(perimeter, participant=author.participant)
    moved = address.replace(f"/{mine.pk}/", f"/{elsewhere.pk}/", 1)
    assert author.delete(moved).json()["code"] == "unknown_file"
    assert author.delete(address).status_code == 204
    assert author.delete(address).json()["code"] == "unknown_file"


def test_what_is_answered_keeps_its_photos(author: Any, mine: Contribution) -> None:
    photo = send(author, mine).json()["id"]
    change_state(contribution=mine, state="acknowledged")
    assert send(author, mine).json()["code"] == "already_answered"
    taken = author.delete(f"/api/v1/contributions/{mine.pk}/photos/{photo}/")
    assert (taken.status_code, taken.json()["code"]) == (409, "already_answered")


def test_the_same_key_makes_one_photo(author: Any, mine: Contribution) -> None:
    first, again = send(author, mine, key="one"), send(author, mine, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert "Location" not in first
    assert Attachment.objects.count() == 1
    other = send(author, mine, photographs.photograph("PNG"), key="one")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_the_sixth_photo_is_refused_by_service_and_database(author: Any, mine: Contribution) -> None:
    sent = [send(author, mine, key=str(n)) for n in range(6)]
    assert [response.status_code for response in sent] == [201] * 5 + [409]
    assert (sent[5].json()["code"], sent[5].json()["max_photos"]) == ("too_many_photos", 5)
    fields: dict[str, Any] = {"contribution": mine, "width": 1, "height": 1, "size_bytes": 1}
    for slot in (*range(6), None, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.create(slot=slot, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"contribution": True, "consultation": True, "slot": 0},
        {"consultation": True, "slot": 1},
        {"contribution": True, "slot": 0, "kind": "document", "width": None, "height": None},
        {"consultation": True, "width": None},
        {"consultation": True, "state": "seen"},
        {"consultation": True, "kind": "film"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields: dict[str, Any], mine: Contribution) -> None:
    owners = {"contribution": mine, "consultation": factories.open_consultation(mine.perimeter)}
    values = {name: owners.get(name, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**{"size_bytes": 1, "width": 1, "height": 1, **values})


@pytest.mark.parametrize("way", ["hidden", "pending", "withdrawn", "contribution hidden", "perimeter closed"])
def test_what_is_not_public_is_served_to_its_author_alone(
    way: str, author: Any, mine: Contribution, page: Client
) -> None:
    photo = send(author, mine).json()
    found = Attachment.objects.get()
    if way == "hidden":
        moderate_photo(photo=found, state="hidden", act=factories.act("personal"))
    elif way == "pending":
        Attachment.objects.update(state="pending")
    elif way == "perimeter closed":
        Perimeter.objects.update(is_public=False)
    else:
        change_state(contribution=mine, state="withdrawn" if way == "withdrawn" else "hidden")
    for name in ("url", "thumbnail_url"):
        assert page.get(photo[name].removeprefix("http://testserver")).status_code == 404
        assert page.get(f"{photo[name]}?preview=forged".removeprefix("http://testserver")).status_code == 404
    everybody = page.get(f"/api/v1/contributions/{mine.pk}/")
    assert everybody.status_code == 404 or everybody.json()["properties"]["photos"] == []
    own = author.get(f"/api/v1/contributions/{mine.pk}/").json()["properties"]["photos"]
    assert len(own) == 1 and "?preview=" in own[0]["url"]
    assert len(served(page, own[0])) == 2
    preview = page.get(own[0]["url"].removeprefix("http://testserver"))
    assert preview["Cache-Control"] == "private, no-store"
    opened = own[0]["url"].split("?preview=")[1]
    send(author, factories.contribution(mine.perimeter, participant=author.participant))
    Attachment.objects.exclude(pk=found.pk).update(state="hidden")
    other = Attachment.objects.exclude(pk=found.pk).get()
    assert page.get(f"/media/{other.names[0]}?preview={opened}").status_code == 404


def test_where_photos_are_read_first_they_wait(author: Any, mine: Contribution, page: Client) -> None:
    Perimeter.objects.update(photo_moderation=ModerationMode.BEFORE)
    assert send(author, mine).json()["state"] == "pending"
    assert page.get(f"/api/v1/contributions/{mine.pk}/").json()["properties"]["photos"] == []
    moderate_photo(photo=Attachment.objects.get(), state="published", act=factories.act())
    assert len(page.get(f"/api/v1/contributions/{mine.pk}/").json()["properties"]["photos"]) == 1


def test_the_consultation_decides_before_the_perimeter(author: Any, perimeter: Perimeter) -> None:
    debate = factories.open_consultation(perimeter, photo_moderation=ModerationMode.BEFORE)
    made = factories.contribution(perimeter, participant=author.participant, consultation=debate)
    assert send(author, made).json()["state"] == "pending"


def test_where_words_are_read_first_a_later_photo_is_too(author: Any, mine: Contribution) -> None:
    Perimeter.objects.update(moderation=ModerationMode.BEFORE)
    assert send(author, mine).json()["state"] == "pending"
    waiting = factories.contribution(mine.perimeter, participant=author.participant, state="pending")
    assert send(author, waiting).json()["state"] == "published"


def test_a_blurred_part_cannot_be_made_out(author: Any, mine: Contribution, page: Client, media: Path) -> None:
    out = io.BytesIO()
    striped = Image.new("RGB", (800, 600), "white")
    for x in range(0, 800, 8):
        striped.paste((0, 0, 0), (x, 0, x + 4, 600))
    striped.save(out, "PNG")
    before = send(author, mine, out.getvalue()).json()
    with transaction.atomic():
        blur_photo(photo=Attachment.objects.get(), area=(0, 0, 50, 100), act=factories.act("personal"))
    after = page.get(f"/api/v1/contributions/{mine.pk}/").json()["properties"]["photos"][0]
    assert after["url"] != before["url"]
    for content, edge in zip(served(page, after), (390, 195), strict=True):
        grey = Image.open(io.BytesIO(content)).convert("L")
        colours = grey.crop((0, 0, edge, grey.height)).getextrema()
        assert colours[1] - colours[0] < 48  # type: ignore[operator]
    untouched = Image.open(io.BytesIO(served(page, after)[0])).convert("L").crop((410, 0, 800, 600)).getextrema()
    assert untouched[1] - untouched[0] > 200  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
def test_files_go_with_what_they_belong_to(author: Any, mine: Contribution, media: Path) -> None:
    def names() -> list[str]:
        return sorted(path.name for path in (media / "attachments").iterdir())

    first, second = (send(author, mine, key=key).json()["id"] for key in "ab")
    assert len(names()) == 4
    before = names()
    blur_photo(photo=Attachment.objects.get(pk=first), area=(10, 10, 20, 20), act=factories.act("personal"))
    assert len(names()) == 4 and names() != before
    author.delete(f"/api/v1/contributions/{mine.pk}/photos/{second}/")
    assert len(names()) == 2
    assert author.delete("/api/v1/participants/me/").status_code == 204
    assert names() == [] and not Attachment.objects.exists()


def test_what_is_kept_about_me_names_my_photos(author: Any, mine: Contribution) -> None:
    send(author, mine)
    moderate_photo(photo=Attachment.objects.get(), state="hidden", act=factories.act("personal"))
    photos = author.get("/api/v1/participants/me/").json()["contributions"][0]["properties"]["photos"]
    assert [photo["state"] for photo in photos] == ["hidden"]


def test_files_without_a_row_are_forgotten_after_a_day(
    author: Any, mine: Contribution, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(author, mine)
    lost = media / "attachments" / f"{'0' * 32}.webp"
    lost.write_bytes(b"x")
    assert attachment_files.forget_orphans() == 0
    monkeypatch.setattr(attachment_files, "ORPHAN_AFTER", attachment_files.ORPHAN_AFTER * 0)
    assert attachment_files.forget_orphans() == 1
    assert not lost.exists() and len(list(lost.parent.iterdir())) == 2
