"""Pictures and documents by the back office's forms: the same way in as everybody's; hidden, shown, blurred."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role
from core.models import Change
from participation.models import Attachment, Consultation, Contribution, Proposal, Step
from participation.services.attachment_files import make_picture
from participation.services.attachments import add_staff_photo
from participation.services.photo_moderation import blur_photo, moderate_photo
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.house.back_office import consultation_form, page, proposal_form, staff, words
from tests.photographs import HOSTILE, TRACES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def moderator(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.MODERATOR)


@pytest.fixture
def photo(perimeter: Perimeter) -> Attachment:
    made = make_picture(photographs.photograph(size=(200, 100)))
    return add_staff_photo(contribution=factories.contribution(perimeter), photo=made, words={"fr": "Un banc"})


def upload(data: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def kept(media: Path) -> bytes:
    return b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())


def test_what_waited_for_a_photo_begins_with_one_of_staff(perimeter: Perimeter) -> None:
    wordless = factories.contribution(perimeter, title=None, text="", state="pending", awaits_photo=True)
    add_staff_photo(contribution=wordless, photo=make_picture(photographs.photograph(size=(200, 100))), words={})
    assert Change.objects.filter(kind="contribution.photo_arrived", target_id=wordless.pk).exists()
    assert not Contribution.objects.get(pk=wordless.pk).awaits_photo


def test_whoever_looked_before_a_photo_came_or_was_blurred_has_not_seen_it(photo: Attachment) -> None:
    assert photo.contribution is not None
    seen = [photo.contribution.updated_at]
    for act in (partial(blur_photo, area=(0, 0, 50, 50)), partial(moderate_photo, state="hidden")):
        act(photo=photo, act=factories.act("personal"))
        seen.append(Contribution.objects.get(pk=photo.contribution.pk).updated_at)
    made = make_picture(photographs.photograph(size=(200, 100)))
    add_staff_photo(contribution=photo.contribution, photo=made, words={})
    seen.append(Contribution.objects.get(pk=photo.contribution.pk).updated_at)
    assert len(set(seen)) == 4


@pytest.mark.parametrize("kind", photographs.FORMATS)
def test_a_photo_that_staff_adds_tells_no_place(
    kind: str, moderator: Client, perimeter: Perimeter, media: Path
) -> None:
    made = factories.contribution(perimeter)
    form = {"photo": upload(photographs.photograph(kind)), "photo_words": "A wall"}
    assert moderator.post(page(Contribution, "change", made.pk), form).status_code == 302
    assert [trace for trace in TRACES if trace in kept(media)] == []
    shown = Client().get(f"/api/v1/contributions/{made.pk}/").json()["properties"]["photos"][0]
    assert (shown["alt"], shown["by_author"]) == ("A wall", False)
    assert "A wall" in moderator.get(page(Contribution, "change", made.pk)).content.decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_comes_back_with_a_sentence(name: str, moderator: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    answer = moderator.post(page(Contribution, "change", made.pk), {"photo": upload(HOSTILE[name][0])})
    assert answer.status_code == 200 and not Attachment.objects.exists()
    assert answer.context["adminform"].form.errors["photo"]


def test_a_sixth_photo_comes_back_with_a_sentence(moderator: Client, photo: Attachment) -> None:
    address = page(Contribution, "change", photo.contribution_id)
    for _n in range(4):
        assert moderator.post(address, {"photo": upload(photographs.photograph())}).status_code == 302
    answer = moderator.post(address, {"photo": upload(photographs.photograph())})
    assert answer.status_code == 200 and "There are five photos already." in answer.content.decode()


def test_a_photo_is_hidden_and_shown_again(moderator: Client, photo: Attachment) -> None:
    for state in ("hidden", "published"):
        moderator.post(page(Attachment, "change", photo.pk), {"next_state": state, "reason": "insult"})
        photo.refresh_from_db()
        assert photo.state == state
    moderator.post(
        page(Attachment, "changelist"), {"action": "hide", "reason": "insult", "_selected_action": [photo.pk]}
    )
    photo.refresh_from_db()
    assert photo.state == "hidden"


def test_staff_sees_what_nobody_else_does(moderator: Client, photo: Attachment) -> None:
    Attachment.objects.update(state="hidden")
    shown = moderator.get(page(Attachment, "change", photo.pk)).content.decode()
    address = re.findall(r'src="(/media/attachments/[^"]+)"', shown)[0].replace("&amp;", "&")
    assert moderator.get(address).status_code == 200
    assert Client().get(address.split("?")[0]).status_code == 404


def test_a_rectangle_is_blurred_for_good(moderator: Client, photo: Attachment, media: Path) -> None:
    before, key = photo.names, photo.key
    form = {"left": "10", "top": "10", "across": "30", "down": "40.5"}
    assert moderator.post(page(Attachment, "change", photo.pk), form).status_code == 302
    photo.refresh_from_db()
    assert photo.key != key and all((media / name).exists() for name in photo.names)
    assert before != photo.names


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"left": "10"}, "top"),
        ({"left": "100", "top": "0", "across": "0", "down": "5"}, "left"),
        ({"left": "x"}, "left"),
    ],
)
def test_a_rectangle_has_four_numbers_inside(
    form: dict[str, str], field: str, moderator: Client, photo: Attachment
) -> None:
    answer = moderator.post(page(Attachment, "change", photo.pk), form)
    assert answer.status_code == 200 and field in answer.context["adminform"].form.errors
    assert Attachment.objects.get().key == photo.key


def test_an_answer_comes_with_pictures_and_documents(moderator: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    form = {
        **words("answer", "Repaired"),
        "next_state": "done",
        "file_1": upload(photographs.photograph()),
        **words("file_1_words", "The new bench"),
        "file_2": upload(photographs.pdf(), "plan.pdf"),
        **words("file_2_words", "The plan"),
    }
    assert moderator.post(page(Contribution, "change", made.pk), form).status_code == 302
    steps = Client().get(f"/api/v1/contributions/{made.pk}/timeline/?lang=it").json()["steps"]
    picture, document = steps[-1]["attachments"]
    assert (picture["kind"], picture["alt"]) == ("picture", "The new bench it")
    assert (document["kind"], document["title"]) == ("document", "The plan it")
    response = Client().get(document["url"].removeprefix("http://testserver"), headers={"accept-language": "fr"})
    assert response["Content-Disposition"] == 'attachment; filename="the-plan-fr.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_file_of_an_answer_needs_words_and_an_answer(moderator: Client, perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    answer = moderator.post(page(Contribution, "change", made.pk), {"file_1": upload(photographs.photograph())})
    assert {"file_1_words", "answer"} <= set(answer.context["adminform"].form.errors)
    assert not Step.objects.exists() and not Attachment.objects.exists()


def attachments(*files: bytes) -> dict[str, Any]:
    """Return what the forms of consultations and projects send for new files."""
    sent: dict[str, Any] = {"attachments-TOTAL_FORMS": str(len(files))}
    for n, data in enumerate(files):
        sent |= {f"attachments-{n}-file": upload(data), **words(f"attachments-{n}-words", f"File {n}")}
    return sent


def test_a_project_has_pictures_and_documents(perimeter: Perimeter, media: Path) -> None:
    administrator = staff(perimeter, Role.ADMINISTRATOR)
    form = proposal_form(**attachments(photographs.photograph("HEIF"), photographs.photograph(), photographs.pdf()))
    assert administrator.post(page(Proposal, "add"), form).status_code == 302
    made = Proposal.objects.get()
    facts = Client().get(f"/api/v1/proposals/{made.pk}/?lang=en").json()["properties"]
    assert [one["alt"] for one in facts["pictures"]] == ["File 0 en", "File 1 en"]
    assert [one["title"] for one in facts["documents"]] == ["File 2 en"]
    assert [trace for trace in TRACES if trace in kept(media)] == []
    there = {"attachments-TOTAL_FORMS": "3", "attachments-INITIAL_FORMS": "3"}
    for n, row in enumerate(made.attachments.all()):
        changed = words(f"attachments-{n}-words", f"Changed {n}")
        there |= {f"attachments-{n}-id": row.pk, f"attachments-{n}-proposal": made.pk, **changed}
    there |= {"attachments-1-DELETE": "on"}
    assert administrator.post(page(Proposal, "change", made.pk), proposal_form(**there)).status_code == 302
    facts = Client().get(f"/api/v1/proposals/{made.pk}/?lang=en").json()["properties"]
    assert [one["alt"] for one in facts["pictures"]] == ["Changed 0 en"]
    assert administrator.get(page(Proposal, "change", made.pk)).status_code == 200


def test_a_consultation_has_documents(perimeter: Perimeter) -> None:
    administrator = staff(perimeter, Role.ADMINISTRATOR)
    form = consultation_form(**attachments(photographs.pdf()))
    assert administrator.post(page(Consultation, "add"), form).status_code == 302
    facts = Client().get("/api/v1/perimeters/valley/consultations/?lang=en").json()["consultations"][0]
    assert [one["title"] for one in facts["documents"]] == ["File 0 en"]


@pytest.mark.parametrize("data", [b"%PDF-1.4 without an end", photographs.gif(), b"<svg/>"])
def test_what_is_no_document_is_refused_at_its_field(data: bytes, perimeter: Perimeter) -> None:
    administrator = staff(perimeter, Role.ADMINISTRATOR)
    answer = administrator.post(page(Proposal, "add"), proposal_form(**attachments(data)))
    assert answer.status_code == 200 and not Proposal.objects.exists()
    assert "file" in answer.context["inline_admin_formsets"][0].formset.forms[0].errors
