"""What staff does to a photo is a decision: who, when, why; its author reads it and can contest what is hidden."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Role
from core.errors import Forbidden
from core.models import Change
from participation.models import Action, Appeal, Attachment, Contribution, ModerationDecision
from participation.refusals import SayWhy
from participation.services.appeals import answer_appeal
from participation.services.attachment_files import make_picture
from participation.services.attachments import add_photo
from participation.services.photo_moderation import blur_photo, moderate_photo
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.house.back_office import page, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(perimeter: Perimeter, author: Any) -> Attachment:
    mine = factories.contribution(perimeter, participant=author.participant)
    made = make_picture(photographs.photograph(size=(200, 100)))
    return add_photo(contribution=mine, participant=author.participant, photo=made)


def test_a_moderator_hides_shows_and_blurs_and_it_is_written_down(perimeter: Perimeter, photo: Attachment) -> None:
    moderator, address = staff(perimeter, Role.MODERATOR), page(Attachment, "change", photo.pk)
    refused = moderator.post(address, {"next_state": "hidden"})
    assert "Choose a reason: its author reads it." in refused.content.decode()
    assert not ModerationDecision.objects.exists()
    why = {"reason": "personal", "message": "One sees who it is.", "note": "asked by telephone"}
    moderator.post(address, {"left": "10", "top": "10", "across": "30", "down": "40", **why})
    moderator.post(address, {"next_state": "hidden", **why})
    moderator.post(address, {"next_state": "published", "reason": "personal"})
    rows = list(ModerationDecision.objects.select_related("user"))
    assert [(row.action, row.reason) for row in rows] == [
        ("photo_blur", "personal"),
        ("photo_hide", "personal"),
        ("photo_show", ""),
    ]
    assert {(row.photo, row.contribution, row.user is not None) for row in rows} == {(photo, photo.contribution, True)}
    assert (rows[1].before, rows[1].after) == ({"state": "published"}, {"state": "hidden"})
    for shown in (address, f"/admin/moderation/contribution/{photo.contribution_id}/"):
        html = moderator.get(shown).content.decode()
        assert "part of a photo made unrecognisable" in html
        assert "asked by telephone" in html


def test_several_are_hidden_for_one_reason(perimeter: Perimeter, photo: Attachment) -> None:
    moderator, chosen = staff(perimeter, Role.MODERATOR), {"action": "hide", "_selected_action": [photo.pk]}
    told = moderator.post(page(Attachment, "changelist"), chosen, follow=True)
    assert "Choose a reason" in told.content.decode()
    moderator.post(page(Attachment, "changelist"), {**chosen, "reason": "spam"})
    photo.refresh_from_db()
    assert (photo.state, ModerationDecision.objects.get().reason) == ("hidden", "spam")


def test_only_who_may_and_only_with_a_reason(perimeter: Perimeter, photo: Attachment) -> None:
    elsewhere = factories.act("spam", factories.PerimeterFactory(slug="elsewhere"))
    for act, refusal in ((elsewhere, Forbidden), (factories.act(), SayWhy)):
        with pytest.raises(refusal):
            moderate_photo(photo=photo, state="hidden", act=act)
    with pytest.raises(Forbidden):
        blur_photo(photo=photo, area=(0, 0, 50, 50), act=elsewhere)
    assert not ModerationDecision.objects.exists()


def test_its_author_reads_why_and_contests(author: APIClient, photo: Attachment) -> None:
    moderate_photo(photo=photo, state="hidden", act=factories.act("insult", message="Somebody is mocked in it."))
    mine = f"/api/v1/contributions/{photo.contribution_id}"
    [told] = author.get(f"{mine}/timeline/?lang=en").json()["decisions"]
    assert (told["action"], told["text"], told["may_appeal"]) == (
        "photo_hide", "Somebody is mocked in it.", True,
    )  # fmt: skip
    assert author.post(f"{mine}/appeal/", {"text": "It is me."}, format="json").status_code == 201
    answer_appeal(appeal=Appeal.objects.get(), grant=True, act=factories.act())
    photo.refresh_from_db()
    assert photo.state == "published"
    assert Change.objects.filter(kind="contribution.photo_moderated").count() == 2
    blur_photo(photo=photo, area=(0, 0, 50, 50), act=factories.act())
    decisions = author.get(f"{mine}/timeline/").json()["decisions"]
    assert [(one["action"], one["may_appeal"]) for one in decisions] == [
        ("photo_hide", False), ("photo_blur", False),
    ]  # fmt: skip


def test_what_was_hidden_and_shown_again_stands_no_more(author: APIClient, photo: Attachment) -> None:
    for state in ("hidden", "published"):
        moderate_photo(photo=photo, state=state, act=factories.act("insult"))
    address = f"/api/v1/contributions/{photo.contribution_id}/appeal/"
    assert author.post(address, {"text": "Why?"}, format="json").json()["code"] == "nothing_to_contest"


def test_figures_count_them(api: APIClient, photo: Attachment) -> None:
    for _again in range(2):
        blur_photo(photo=photo, area=(0, 0, 50, 50), act=factories.act())
    moderate_photo(photo=photo, state="hidden", act=factories.act("insult"))
    found = api.get("/api/v1/perimeters/valley/moderation-figures/").json()
    assert [(row["photos_hidden"], row["photos_blurred"]) for row in (found["total"], *found["months"])] == [(1, 1)] * 2


def test_the_page_of_the_words_decides_about_no_photo(perimeter: Perimeter, photo: Attachment) -> None:
    moderator = staff(perimeter, Role.MODERATOR)
    answer = moderator.post(f"/admin/moderation/contribution/{photo.contribution_id}/", {"do": "photo_hide"})
    assert answer.status_code == 400
    assert not ModerationDecision.objects.exists()


def test_the_database_keeps_a_decision_about_words_apart(photo: Attachment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationDecision.objects.create(
            perimeter=photo.contribution.perimeter, contribution=photo.contribution, photo=photo, action=Action.HIDE
        )
    assert Contribution.objects.filter(pk=photo.contribution_id).exists()


def test_the_public_reads_nothing_of_it(photo: Attachment) -> None:
    moderate_photo(photo=photo, state="hidden", act=factories.act("insult", message="A word for the author"))
    path = Client().get(f"/api/v1/contributions/{photo.contribution_id}/timeline/").content
    assert b"A word for the author" not in path and b"photo_hide" not in path
