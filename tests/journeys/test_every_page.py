"""Every public page, narrow, middling and wide, light and dark, French and Italian: it fits, and axe finds nothing."""

import json
import os
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from participation.follow_keys import author_key
from participation.models import Comment, Contribution, Department, Proposal
from participation.services.answers import Answer, answer_contribution
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.visitor import Visitor, words

Visit = Callable[..., Visitor]
AXE = (settings.BASE_DIR / "frontend_embed" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SIZES = ((360, 740), (768, 1024), (1440, 900))
WIDE = """() => {
  const app = document.querySelector('agorama-map')?.shadowRoot?.querySelector('.app');
  return [document.documentElement, ...(app ? [app] : [])].some((one) => one.scrollWidth > one.clientWidth);
}"""

DRAWN_WITH_OURS = """async () => {
  await document.fonts.ready;
  return [...document.fonts].some((face) => face.family.includes('Atkinson') && face.status === 'loaded');
}"""


@pytest.fixture
def told(territory: Perimeter) -> str:
    """A contribution with everything under it; return its author's token."""
    author, token = factories.participant_with_token(territory)
    idea = factories.contribution(
        territory,
        title="Ralentir les voitures devant l’école de la Piazza Garibaldi-Sant’Antonio",
        text="Les enfants traversent.\n\nhttps://example.org/une-adresse-qui-n-en-finit-pas-et-que-rien-ne-coupe-nulle-part",
        language="fr",
        participant=author,
    )
    Comment.objects.create(perimeter=territory, contribution=idea, text="Anche noi!", language="it", name="Paola")
    crew = Department.objects.create(perimeter=territory, name=factories.i18n("Voirie"))
    text = {"fr": "Un dos-d’âne est posé.", "it": "Il dosso è posato."}
    answer_contribution(contribution=idea, answer=Answer(state="done", text=text, department=crew))
    factories.vote(idea)
    factories.vote(Proposal.objects.get(), "against")
    return token


def addresses(perimeter: Perimeter) -> dict[str, str]:
    """Return every public page of a perimeter but the map's own."""
    idea = Contribution.objects.get(title__startswith="Ralentir")
    pages = {
        name: reverse(f"{name}-page", args=[perimeter.slug])
        for name in ("results", "statistics", "accessibility", "privacy")
    }
    pages["item"] = reverse("contribution-page", args=[perimeter.slug, idea.pk])
    pages["project"] = reverse("proposal-page", args=[perimeter.slug, Proposal.objects.get().pk])
    pages["home"] = reverse("home")
    pages["form"] = reverse("plain-form", args=[perimeter.slug])
    pages["follow"] = reverse("follow-page", args=[author_key(idea)])
    return pages


def found_by_axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/pages-{name}.png", full_page=True)


def look(page: Page, name: str, lang: str) -> list[str]:
    """Look at the open page in every size, and in the dark; return what is wrong."""
    wrong = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(WIDE):
            wrong.append(f"{name} {lang} {width}: wider than the window")
        picture(page, f"{name}-{lang}-{width}")
        # In French the narrow and the wide order of things, in Italian the one between.
        if (width == 768) == (lang == "it"):
            wrong += [f"{name} {lang} {width}: {one}" for one in found_by_axe(page)]
    if lang == "fr":
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        page.emulate_media(color_scheme="dark")
        picture(page, f"{name}-dark-360")
        wrong += [f"{name} dark: {one}" for one in found_by_axe(page)]
        page.emulate_media(color_scheme="light")
    return wrong


@pytest.mark.parametrize("lang", ["fr", "it"])
def test_every_page_fits_and_axe_finds_nothing(territory: Perimeter, told: str, visit: Visit, lang: str) -> None:
    visitor = visit(360, 740, reduced_motion="reduce")
    page = visitor.page
    key = json.dumps(["agorama:valley:token", told])
    page.add_init_script(f"localStorage.setItem(...{key})")
    visitor.open(f"/p/valley/?lang={lang}")
    page.get_by_text(words(lang)["mine.title"], exact=True).click()
    expect(page.get_by_test_id("mine").get_by_role("button")).to_have_count(1)
    expect(page.get_by_test_id("mine")).to_contain_text("Ralentir les voitures")
    wrong = look(page, "map", lang)
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_test_id("mine").get_by_role("button").click()
    expect(page.get_by_test_id("ref")).to_be_visible()
    wrong += look(page, "card", lang)
    # With scripts the page of one thing becomes the map with it open; here it is read as it came.
    reader = visit(360, 740, reduced_motion="reduce")
    reader.may_see("ERR_FAILED")
    page = reader.page
    page.route("**/*.js", lambda route: route.abort())
    for name, address in addresses(territory).items():
        response = page.goto(f"{visitor.server}{address}?lang={lang}")
        assert response and response.status == 200, name
        assert page.locator("html").get_attribute("lang") == lang
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        own_look = page.locator("link[href$='look.css']").count()
        assert own_look == (name != "home"), f"{name} has not the territory's own look"
        expect(page.get_by_role("banner")).to_be_visible()
        expect(page.get_by_role("contentinfo")).to_be_visible()
        assert page.evaluate(DRAWN_WITH_OURS), f"{name} is not drawn with our typeface"
        wrong += look(page, name, lang)
    assert not wrong, "\n".join(wrong)
