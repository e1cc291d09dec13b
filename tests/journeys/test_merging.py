"""Staff joins two that say the same; whoever wrote the other one reads on from their own page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core import changes
from participation.follow_keys import author_key
from participation.models import Comment, Contribution
from participation.services.answers import Answer, answer_contribution
from participation.services.merging import merge_contributions
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.test_back_office import SIZES, fits, serious, sign_in
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def again(territory: Perimeter) -> Contribution:
    """The bench once more, with a vote and a comment."""
    place = factories.Point(7.2505, 44.0, srid=4326)
    made = factories.contribution(territory, place, title="Un banc à l’ombre, svp", text="", language="fr")
    factories.vote(made)
    Comment.objects.create(perimeter=territory, contribution=made, text="Oui !")
    return made


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_two_are_joined(territory: Perimeter, again: Contribution, visit: Visit, width: int, height: int) -> None:
    bench = Contribution.objects.get(title="Un banc à l’ombre")
    visitor = visit(width, height)
    page = sign_in(visitor, "/admin/participation/contribution/")
    page.get_by_role("row").filter(has_text=again.ref).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("merge")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Réunir ce qui dit la même chose")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    first = page.get_by_role("radio").first
    expect(first).to_have_value(str(bench.pk))
    first.check()
    page.get_by_role("button", name="Montrer ce qui sera réuni").click()
    expect(page.get_by_role("heading", name=f"{bench.ref} sera")).to_be_visible()
    expect(page.get_by_text("1 pour, 0 contre, 0 sans avis")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    page.get_by_label("Pourquoi").fill("Le même banc")
    page.get_by_role("button", name="Les réunir").click()
    expect(page.get_by_text(f"1 contribution réunie avec {bench.ref}")).to_be_visible()
    again.refresh_from_db()
    assert (again.state, again.merged_into_id) == ("merged", bench.pk)
    page.goto(f"{visitor.server}/admin/my-messages/")
    assert serious(visitor) == [] and fits(page)


def test_the_other_ones_author_reads_on(territory: Perimeter, again: Contribution, visit: Visit) -> None:
    bench = Contribution.objects.get(title="Un banc à l’ombre")
    merge_contributions(survivor=bench, duplicates=[again])
    answer_contribution(contribution=bench, answer=Answer(state="planned", text={"fr": "Il arrive au printemps."}))
    visitor = visit(360, 740)
    page = visitor.page
    page.goto(f"{visitor.server}/f/{author_key(again)}/?lang=fr")
    expect(page.get_by_text(f"Réunie avec {bench.ref}")).to_be_visible()
    expect(page.get_by_text("Il arrive au printemps.")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("link", name="Voir sur la carte").click()
    expect(page.get_by_role("heading", name="Un banc à l’ombre")).to_be_visible()
    page.goto(f"{visitor.server}/p/valley/?lang=fr&ref={again.ref}")
    expect(page.get_by_role("heading", name="Un banc à l’ombre")).to_be_visible()


def test_how_what_came_in_is_handled(territory: Perimeter, visit: Visit) -> None:
    bench = Contribution.objects.get(title="Un banc à l’ombre")
    payload = {"state": "received"}
    changes.append(
        "contribution.submitted", perimeter_id=territory.pk, target_type="contribution", target_id=bench.pk,
        payload=payload,
    )  # fmt: skip
    answer_contribution(contribution=bench, answer=Answer(text={"fr": "Oui."}))
    visitor = visit(360, 740)
    page = visitor.open("/p/valley/?lang=fr")
    page.get_by_role("button", name="Agrandir la liste").click()
    block = page.get_by_text("Ce que devient ce qui arrive").first
    block.click()
    expect(page.get_by_text("2 contributions sont arrivées.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Arrivées")).to_be_visible()
    assert fits(page)
