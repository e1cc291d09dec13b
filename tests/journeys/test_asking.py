"""Between a thought and the sent contribution: questions, what was said already, hints, and Back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from participation.models import Category, Contribution, Question, Vote
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_accessibility import serious
from tests.journeys.test_placing import go_to, say, thanked
from tests.journeys.visitor import Visitor, asked_for, focused, picture

Visit = Callable[..., Visitor]
PHONE = (360, 740)


@pytest.fixture
def light(territory: Perimeter) -> Category:
    made = Category.objects.create(
        perimeter=territory, slug="light", name={"fr": "Éclairage", "it": "Illuminazione", "en": "Lighting"}
    )
    choices = [
        {"value": "out", "label": {"fr": "Le lampadaire est éteint", "it": "Il lampione è spento"}},
        {"value": "broken", "label": {"fr": "Il est abîmé", "it": "È danneggiato"}},
    ]
    what = Question.objects.create(
        category=made, slug="what", kind="choice", label={"fr": "Qu’est-ce qui ne va pas ?"}, choices=choices
    )
    Question.objects.create(
        category=made, slug="days", kind="number", label={"fr": "Depuis combien de jours ?"}, position=1,
        shown_if=what, shown_value="out",
    )  # fmt: skip
    return made


def begin(visitor: Visitor, typed: str = "44.0, 7.3") -> Page:
    page = visitor.open()
    page.get_by_test_id("add").click()
    go_to(visitor, typed)
    expect(page.locator(".plate.inline")).to_contain_text("km")
    visitor.button("C’est ici").click()
    return page


def report(page: Page, visitor: Visitor) -> None:
    page.get_by_role("radio", name="Un problème").check()
    page.get_by_role("radio", name="infrastructure").check()
    page.get_by_role("group", name="Plus précisément").get_by_label("Éclairage").check()
    visitor.button("Continuer").click()


def test_a_report_answers_what_its_category_asks(territory: Perimeter, light: Category, visit: Visit) -> None:
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    report(page, visitor)
    expect(page.get_by_role("heading", name="Dites-le avec vos mots")).to_be_focused()
    expect(page.get_by_role("heading", name="Pour réparer plus vite")).to_be_visible()
    expect(page.get_by_label("Depuis combien de jours")).to_have_count(0)
    page.get_by_role("radio", name="Le lampadaire est éteint").check()
    page.get_by_label("Depuis combien de jours").fill("3")
    picture(page, "asking-questions")
    # The form covers the whole, and no focus can scroll it off its place.
    off = """app => [(app.scrollTop = 50, app.scrollTop),
      app.querySelector('.composer').getBoundingClientRect().top - app.getBoundingClientRect().top]"""
    assert page.locator("agorama-map .app").evaluate(off) == [0, 0]
    assert serious(page) == []
    # Too long a sentence for a title: one is made.
    page.get_by_label("Ce qui ne va pas").fill(f"On n’y voit rien {'le soir, ' * 15}et c’est dangereux.")
    page.get_by_label("Depuis combien de jours").press("Enter")  # goes on, and sends nothing
    expect(page.get_by_label("Depuis combien de jours")).not_to_be_focused()
    assert focused(page)["tag"] != "BODY"
    assert not Contribution.objects.filter(category=light).exists()
    preview = page.get_by_test_id("preview")
    expect(preview).to_contain_text("Éclairage, vers Airole")
    expect(preview).to_contain_text("Le lampadaire est éteint")
    preview.scroll_into_view_if_needed()
    picture(page, "asking-preview")
    visitor.button("Envoyer").click()
    made = Contribution.objects.get(ref=thanked(page))
    assert (made.title, made.category, made.answers) == (None, light, {"what": "out", "days": 3})
    visitor.button("Voir sur la carte").click()
    expect(page.get_by_role("heading", name="Éclairage, vers Airole")).to_be_visible()
    expect(page.get_by_text("Depuis combien de jours")).to_be_visible()
    picture(page, "asking-card")


def test_what_was_said_in_the_other_language_is_supported_with_one_tap(
    territory: Perimeter, light: Category, visit: Visit
) -> None:
    there = factories.contribution(
        territory, factories.Point(7.3001, 44.0001, srid=4326), kind="report", theme="infrastructure", category=light,
        title="Lampione spento in via Pasteur", text="Davanti al 12.", language="it",
    )  # fmt: skip
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    report(page, visitor)
    page.get_by_label("Ce qui ne va pas").fill("Lampadaire éteint rue Pasteur, devant le 12")
    offered = page.get_by_test_id("alike")
    expect(offered).to_contain_text("Lampione spento in via Pasteur")
    expect(offered).to_contain_text("en italien")
    offered.scroll_into_view_if_needed()
    picture(page, "asking-alike")
    assert serious(page) == []
    button = offered.get_by_role("button", name="Soutenir plutôt celle-ci")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lampione spento in via Pasteur")).to_be_visible()
    expect(page.get_by_label("Votre adresse e-mail")).to_be_focused()
    picture(page, "asking-supported")
    assert Vote.objects.get().contribution == there
    assert not Contribution.objects.filter(title__contains="Lampadaire").exists()
    page.go_back()
    page.reload()
    page.get_by_test_id("add").click()
    expect(visitor.status()).not_to_contain_text("toujours là")


def test_it_may_be_sent_all_the_same(territory: Perimeter, light: Category, visit: Visit) -> None:
    factories.contribution(
        territory, factories.Point(7.3, 44.0, srid=4326), kind="report", theme="infrastructure", category=light,
        title="Lampadaire éteint", language="fr",
    )  # fmt: skip
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    report(page, visitor)
    page.get_by_label("Ce qui ne va pas").fill("Un autre lampadaire éteint")
    expect(page.get_by_test_id("alike")).to_contain_text("Lampadaire éteint")
    visitor.button("Envoyer").click()
    thanked(page)


def test_a_phone_number_and_a_name_are_pointed_at(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").click()
    page.get_by_label("Votre idée").fill("Demandez à M. Dupont, 06 12 34 56 78.")
    hints = page.get_by_test_id("hints")
    expect(hints).to_contain_text("le nom de quelqu’un")
    expect(hints).to_contain_text("06 12 34 56 78")
    hints.scroll_into_view_if_needed()
    picture(page, "asking-hints")
    assert serious(page) == []
    visitor.button("Envoyer").click()
    thanked(page)


def test_one_of_the_two_is_enough_but_one_is_needed(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    say(visitor, "")
    expect(page.get_by_text("Quelques mots suffisent")).to_be_visible()
    assert focused(page)["id"] == "say-text"
    assert not asked_for(visitor, "POST")


def test_back_goes_a_step_back_and_keeps_the_text(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="economy").check()
    visitor.button("Continuer").click()
    page.get_by_label("Votre idée").fill("Un texte que personne ne veut réécrire.")
    page.go_back()
    expect(page.get_by_role("heading", name="C’est quoi")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="C’est où")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("add")).to_be_focused()
    page.go_forward()
    page.go_forward()
    page.go_forward()
    expect(page.get_by_label("Votre idée")).to_have_value("Un texte que personne ne veut réécrire.")
    page.reload()
    page.get_by_test_id("add").click()
    expect(visitor.status()).to_contain_text("Votre texte d’avant est toujours là")
    picture(page, "asking-restored")
    visitor.button("C’est ici").click()
    expect(page.get_by_role("radio", name="economy")).to_be_checked()
    visitor.button("Continuer").click()
    expect(page.get_by_label("Votre idée")).to_have_value("Un texte que personne ne veut réécrire.")
    visitor.button("Envoyer").click()
    thanked(page)
    page.go_back()
    expect(page.get_by_test_id("add")).to_be_visible()
    expect(page.get_by_role("heading", name="Dites-le")).to_have_count(0)
    assert Contribution.objects.filter(title__contains="réécrire").count() == 1
    page.get_by_test_id("add").click()
    expect(page.get_by_role("heading", name="C’est où")).to_be_visible()
    expect(visitor.status()).not_to_contain_text("toujours là")


def test_somewhere_in_the_zone_is_what_health_begins_with(territory: Perimeter, visit: Visit) -> None:
    territory.themes.filter(slug="health").update(anchor_default="zone")
    visitor = visit(*PHONE, saving=True)
    page = begin(visitor)
    page.get_by_role("radio", name="Une idée").check()
    page.get_by_role("radio", name="health").check()
    visitor.button("Continuer").click()
    expect(page.get_by_role("radio", name="Quelque part")).to_be_checked()
    expect(page.get_by_test_id("preview")).to_contain_text("Quelque part")
    page.get_by_role("radio", name="Quelque part").scroll_into_view_if_needed()
    picture(page, "asking-anchor")
    assert serious(page) == []
    page.get_by_label("Votre idée").fill("Une visite le mardi")
    visitor.button("Envoyer").click()
    made = Contribution.objects.get(ref=thanked(page))
    assert (made.anchor, made.position.x != pytest.approx(7.3)) == ("zone", True)
