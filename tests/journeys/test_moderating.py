"""A moderator reads what waits: by keyboard alone, without scripts, and several at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from participation.models import Comment, Contribution, Flag, ModerationDecision
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_back_office import fits, serious, sign_in
from tests.journeys.visitor import Visitor, focused, picture

Visit = Callable[..., Visitor]
QUEUE = "/admin/moderation/"
TEXT = "Ma voisine ne descend plus, on peut l’appeler au 04 93 00 00 00. Le car ne monte que le mardi."


@pytest.fixture
def waiting(territory: Perimeter) -> list[Contribution]:
    """Three to publish, the oldest first; one flagged, a comment to read."""
    titles = ["Le lampadaire du pont", "Prix imbattables sur les fenêtres", "Les courses des anciens"]
    rows = [
        factories.contribution(
            territory,
            state="pending",
            title=title,
            text=TEXT,
            language="fr",
            created_at=timezone.now() - timedelta(hours=9 - n),
        )
        for n, title in enumerate(titles)
    ]
    fountain = Contribution.objects.get(title="Una fontana")
    reader = factories.ParticipantFactory(perimeter=territory)
    Flag.objects.create(perimeter=territory, contribution=fountain, participant=reader, reason="off_topic", text="?")
    Comment.objects.create(
        perimeter=territory, contribution=fountain, text="Anche noi!", language="it", state="pending"
    )
    return rows


def come_in(visitor: Visitor) -> Page:
    """Sign in, and wait until the keys are there. Before its first picture a browser hears none of them."""
    page = sign_in(visitor, QUEUE)
    expect(page.locator(".keys-help")).to_be_visible()
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return page


def state(row: Contribution) -> str:
    return Contribution.objects.get(pk=row.pk).state


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024)])
def test_three_by_keyboard(waiting: list[Contribution], visit: Visit, width: int, height: int) -> None:
    visitor = visit(width, height)
    page = come_in(visitor)
    keys = page.keyboard
    expect(page.locator(".card")).to_have_count(5)
    assert serious(visitor) == [] and fits(page)
    picture(page, f"queue-list-{width}", full_page=True)

    keys.press("j")
    expect(page.locator(f"#contribution-{waiting[0].pk}")).to_be_focused()
    keys.press("a")
    expect(page.locator(".messagelist")).to_be_visible()
    expect(page.locator(f"#contribution-{waiting[1].pk}")).to_be_focused()
    assert state(waiting[0]) == "received"

    keys.press("r")
    assert focused(page)["tag"] == "SELECT"
    keys.type("ah")  # letters look for an option here, they decide nothing
    for _reason in ("off_topic", "insult", "personal", "spam"):
        keys.press("ArrowDown")
    keys.press("Tab")
    keys.type("Les arnaques vont ailleurs.")
    picture(page, f"queue-reject-{width}", full_page=True)
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(f"#contribution-{waiting[2].pk}")).to_be_focused()
    assert state(waiting[1]) == "rejected"
    made = ModerationDecision.objects.get(action="reject")
    assert (made.reason, made.message) == ("spam", "Les arnaques vont ailleurs.")

    keys.press("d")
    expect(page.locator("#redact")).to_be_focused()
    expect(page.locator("agorama-boundary-map canvas")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    picture(page, f"queue-item-{width}", full_page=True)
    page.evaluate(
        """() => {
          const text = document.querySelector('[data-field=text]').firstChild;
          const at = text.data.indexOf('04 93');
          getSelection().setBaseAndExtent(text, at, text, at + '04 93 00 00 00'.length);
        }"""
    )
    keys.press("d")
    expect(page.locator(".marked q")).to_have_text("04 93 00 00 00")
    picture(page, f"queue-redact-{width}", full_page=True)
    page.get_by_label("Et publier le reste").focus()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(".messagelist")).to_be_visible()
    last = Contribution.objects.get(pk=waiting[2].pk)
    assert (last.state, last.text) == ("received", TEXT.replace("04 93 00 00 00", "[…]"))
    expect(page.locator(".card")).to_have_count(2)


def test_keys_are_found_and_can_be_switched_off(waiting: list[Contribution], visit: Visit) -> None:
    visitor = visit()
    page = come_in(visitor)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Au clavier")).to_be_visible()
    assert serious(visitor) == []
    picture(page, "queue-help", full_page=True)
    page.keyboard.press("a")  # the help is open: nothing is decided behind it
    page.get_by_role("checkbox", name="Les touches seules").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.locator(".card").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("x")
    page.reload()
    expect(page.locator(".keys-help")).to_be_visible()
    page.locator(".card").first.focus()
    page.keyboard.press("a")
    expect(page.locator(".card")).to_have_count(5)
    expect(page.locator(".tick-one:checked")).to_have_count(0)
    assert not ModerationDecision.objects.exists()


def test_words_in_a_field_are_no_keys(waiting: list[Contribution], visit: Visit) -> None:
    page = come_in(visit())
    page.locator("#filter-q").focus()
    page.keyboard.type("ajar xo?")
    expect(page.locator("#filter-q")).to_have_value("ajar xo?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator(".card").first.focus()
    page.keyboard.press("Control+a")
    assert not ModerationDecision.objects.exists()


def test_several_at_once(waiting: list[Contribution], visit: Visit) -> None:
    visitor = visit()
    page = come_in(visitor)
    for number in (1, 2):
        page.keyboard.press("j")
        expect(page.locator(".card").nth(number - 1)).to_be_focused()
        page.keyboard.press("x")
        expect(page.locator(".ticked")).to_have_text(f"({number})")
    assert serious(visitor) == [] and fits(page)
    picture(page, "queue-bulk", full_page=True)
    Contribution.objects.filter(pk=waiting[1].pk).update(state="withdrawn", updated_at=timezone.now())
    page.locator("#bulk").get_by_label("Motif").select_option("charter")
    page.locator("#bulk").get_by_label("Décision").select_option("reject")
    page.locator("#bulk").get_by_role("button", name="Décider").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 décision notée")
    expect(page.locator(".messagelist .warning")).to_contain_text(waiting[1].ref)
    assert [state(row) for row in waiting] == ["rejected", "withdrawn", "pending"]


def test_without_scripts(waiting: list[Contribution], visit: Visit) -> None:
    page = sign_in(visit(360, 740, java_script_enabled=False), QUEUE)
    first = page.locator(".card").first
    first.get_by_text("Ne pas publier").first.click()
    first.get_by_label("Motif").select_option("off_topic")
    first.locator("details").get_by_role("button", name="Ne pas publier").click()
    expect(page.locator(".messagelist")).to_contain_text("1 décision notée")
    page.locator(".card").first.get_by_role("link", name="Masquer des passages").click()
    page.get_by_label("Passages à masquer").fill("04 93 00 00 00")
    page.get_by_role("button", name="Masquer ces passages").click()
    expect(page.locator(".words-text")).to_contain_text("l’appeler au […].")
    assert state(waiting[0]) == "rejected"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_and_nothing_left(waiting: list[Contribution], visit: Visit, scheme: str) -> None:
    visitor = visit(360, 740, color_scheme=scheme)
    page = come_in(visitor)
    assert serious(visitor) == [] and fits(page)
    picture(page, f"queue-phone-{scheme}", full_page=True)
    page.goto(f"{visitor.server}{QUEUE}?why=appeal")
    expect(page.get_by_text("Rien n’attend ici.")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    picture(page, f"queue-empty-{scheme}", full_page=True)
