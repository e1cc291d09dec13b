"""What was joined shows its photos with the survivor: own first, nothing that is hidden, nothing nobody has read."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from participation.models import Attachment, Contribution
from participation.selectors import PHOTOS_SHOWN
from participation.services.attachment_files import make_picture
from participation.services.attachments import add_photo
from participation.services.merging import merge_contributions
from participation.services.photo_moderation import moderate_photo
from perimeter_data.models import Perimeter
from tests import factories, photographs

pytestmark = pytest.mark.django_db
SMALL = make_picture(photographs.photograph(size=(40, 30)))


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def said(perimeter: Perimeter, *words: str, **fields: Any) -> Contribution:
    made = factories.contribution(perimeter, **fields)
    for text in words:
        add_photo(contribution=made, participant=None, photo=SMALL, description=text)
    return made


def shown(client: Any, contribution: Contribution) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/contributions/{contribution.pk}/").json()["properties"]["photos"]


def served(client: Any, photo: dict[str, Any]) -> int:
    return int(client.get(photo["url"].removeprefix("http://testserver")).status_code)


def test_own_first_then_what_was_joined(perimeter: Perimeter, author: APIClient, page: Client) -> None:
    again = said(perimeter, "again", "not for all", participant=author.participant)
    kept = said(perimeter, "mine")
    moderate_photo(photo=Attachment.objects.filter(contribution=again)[1], state="hidden", act=factories.act("insult"))
    merge_contributions(survivor=kept, duplicates=[again])
    photos = shown(page, kept)
    assert [(one["alt"], one["by_author"]) for one in photos] == [("mine", True), ("again", False)]
    assert [served(page, one) for one in photos] == [200, 200]
    [listed] = page.get("/api/v1/perimeters/valley/contributions/").json()["features"]
    assert [one["alt"] for one in listed["properties"]["photos"]] == ["mine", "again"]
    # Nor does its author see the hidden one there.
    assert [one["alt"] for one in shown(author, kept)] == ["mine", "again"]
    hidden = Attachment.objects.get(contribution=again, state="hidden")
    assert page.get(f"/media/{hidden.names[0]}").status_code == 404


def test_where_the_survivor_goes_they_go(perimeter: Perimeter, page: Client) -> None:
    kept, again = said(perimeter), said(perimeter, "again")
    merge_contributions(survivor=kept, duplicates=[again])
    [photo] = shown(page, kept)
    Contribution.objects.filter(pk=kept.pk).update(state="hidden")
    assert served(page, photo) == 404
    Contribution.objects.filter(pk=kept.pk).update(state="received")
    Perimeter.objects.update(is_public=False)
    assert served(page, photo) == 404


def test_what_nobody_has_read_waits(perimeter: Perimeter, page: Client) -> None:
    kept, unread = said(perimeter), said(perimeter, "unread", state="pending")
    merge_contributions(survivor=kept, duplicates=[unread])
    photo = Attachment.objects.get()
    assert (photo.state, shown(page, kept)) == ("pending", [])
    moderate_photo(photo=photo, state="published", act=factories.act())
    assert [one["alt"] for one in shown(page, kept)] == ["unread"]


def test_there_is_an_end(perimeter: Perimeter, page: Client) -> None:
    kept = said(perimeter, *"abcde")
    others = [said(perimeter, *f"{n}{n}{n}") for n in range(3)]
    merge_contributions(survivor=kept, duplicates=others)
    assert [one["alt"] for one in shown(page, kept)] == [*"abcde", *"00011"]
    assert PHOTOS_SHOWN == 10
