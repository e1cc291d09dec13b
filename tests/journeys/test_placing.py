"""A resident drops a pin: with the mouse, by a name, in a whole zone, without a map, without a network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from participation.models import Anchor, Contribution
from perimeter_data.models import Perimeter
from tests.journeys.visitor import Visitor, asked_for

SIZES = [pytest.param(360, 740, id="phone"), pytest.param(1440, 900, id="desk")]
Visit = Callable[..., Visitor]


def drag_map(page: Page, dx: int, dy: int) -> None:
    """Move the map under the cross as a hand would."""
    box = page.locator("agorama-map canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def go_to(visitor: Visitor, typed: str) -> None:
    visitor.button("Coordonnées GPS").click()
    field = visitor.page.get_by_label("Latitude, longitude")
    expect(field).to_be_focused()  # who opened it is about to type
    field.fill(typed)
    visitor.page.keyboard.press("Enter")


def say(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_role("radio", name="Une idée").check()
    visitor.page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").click()
    visitor.page.get_by_label("Votre idée").fill(text)
    visitor.button("Envoyer").click()


def thanked(page: Page) -> str:
    expect(page.get_by_role("heading", name="C’est envoyé, merci")).to_be_visible()
    return page.get_by_test_id("sent-ref").inner_text()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_by_mouse(territory: Perimeter, visit: Visit, width: int, height: int) -> None:
    visitor = visit(width, height)
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    expect(page.get_by_role("heading", name="C’est où")).to_be_visible()
    visitor.button("S’approcher").click()
    expect(visitor.button("C’est ici")).to_be_visible()
    visitor.see_map()
    drag_map(page, 60, 40)
    expect(page.get_by_test_id("where")).to_contain_text("km")
    visitor.see_map()
    visitor.button("C’est ici").click()
    say(visitor, "Un abri pour le car. Il pleut souvent.")
    ref = thanked(page)

    made = Contribution.objects.get(ref=ref)
    assert (made.title, made.text, made.kind, made.theme.slug) == (
        "Un abri pour le car",
        "Il pleut souvent.",
        "idea",
        "economy",
    )
    assert made.position_source == "map"
    visitor.button("Voir sur la carte").click()
    expect(page.get_by_role("heading", name="Un abri pour le car")).to_be_visible()
    visitor.see_map()
    assert made.pk in visitor.pins()
    page.keyboard.press("Escape")
    assert visitor.row().first.get_attribute("data-ref") == ref


def test_outside_is_said_and_the_nearest_point_offered(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 8.05")
    expect(page.get_by_test_id("outside")).to_contain_text("C’est hors du territoire")
    expect(page.get_by_test_id("outside")).to_contain_text("4 km")
    expect(visitor.button("C’est ici")).to_have_count(0)
    visitor.button("Y aller").first.click()
    expect(page.get_by_test_id("outside")).to_have_count(0)
    visitor.button("C’est ici").click()
    say(visitor, "Juste à la limite")
    made = Contribution.objects.get(ref=thanked(page))
    assert made.position.x == pytest.approx(8.0, abs=0.001)


def test_in_the_hole_is_outside_too(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    go_to(visitor, "43.95, 7.65")
    expect(page.get_by_test_id("outside")).to_be_visible()


def test_a_place_found_by_its_name(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    visitor.button("Chercher").click()
    page.get_by_role("combobox").last.fill("tend")
    page.get_by_role("option", name="Tende").click()
    expect(page.get_by_test_id("where")).to_contain_text("Tende")
    visitor.button("C’est ici").click()
    say(visitor, "Un marché")
    made = Contribution.objects.get(ref=thanked(page))
    assert made.position_source == "place"
    assert (made.position.x, made.position.y) == (7.75, 44.25)


def test_a_whole_zone(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    visitor.button("Tout un quartier").click()
    page.get_by_label("Quel quartier").select_option("E")
    visitor.button("Choisir").click()
    expect(page.get_by_test_id("where")).to_contain_text("E (fr)")
    visitor.button("C’est ici").click()
    say(visitor, "Partout ici")
    assert Contribution.objects.get(ref=thanked(page)).anchor == Anchor.ZONE


def test_the_draft_outlives_a_change_of_language(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="health").check()
    visitor.button("Continuer").click()
    page.get_by_label("Votre idée").fill("Un cabinet")
    visitor.button("Étape précédente").click()
    visitor.button("Étape précédente").click()
    visitor.button("Retour à la carte").click()
    page.get_by_label("Langue").last.select_option("it")
    expect(page.get_by_test_id("add")).to_contain_text("Un’idea, un problema?")
    page.get_by_test_id("add").click()
    visitor.button("È qui").click()
    expect(page.get_by_role("radio", name="health")).to_be_checked()
    visitor.button("Avanti").click()
    expect(page.get_by_label("La vostra idea")).to_have_value("Un cabinet")


def test_the_language_changes_inside_the_form(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="health").check()
    visitor.button("Continuer").click()
    page.get_by_label("Votre idée").fill("Un cabinet")
    page.get_by_label("Langue", exact=True).last.select_option("it")
    expect(page.get_by_label("La vostra idea")).to_have_value("Un cabinet")
    visitor.button("Passo precedente").click()
    expect(page.get_by_role("radio", name="health")).to_be_checked()
    visitor.button("Avanti").click()
    visitor.button("Invia").click()
    expect(page.get_by_role("heading", name="Inviato, grazie")).to_be_visible()
    assert Contribution.objects.get(title="Un cabinet").language == "fr"


def test_a_lost_network_loses_nothing(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    visitor.may_see("ERR_INTERNET_DISCONNECTED")
    page = visitor.open()
    visitor.see_map()
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    expect(page.get_by_test_id("where")).to_contain_text("km")
    visitor.button("C’est ici").click()
    visitor.context.set_offline(True)
    say(visitor, "Écrit dans le tunnel")
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    visitor.button("Réessayer maintenant").click()
    expect(visitor.status()).to_contain_text("Toujours pas de réseau")
    visitor.context.set_offline(False)
    thanked(page)
    assert Contribution.objects.filter(title="Écrit dans le tunnel").count() == 1


def test_what_the_server_refuses_stays_in_the_form(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740)
    visitor.may_see("409")
    page = visitor.open()
    visitor.see_map()
    territory.consultations.update(state="closed")
    territory.permanent_reports = False
    territory.save()
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    say(visitor, "Trop tard")
    expect(page.get_by_test_id("refusal")).to_contain_text("Votre texte est toujours là")
    expect(page.get_by_label("Votre idée")).to_have_value("Trop tard")


POSTER_WIDTHS = """async () => {
  const pictures = [...document.querySelector('agorama-map').shadowRoot.querySelectorAll('img.poster')];
  await Promise.all(pictures.map((picture) => picture.decode()));
  return pictures.map((picture) => picture.naturalWidth);
}"""


def test_without_webgl_the_list_and_the_form_do_everything(
    territory: Perimeter, visit: Visit, chromium_without_webgl: Browser
) -> None:
    visitor = visit(browser=chromium_without_webgl)
    page = visitor.open()
    expect(page.get_by_text("La carte ne peut pas s’afficher ici").first).to_be_attached()
    expect(page.get_by_role("img", name="Carte : ")).to_be_visible()
    assert page.evaluate(POSTER_WIDTHS) in ([720], [960])
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    say(visitor, "Sans carte")
    made = Contribution.objects.get(ref=thanked(page))
    assert (made.position.x, made.position.y, made.position_source) == (7.3, 44.0, "coordinates")


def test_the_participant_is_made_at_the_first_write_only(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.see_map()
    assert not asked_for(visitor, "/participants/")
    page.get_by_test_id("add").click()
    go_to(visitor, "44.0, 7.3")
    visitor.button("C’est ici").click()
    say(visitor, "Premier")
    thanked(page)
    assert len(asked_for(visitor, "POST /api/v1/perimeters/valley/participants/")) == 1
