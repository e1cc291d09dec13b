"""Contesting a decision: by its author, once, looked at by somebody else, and told what came of it."""

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Membership, Role
from core.models import Change
from notifications.receivers import owe
from notifications.sending import send_due
from participation.follow_keys import author_key, follower_key
from participation.models import Action, Appeal, Contribution, ModerationDecision
from participation.refusals import AlreadyContested, AppealAnswered, NothingToContest, YourOwn
from participation.services.appeals import answer_appeal, contest
from participation.services.corrections import file_under, move
from participation.services.followers import confirm, follow
from participation.services.moderation import decide
from participation.services.redaction import NoSuchPassage, find_passages, redact
from perimeter_data.models import Perimeter, Zoning
from tests import factories

ELSEWHERE = Point(7.75, 44.0, srid=4326)


@pytest.fixture
def idea(perimeter: Perimeter, communes: Zoning, author: APIClient) -> Contribution:
    return factories.contribution(perimeter, participant=author.participant, language="en")


def hide(idea: Contribution, **fields: Any) -> ModerationDecision:
    fields.setdefault("user", factories.MembershipFactory(perimeter=idea.perimeter, role=Role.MODERATOR).user)
    return decide(target=idea, action=Action.HIDE, act=factories.act("off_topic", message="Not here.", **fields))


def ask(idea: Contribution, text: str = "It is about the valley.") -> Appeal:
    return contest(target=idea, participant=None, text=text)


class TestAsking:
    def test_by_the_interface(self, idea: Contribution, author: APIClient) -> None:
        hide(idea, note="between us")
        url = f"/api/v1/contributions/{idea.pk}/"
        told = author.get(f"{url}timeline/?lang=en").json()["decisions"]
        assert [(one["action"], one["reason_text"], one["text"], one["may_appeal"]) for one in told] == [
            ("hide", "It has nothing to do with this consultation", "Not here.", True)
        ]
        answer = author.post(f"{url}appeal/", {"text": "It is about the valley."}, format="json")
        assert answer.status_code == 201
        assert answer.json()["decisions"][0]["appeal"]["text"] == "It is about the valley."
        assert answer.json()["decisions"][0]["may_appeal"] is False
        assert b"between us" not in answer.content
        again = author.post(f"{url}appeal/", {"text": "Please."}, format="json")
        assert (again.status_code, again.json()["code"]) == (409, "already_contested")
        assert Appeal.objects.get().perimeter == idea.perimeter
        change = Change.objects.get(kind="contribution.contested")
        assert (change.target_id, change.payload) == (idea.pk, {"decision": str(ModerationDecision.objects.get().pk)})

    def test_it_is_in_the_authors_copy_and_goes_with_the_author(self, idea: Contribution, author: APIClient) -> None:
        hide(idea)
        ask(idea, "My own words.")
        mine = author.get("/api/v1/participants/me/").json()["appeals"]
        assert [one["text"] for one in mine] == ["My own words."]
        author.delete("/api/v1/participants/me/")
        assert not Appeal.objects.exists()

    def test_the_same_key_asks_once(self, idea: Contribution, author: APIClient) -> None:
        hide(idea)
        url = f"/api/v1/contributions/{idea.pk}/appeal/"
        for _n in range(2):
            answer = author.post(url, {"text": "Why?"}, format="json", headers={"Idempotency-Key": "k" * 20})
            assert answer.status_code == 201

    @pytest.mark.parametrize(
        ("body", "status"), [({}, 400), ({"text": ""}, 400), ({"text": "x" * 2001}, 400), ({"text": "x", "y": 1}, 400)]
    )
    def test_bad_bodies(self, idea: Contribution, author: APIClient, body: Any, status: int) -> None:
        hide(idea)
        assert author.post(f"/api/v1/contributions/{idea.pk}/appeal/", body, format="json").status_code == status
        assert not Appeal.objects.exists()

    def test_nobody_else(self, idea: Contribution, api: APIClient) -> None:
        redact(target=idea, spans=find_passages(idea, ["shade"]), act=factories.act())
        url = f"/api/v1/contributions/{idea.pk}/appeal/"
        assert api.post(url, {"text": "x"}, format="json").status_code == 401
        _who, token = factories.participant_with_token(idea.perimeter)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        assert api.post(url, {"text": "x"}, format="json").status_code == 403
        hide(idea)
        assert api.post(url, {"text": "x"}, format="json").status_code == 404

    def test_what_does_not_stand_is_not_contested(self, idea: Contribution) -> None:
        with pytest.raises(NothingToContest):
            ask(idea)
        hide(idea)
        decide(target=idea, action=Action.SHOW, act=factories.act())
        with pytest.raises(NothingToContest):
            ask(idea)

    def test_each_decision_once_the_newest_first(self, idea: Contribution) -> None:
        first = move(contribution=idea, position=ELSEWHERE, act=factories.act())
        second = hide(idea)
        assert [ask(idea).decision, ask(idea).decision] == [second, first]
        with pytest.raises(AlreadyContested):
            ask(idea)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(perimeter=idea.perimeter, contribution=idea, decision=first, text="again")

    def test_from_the_follow_page(self, idea: Contribution, page: Client) -> None:
        hide(idea)
        other = follow(contribution=idea, email="x@example.org", language="en", root="https://x", is_author=True)
        other.is_author = False
        other.save()
        address = f"/f/{author_key(idea)}/?lang=en"
        shown = page.get(address).content.decode()
        for words in ("Hidden", "It has nothing to do with this consultation", "Not here.", "I do not agree"):
            assert words in shown
        assert "Not here." not in page.get(f"/f/{follower_key(other)}/?lang=en").content.decode()
        assert page.post(f"/f/{follower_key(other)}/", {"do": "contest", "text": "x"}).status_code == 403
        assert page.post(address, {"do": "contest", "text": "  "}).status_code == 422
        assert page.post(address, {"do": "contest", "text": "It is about us."}).status_code == 302
        shown = page.get(address).content.decode()
        assert "It is about us." in shown and "I do not agree" not in shown
        assert page.post(address, {"do": "contest", "text": "Again"}).status_code == 409


