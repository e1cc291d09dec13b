"""An agent answers with a template: it goes below what was written already, in each language."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import expect

from participation.models import AnswerTemplate, Contribution
from perimeter_data.models import Perimeter
from tests.journeys.test_back_office import sign_in
from tests.journeys.visitor import Visitor


def test_a_template_takes_nothing_away(territory: Perimeter, visit: Callable[..., Visitor]) -> None:
    idea = Contribution.objects.filter(perimeter=territory, state="received").earliest("pk")
    words = {"fr": "Merci, nous regardons.", "it": "Grazie, guardiamo."}
    AnswerTemplate.objects.create(perimeter=territory, name="Merci", state="under_review", text=words)
    visitor = visit(360, 740)
    page = sign_in(visitor, reverse("admin:participation_contribution_change", args=[idea.pk]))
    french, italian = page.locator("#id_answer_fr"), page.locator("#id_answer_it")
    french.fill("Bonjour,\n")
    for _twice in range(2):
        page.get_by_role("link", name="Merci", exact=True).click()
    expect(french).to_have_value("Bonjour,\n\nMerci, nous regardons.")
    expect(italian).to_have_value("Grazie, guardiamo.")
    expect(page.locator("#id_next_state")).to_have_value("under_review")
    expect(french).to_be_focused()
    assert "template=" not in page.url
    assert visitor.troubles == []
