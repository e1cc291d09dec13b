"""A photo goes with an idea: chosen in the form, sent after the words, seen on the card, opened large."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from participation.models import Attachment, Contribution
from participation.services.attachment_files import make_attachment
from participation.services.attachments import attach
from perimeter_data.models import Perimeter
from tests import factories, photographs
from tests.journeys.test_placing import go_to, thanked
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
SIZES = [pytest.param(360, 740, id="phone"), pytest.param(1440, 900, id="desk")]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def file(name: str, data: bytes | None = None) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data or photographs.photograph(size=(2400, 1800))}


def write(visitor: Visitor, *files: dict[str, Any]) -> None:
    """Fill in an idea with photos, up to the button that sends it."""
    visitor.page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.25")
    visitor.button("C’est ici").click()
    visitor.page.get_by_role("radio", name="Une idée").check()
    visitor.page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").click()
    visitor.page.get_by_label("Votre idée").fill("Un banc cassé")
    visitor.page.get_by_test_id("photo-input").set_input_files(list(files))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_photo_goes_with_an_idea(territory: Perimeter, visit: Visit, width: int, height: int) -> None:
    visitor = visit(width, height, saving=True)
    page = visitor.open()
    write(visitor, file("a.jpg"), file("b.jpg"))
    page.get_by_label("Ce que montre la photo 1").fill("Le banc, devant la fontaine")
    visitor.button("Enlever la photo 2").click()
    visitor.button("Envoyer").click()
    thanked(page)
    expect(page.get_by_text("1 photo est arrivée aussi.")).to_be_visible()
    made = Contribution.objects.get(title="Un banc cassé")
    photo = Attachment.objects.get(contribution=made)
    assert (photo.width, photo.height, photo.words) == (1600, 1200, {"fr": "Le banc, devant la fontaine"})

    visitor.button("Voir sur la carte").click()
    small = page.get_by_role("button", name="Le banc, devant la fontaine")
    expect(small).to_be_visible()
    small.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#card-title")).to_be_visible()  # the card behind it stays
    assert "fontaine" in page.evaluate(
        """() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return active?.querySelector('img')?.alt ?? '';
        }"""
    )


def test_a_photo_that_fails_loses_nothing_and_is_tried_again(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(saving=True)
    visitor.may_see("ERR_FAILED", "Failed to load resource")
    page = visitor.open()
    write(visitor, file("a.jpg"))

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/photos/**", fail)
    visitor.button("Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Vos mots sont bien arrivés.")
    assert Contribution.objects.filter(title="Un banc cassé").count() == 1
    page.unroute("**/photos/**")
    visitor.button("Réessayer").click()
    expect(page.get_by_text("1 photo est arrivée aussi.")).to_be_visible()
    assert Attachment.objects.count() == 1


def test_what_the_server_cannot_read_is_said(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(saving=True)
    visitor.may_see("415")
    page = visitor.open()
    write(visitor, file("a.jpg", b"no picture at all"))
    visitor.button("Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas une image que nous savons lire.")
    assert Contribution.objects.filter(title="Un banc cassé").exists()


def test_a_project_shows_its_pictures_and_documents(territory: Perimeter, visit: Visit) -> None:
    project = factories.proposal(territory)
    attach(owner=project, file=make_attachment(photographs.photograph()), words=factories.i18n("The stop"))
    attach(owner=project, file=make_attachment(photographs.pdf()), words=factories.i18n("The plan"))
    page = visit(saving=True).open(f"/p/valley/?lang=fr&ref={project.ref}")
    expect(page.get_by_role("button", name="The stop (fr)")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="The plan (fr)").click()
    assert download.value.suggested_filename == "the-plan-fr.pdf"
