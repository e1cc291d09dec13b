"""Somebody comes back with no more than a number, or with the key of their own page."""

import pytest
from django.test import Client

from participation.follow_keys import author_key
from participation.services.answers import Answer, answer_contribution, rate_answer
from participation.services.followers import confirm, follow
from perimeter_data.models import Perimeter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def valley(db: None) -> Perimeter:
    return factories.published_perimeter(slug="valley")


def test_a_number_leads_to_its_place_however_it_is_written(valley: Perimeter, client: Client) -> None:
    made = factories.contribution(valley)
    answer = client.get("/", {"ref": f" {made.ref.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/p/valley/?ref={made.ref}")


def test_a_number_that_is_not_public_is_as_if_it_was_not_there(valley: Perimeter, client: Client) -> None:
    hidden = factories.contribution(valley, state="hidden")
    answers = [client.get("/", {"ref": ref, "lang": "en"}) for ref in (hidden.ref, "TST-999999", "<b>", "ÀÖ-1")]
    assert {answer.status_code for answer in answers} == {404}
    assert f"Nothing public has the number {hidden.ref}." in answers[0].content.decode()
    assert "<b>" not in answers[2].content.decode()


def test_ones_own_page_says_where_news_go(valley: Perimeter, client: Client) -> None:
    lamp = factories.contribution(valley)
    page = f"/f/{author_key(lamp)}/?lang=en"
    asked = follow(contribution=lamp, email="neighbour@example.org", language="en", root="", is_author=True)
    follow(contribution=lamp, email="somebody@example.org", language="en", root="", is_author=False)
    text = client.get(page).content.decode()
    assert "A message waits at ne…@example.org" in text and "neighbour@" not in text and "so…@" not in text
    confirm(follower=asked)
    assert "Every step is told to ne…@example.org" in client.get(page).content.decode()


def test_ones_own_page_says_what_was_said_of_the_answer_and_why_nothing_changes_now(
    valley: Perimeter, client: Client
) -> None:
    lamp = factories.contribution(valley)
    page = f"/f/{author_key(lamp)}/?lang=en"
    closed = "words and photos stay as they were"
    assert closed not in client.get(page).content.decode()
    answer_contribution(contribution=lamp, answer=Answer(state="planned", text={"fr": "Demain.", "en": "Tomorrow."}))
    text = client.get(page).content.decode()
    assert closed in text and "Change it" not in text and "You said" not in text
    rate_answer(contribution=lamp, participant=None, satisfied=True)
    assert "You said that this answer satisfies you." in client.get(page).content.decode()