class TestAnswering:
    def answer(self, appeal: Appeal, *, grant: bool = True, **fields: Any) -> ModerationDecision:
        act = factories.act(perimeter=None if "user" in fields else appeal.perimeter, **fields)
        return answer_appeal(appeal=appeal, grant=grant, act=act)

    def test_hidden_comes_back(self, idea: Contribution) -> None:
        hide(idea)
        self.answer(ask(idea), message="You are right.")
        idea.refresh_from_db()
        assert idea.state == "received"
        assert Appeal.objects.get().answer.action == "grant"

    def test_it_stands(self, idea: Contribution, author: APIClient) -> None:
        hide(idea)
        self.answer(ask(idea), grant=False, message="It is about the moon.")
        idea.refresh_from_db()
        assert idea.state == "hidden"
        told = author.get(f"/api/v1/contributions/{idea.pk}/timeline/").json()["decisions"][0]
        assert (told["appeal"]["outcome"], told["appeal"]["answer"]) == ("uphold", "It is about the moon.")
        assert told["may_appeal"] is False

    def test_words_come_back(self, idea: Contribution) -> None:
        redact(target=idea, spans=find_passages(idea, ["shade"]), act=factories.act())
        self.answer(ask(idea))
        idea.refresh_from_db()
        assert (idea.text, idea.redacted_at) == ("in the shade", None)

    def test_words_that_were_left_out_twice_do_not(self, idea: Contribution) -> None:
        redact(target=idea, spans=find_passages(idea, ["shade"]), act=factories.act())
        appeal = ask(idea)
        redact(target=idea, spans=find_passages(Contribution.objects.get(pk=idea.pk), ["in"]), act=factories.act())
        with pytest.raises(NoSuchPassage):
            self.answer(appeal)
        idea.refresh_from_db()
        assert idea.text == "[…] the […]" and Appeal.objects.get().answered_at is None

    def test_place_and_theme_come_back(self, idea: Contribution) -> None:
        move(contribution=idea, position=ELSEWHERE, act=factories.act())
        self.answer(ask(idea))
        file_under(contribution=idea, theme="health", category=None, act=factories.act())
        self.answer(ask(idea))
        idea.refresh_from_db()
        assert (idea.position.coords, idea.theme.slug) == (factories.INSIDE.coords, "economy")

    def test_once(self, idea: Contribution) -> None:
        hide(idea)
        appeal = ask(idea)
        self.answer(appeal, grant=False)
        with pytest.raises(AppealAnswered):
            self.answer(appeal)

    def test_somebody_else_where_there_is_somebody_else(self, idea: Contribution) -> None:
        decision = hide(idea)
        appeal = ask(idea)
        factories.MembershipFactory(perimeter=idea.perimeter, role=Role.AGENT)  # no moderator
        idea.refresh_from_db()
        colleague = factories.MembershipFactory(perimeter=idea.perimeter, role=Role.ADMINISTRATOR)
        with pytest.raises(YourOwn):
            self.answer(appeal, user=decision.user)
        colleague.user.is_active = False
        colleague.user.save()
        self.answer(appeal, user=decision.user)
        assert Membership.objects.filter(perimeter=idea.perimeter).count() == 3

    def test_what_was_shown_meanwhile_is_only_noted(self, idea: Contribution) -> None:
        hide(idea)
        appeal = ask(idea)
        decide(target=idea, action=Action.SHOW, act=factories.act())
        self.answer(appeal)
        idea.refresh_from_db()
        assert idea.state == "received"


@pytest.mark.django_db(transaction=True)
def test_the_author_hears_of_it_all(idea: Contribution) -> None:
    for email, is_author in (("me@example.org", True), ("other@example.org", False)):
        confirm(follower=follow(contribution=idea, email=email, language="en", root="https://x", is_author=is_author))

    def tell() -> list[tuple[str, str]]:
        mail.outbox.clear()
        owe(list(Change.objects.order_by("id")))
        send_due()
        return sorted((one.to[0], one.subject) for one in mail.outbox)

    tell()
    hide(idea, note="between us")
    assert tell() == [("me@example.org", f"{idea.ref} is not public any more")]
    body = mail.outbox[0].body
    assert "It has nothing to do with this consultation" in body and "Not here." in body and "between us" not in body
    act = factories.act(perimeter=idea.perimeter, message="It is about the moon.")
    answer_appeal(appeal=ask(idea), grant=False, act=act)
    assert tell() == [("me@example.org", f"{idea.ref}: a moderator has decided")]
    assert "the decision stands" in mail.outbox[0].body and "It is about the moon." in mail.outbox[0].body
    decide(target=idea, action=Action.SHOW, act=factories.act(message="After all."))
    assert [to for to, _subject in tell()] == ["me@example.org", "other@example.org"]
    assert [("After all." in one.body, one.to[0]) for one in mail.outbox if "After all." in one.body] == [
        (True, "me@example.org")
    ]
