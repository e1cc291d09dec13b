"""Whoever wrote a comment that was hidden or redacted reads why, and asks for another look: once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from accounts.models import Role
from core.models import Change
from participation.backlog import backlog_in
from participation.models import Action, Appeal, Comment, Contribution, ModerationDecision
from participation.refusals import YourOwn
from participation.services.appeals import answer_appeal, contest
from participation.services.moderation import decide
from participation.services.redaction import find_passages, redact
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter, consultation=factories.open_consultation(perimeter))


@pytest.fixture
def mine(bench: Contribution, author: APIClient) -> Comment:
    made = author.post(
        f"/api/v1/contributions/{bench.pk}/comments/", {"text": "Paul Rossi sleeps there."}, format="json"
    )
    return Comment.objects.get(pk=made.json()["id"])


def hide(comment: Comment, **fields: Any) -> ModerationDecision:
    return decide(target=comment, action=Action.HIDE, act=factories.act("insult", message="Be kind.", **fields))


def appeal(client: APIClient, comment: Comment, text: str = "It is my brother.") -> Any:
    return client.post(f"/api/v1/comments/{comment.pk}/appeal/?lang=en", {"text": text}, format="json")


def read(client: APIClient, comment: Comment) -> list[Any]:
    return client.get(f"/api/v1/contributions/{comment.contribution_id}/comments/?lang=en").json()["comments"]


def test_hidden_contested_granted(author: APIClient, api: APIClient, mine: Comment, perimeter: Perimeter) -> None:
    decision = hide(mine, note="between us")
    [shown] = read(author, mine)
    assert (shown["state"], shown["text"], shown["mine"]) == ("hidden", mine.text, True)
    [told] = shown["decisions"]
    assert (told["action"], told["reason_text"], told["text"], told["may_appeal"]) == (
        "hide", "It insults somebody", "Be kind.", True,
    )  # fmt: skip
    assert read(api, mine) == []
    answer = appeal(author, mine)
    assert answer.status_code == 201
    assert b"between us" not in answer.content
    [told] = answer.json()["decisions"]
    assert (told["may_appeal"], told["appeal"]["text"], told["appeal"]["outcome"]) == (False, "It is my brother.", None)
    assert appeal(author, mine).json()["code"] == "already_contested"
    assert Change.objects.get(kind="comment.contested").payload == {"decision": str(decision.pk)}
    assert backlog_in([perimeter.pk])[perimeter.pk].appeals == 1

    moderator = staff(perimeter, Role.MODERATOR)
    queue = moderator.get("/admin/moderation/?why=appeal&what=comment")
    [card] = queue.context["cards"]
    assert "It is my brother." in queue.content.decode()
    assert moderator.get("/admin/moderation/?why=appeal&what=contribution").context["cards"] == []
    moderator.post(card["page"].split("?")[0], {"do": "grant", "message": "Sorry.", "seen": card["item"].seen})
    assert moderator.get("/admin/moderation/?why=appeal").context["cards"] == []
    [shown] = read(author, mine)
    assert (shown["state"], shown["decisions"][0]["appeal"]["answer"]) == ("published", "Sorry.")
    [public] = read(api, mine)
    assert (public["state"], "decisions" in public) == ("published", False)


def test_a_redaction_is_contested_and_taken_back(author: APIClient, api: APIClient, mine: Comment) -> None:
    redact(target=mine, spans=find_passages(mine, ["Paul Rossi"]), act=factories.act("personal"))
    assert read(author, mine)[0]["decisions"][0]["action"] == "redact"
    assert appeal(author, mine).status_code == 201
    answer_appeal(appeal=Appeal.objects.get(), grant=True, act=factories.act())
    assert read(api, mine)[0]["text"] == "Paul Rossi sleeps there."


def test_it_stands_and_stays_hidden(author: APIClient, mine: Comment) -> None:
    hide(mine)
    appeal(author, mine)
    answer_appeal(appeal=Appeal.objects.get(), grant=False, act=factories.act(message="No."))
    [shown] = read(author, mine)
    assert (shown["state"], shown["decisions"][0]["appeal"]["outcome"]) == ("hidden", "uphold")


def test_somebody_else_looks_where_there_is_somebody_else(perimeter: Perimeter, mine: Comment) -> None:
    decision = hide(mine, perimeter=perimeter)
    factories.act(perimeter=perimeter)
    made = contest(target=mine, participant=mine.participant, text="Why?")
    assert decision.user is not None
    with pytest.raises(YourOwn):
        answer_appeal(appeal=made, grant=True, act=factories.act(user=decision.user))


def test_nobody_else_and_nothing_else(author: APIClient, api: APIClient, mine: Comment, perimeter: Perimeter) -> None:
    assert appeal(author, mine).json()["code"] == "nothing_to_contest"
    hide(mine)
    _who, token = factories.participant_with_token(perimeter)
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (appeal(api, mine).status_code, appeal(other, mine).status_code) == (401, 404)
    assert [read(client, mine) for client in (api, other)] == [[], []]
    for text in ("", "x" * 2001):
        assert appeal(author, mine, text).status_code == 400
    assert not Appeal.objects.exists()


def test_what_is_taken_back_by_its_author_cannot_be_contested(author: APIClient, mine: Comment) -> None:
    redact(target=mine, spans=find_passages(mine, ["Paul Rossi"]), act=factories.act("personal"))
    author.delete(f"/api/v1/comments/{mine.pk}/")
    assert appeal(author, mine).status_code == 404


def test_it_is_in_the_authors_copy_and_goes_with_the_author(author: APIClient, mine: Comment) -> None:
    hide(mine)
    appeal(author, mine)
    copy = author.get("/api/v1/participants/me/").json()
    assert [(one["comment"], one["text"]) for one in copy["appeals"]] == [(mine.pk, "It is my brother.")]
    assert copy["comments"][0]["text"] == mine.text
    author.delete("/api/v1/participants/me/")
    assert not Appeal.objects.exists()


def test_an_appeal_is_about_one_thing(mine: Comment, bench: Contribution) -> None:
    decision = hide(mine)
    for about in ({}, {"comment": mine, "contribution": bench}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(perimeter=bench.perimeter, decision=decision, text="x", **about)
