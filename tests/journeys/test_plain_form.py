"""Without scripts: from the list to a contribution with its page, by a plain form."""

from collections.abc import Callable

from playwright.sync_api import expect

from participation.models import Contribution
from perimeter_data.models import Perimeter
from tests.journeys.test_moderating import picture
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
TITLE = "Una panchina all’ombra"


def test_without_scripts(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(360, 740, java_script_enabled=False)
    visitor.may_see("422")
    page = visitor.page
    page.goto(f"{visitor.server}/p/valley/?lang=it")
    page.get_by_role("link", name="Contribuire senza la mappa").click()
    page.get_by_label("In una frase").fill(TITLE)
    page.get_by_label("Il nome di un luogo").fill("Atlantide")
    page.get_by_role("radio", name="economy").check()
    picture(page, "plain-form")
    page.get_by_role("button", name="Invia").last.click()
    expect(page.get_by_role("alert")).to_contain_text("non conosciamo nessun luogo")
    picture(page, "plain-error")
    assert not Contribution.objects.filter(title=TITLE).exists()
    expect(page.get_by_label("Il nome di un luogo")).to_have_value("Atlantide")

    page.get_by_role("button", name="Français").click()
    expect(page.get_by_label("En une phrase")).to_have_value(TITLE)
    expect(page.get_by_role("radio", name="economy")).to_be_checked()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    page.get_by_label("Le nom d’un lieu").fill("breil")
    # A hand that clicks twice sends twice.
    page.get_by_role("button", name="Envoyer").last.dblclick()
    expect(page.get_by_role("status")).to_contain_text("Merci, c’est arrivé")
    made = Contribution.objects.get(title=TITLE)
    assert (made.language, made.position_source) == ("it", "place")
    expect(page.get_by_text(made.ref).first).to_be_visible()
    picture(page, "plain-sent")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    assert Contribution.objects.filter(title=TITLE).count() == 1
