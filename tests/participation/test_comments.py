"""Comments: said under what is public while the phase is open, one level of replies, taken back, flagged, hidden."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Role
from core.models import Change
from participation.models import Action, Comment, Contribution, Flag
from participation.services.contributions import change_state
from participation.services.moderation import decide
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page as admin_page
from tests.house.back_office import staff


@pytest.fixture
def bench(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter, consultation=factories.open_consultation(perimeter))


@pytest.fixture
def neighbour(perimeter: Perimeter) -> APIClient:
    _who, token = factories.participant_with_token(perimeter)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def url(bench: Contribution) -> str:
    return f"/api/v1/contributions/{bench.pk}/comments/"


def say(client: APIClient, bench: Contribution, text: str = "Me too", **more: Any) -> Any:
    return client.post(url(bench), {"text": text, **more}, format="json")


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


class TestSaying:
    def test_a_comment_is_read_counted_and_told(self, author: APIClient, api: APIClient, bench: Contribution) -> None:
        made = say(author, bench, "  C'est vrai ", name=" Paul ", language="fr")
        assert made.status_code == 201, made.content
        read = api.get(url(bench)).json()
        assert read["numberMatched"] == 1
        comment = read["comments"][0]
        assert (comment["text"], comment["name"], comment["language"]) == ("C'est vrai", "Paul", "fr")
        assert (comment["state"], comment["mine"], comment["by_author"], comment["replies"]) == (
            "published", False, False, [],
        )  # fmt: skip
        assert author.get(url(bench)).json()["comments"][0]["mine"]
        assert api.get(f"/api/v1/contributions/{bench.pk}/").json()["properties"]["comments"] == 1
        change = Change.objects.get(kind="comment.added")
        assert change.payload == {"state": "published", "of": "contribution", "of_id": bench.pk}

    def test_the_author_of_the_idea_is_marked(self, author: APIClient, api: APIClient, bench: Contribution) -> None:
        Contribution.objects.update(participant=author.participant)
        say(author, bench)
        assert api.get(url(bench)).json()["comments"][0]["by_author"]

    def test_a_reply_stands_under_its_comment(
        self, author: APIClient, neighbour: APIClient, bench: Contribution
    ) -> None:
        head = say(author, bench).json()["id"]
        reply = say(neighbour, bench, "Anche noi", reply_to=head, language="it").json()
        assert reply["reply_to"] == head
        found = author.get(url(bench)).json()
        assert found["numberMatched"] == 2
        assert [one["text"] for one in found["comments"][0]["replies"]] == ["Anche noi"]
        assert code(say(author, bench, reply_to=reply["id"])) == (422, "reply_to_a_reply")

    def test_replies_stay_in_their_discussion(
        self, author: APIClient, perimeter: Perimeter, bench: Contribution
    ) -> None:
        elsewhere = say(author, factories.contribution(perimeter)).json()["id"]
        assert code(say(author, bench, reply_to=elsewhere)) == (422, "other_discussion")
        assert code(say(author, bench, reply_to=2**40)) == (404, "unknown_comment")

    def test_a_project_has_one_too(self, author: APIClient, api: APIClient, perimeter: Perimeter) -> None:
        project = factories.proposal(perimeter)
        there = f"/api/v1/proposals/{project.pk}/comments/"
        assert author.post(there, {"text": "When?"}, format="json").status_code == 201
        assert api.get(there).json()["numberMatched"] == 1
        assert api.get(f"/api/v1/proposals/{project.pk}/").json()["properties"]["comments"] == 1

    def test_the_same_key_says_it_once(self, author: APIClient, bench: Contribution) -> None:
        key = str(uuid.uuid4())
        said = [author.post(url(bench), {"text": "x"}, format="json", HTTP_IDEMPOTENCY_KEY=key) for _n in range(2)]
        ids = {response.json()["id"] for response in said}
        assert len(ids) == Comment.objects.count() == 1

    def test_pages_follow_each_other(
        self, author: APIClient, api: APIClient, bench: Contribution, django_assert_num_queries: Any
    ) -> None:
        heads = [say(author, bench, f"no {n}").json()["id"] for n in range(5)]
        say(author, bench, "reply", reply_to=heads[0])
        with django_assert_num_queries(4):
            first = api.get(f"{url(bench)}?limit=3").json()
        rest = api.get(f"{url(bench)}?limit=3&cursor={first['next']}").json()
        assert [one["id"] for one in (*first["comments"], *rest["comments"])] == heads
        assert "next" not in rest
        assert code(api.get(f"{url(bench)}?cursor=x")) == (400, "invalid_parameter")

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ({"text": " "}, (400, "invalid")),
            ({"text": "x" * 2001}, (400, "invalid")),
            ({"text": "a\u0000b"}, (400, "invalid")),
            ({"text": "x", "name": "x" * 41}, (400, "invalid")),
            ({"text": "x", "colour": "red"}, (400, "invalid")),
            ({"text": "x", "language": "de"}, (400, "invalid")),
            ({"text": "x", "reply_to": -1}, (400, "invalid")),
            ({}, (400, "invalid")),
        ],
    )
    def test_bad_input(
        self, author: APIClient, bench: Contribution, body: dict[str, Any], expected: tuple[int, str]
    ) -> None:
        response = author.post(url(bench), body, format="json")
        assert response.status_code == expected[0], response.content
        assert response["Content-Type"] == "application/problem+json"
        assert not Comment.objects.exists()

    def test_a_script_stays_words(self, author: APIClient, api: APIClient, bench: Contribution, page: Client) -> None:
        say(author, bench, "<script>alert(1)</script>")
        assert api.get(url(bench)).json()["comments"][0]["text"] == "<script>alert(1)</script>"
        assert b"<script>alert(1)" not in page.get(f"/p/valley/contributions/{bench.pk}/").content


class TestWhoMay:
    def test_nobody_without_a_token(self, api: APIClient, bench: Contribution) -> None:
        assert say(api, bench).status_code == 401

    def test_not_from_another_territory(self, bench: Contribution) -> None:
        other = factories.published_perimeter(slug="other")
        _who, token = factories.participant_with_token(other)
        stranger = APIClient()
        stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        assert code(say(stranger, bench)) == (403, "other_perimeter")

    def test_only_while_it_is_open(self, author: APIClient, perimeter: Perimeter) -> None:
        closed = factories.open_consultation(perimeter, features=("ideas",))
        problem = say(author, factories.contribution(perimeter, consultation=closed))
        assert code(problem) == (409, "phase_closed")
        assert problem.json()["feature"] == "comments"

    @pytest.mark.parametrize("state", ["pending", "hidden", "rejected", "withdrawn"])
    def test_only_on_what_is_public(self, author: APIClient, perimeter: Perimeter, state: str) -> None:
        hidden = factories.contribution(perimeter, state=state)
        assert say(author, hidden).status_code == 404
        assert author.get(url(hidden)).status_code == 404

    def test_limits(self, author: APIClient, bench: Contribution, settings: Any) -> None:
        settings.AGORAMA_RATE_LIMITS = {**settings.AGORAMA_RATE_LIMITS, "comments": "2/hour"}
        settings.SECRET_KEY = f"{settings.SECRET_KEY}-{uuid.uuid4()}"  # a key of its own in Redis
        assert [say(author, bench).status_code for _n in range(3)] == [201, 201, 429]


class TestWhatGoes:
    def test_one_takes_ones_own_back(self, author: APIClient, neighbour: APIClient, bench: Contribution) -> None:
        pk = say(author, bench).json()["id"]
        assert code(neighbour.delete(f"/api/v1/comments/{pk}/")) == (403, "not_the_author")
        assert author.delete(f"/api/v1/comments/{pk}/").status_code == 204
        assert author.get(url(bench)).json() == {"comments": [], "numberMatched": 0}
        assert author.delete(f"/api/v1/comments/{pk}/").status_code == 404

    def test_replies_stay_under_a_gap(self, author: APIClient, neighbour: APIClient, bench: Contribution) -> None:
        head = say(author, bench, "Leaked words", name="Leaked").json()["id"]
        say(neighbour, bench, "I agree", reply_to=head)
        decide(target=Comment.objects.get(pk=head), action=Action.HIDE, act=factories.act("personal"))
        assert author.get(url(bench)).json()["comments"][0]["text"] == "Leaked words"
        for client in (APIClient(), neighbour):
            response = client.get(url(bench))
            gap = response.json()["comments"][0]
            assert (gap["state"], gap["text"], gap["name"], gap["mine"]) == ("gone", None, "", False)
            assert [one["text"] for one in gap["replies"]] == ["I agree"]
            assert b"Leaked" not in response.content
        assert code(say(author, bench, reply_to=head)) == (404, "unknown_comment")

    def test_what_is_read_first_is_its_authors_alone(
        self, author: APIClient, neighbour: APIClient, perimeter: Perimeter
    ) -> None:
        careful = factories.contribution(
            perimeter, consultation=factories.open_consultation(perimeter, moderation="before")
        )
        assert say(author, careful).json()["state"] == "pending"
        assert [one["state"] for one in author.get(url(careful)).json()["comments"]] == ["pending"]
        assert neighbour.get(url(careful)).json() == {"comments": [], "numberMatched": 0}
        decide(target=Comment.objects.get(), action=Action.APPROVE, act=factories.act())
        assert neighbour.get(url(careful)).json()["numberMatched"] == 1

    def test_who_is_forgotten_leaves_words_without_a_name(
        self, author: APIClient, api: APIClient, bench: Contribution
    ) -> None:
        say(author, bench, name="Paul")
        me = author.get("/api/v1/participants/me/").json()
        assert [one["text"] for one in me["comments"]] == ["Me too"]
        assert author.delete("/api/v1/participants/me/").status_code == 204
        comment = api.get(url(bench)).json()["comments"][0]
        assert (comment["text"], comment["name"]) == ("Me too", "")
        assert Comment.objects.get().participant is None


class TestTheDatabase:
    def test_a_reply_has_no_replies_and_one_target(self, bench: Contribution, perimeter: Perimeter) -> None:
        rest = {"perimeter": perimeter, "text": "x"}
        head = Comment.objects.create(contribution=bench, **rest)
        reply = Comment.objects.create(contribution=bench, parent=head, **rest)
        other = factories.contribution(perimeter)
        elsewhere = factories.published_perimeter(slug="elsewhere")
        for wrong in (
            {"contribution": bench, "parent": reply, **rest},
            {"contribution": other, "parent": head, **rest},
            {"contribution": bench, "proposal": factories.proposal(perimeter), **rest},
            {"contribution": bench, **rest, "text": ""},
            {"contribution": bench, **rest, "perimeter": elsewhere},
            rest,
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Comment.objects.create(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=head.pk).update(parent=Comment.objects.create(contribution=bench, **rest))


class TestFlags:
    def flag(self, client: APIClient, path: str, **more: Any) -> Any:
        return client.post(f"/api/v1/{path}/flags/", {"reason": "insult", **more}, format="json")

    def test_readers_call_a_moderator_once(self, author: APIClient, neighbour: APIClient, bench: Contribution) -> None:
        pk = say(author, bench).json()["id"]
        for client in (neighbour, neighbour, author):
            assert self.flag(client, f"comments/{pk}", text="look").status_code == 204
        assert Flag.objects.count() == Change.objects.filter(kind="flag.raised").count() == 2
        assert self.flag(neighbour, f"contributions/{bench.pk}").status_code == 204
        assert self.flag(neighbour, f"comments/{pk}", reason="ugly").status_code == 400
        assert self.flag(APIClient(), f"comments/{pk}").status_code == 401
        assert self.flag(neighbour, "comments/999999").status_code == 404

    def test_a_decision_settles_them(self, author: APIClient, neighbour: APIClient, bench: Contribution) -> None:
        pk = say(author, bench).json()["id"]
        self.flag(neighbour, f"comments/{pk}")
        decide(target=Comment.objects.get(), action=Action.HIDE, act=factories.act("insult"))
        assert Flag.objects.get().settled_at is not None


class TestFlaggedContributions:
    def test_a_moderator_finds_them_and_a_decision_settles_them(
        self, neighbour: APIClient, bench: Contribution, perimeter: Perimeter
    ) -> None:
        quiet = factories.contribution(perimeter, title="A quiet one")
        body = {"reason": "personal", "text": "it gives a number"}
        neighbour.post(f"/api/v1/contributions/{bench.pk}/flags/", body, format="json")
        moderator = staff(perimeter, Role.MODERATOR)
        listed = moderator.get(admin_page(Contribution, "changelist") + "?flagged=yes").content.decode()
        assert bench.ref in listed and quiet.ref not in listed
        assert "it gives a number" in moderator.get(admin_page(Contribution, "change", bench.pk)).content.decode()
        change_state(contribution=bench, state="hidden", reason="a number")
        assert Flag.objects.get().settled_at is not None


class TestBackOffice:
    def act(self, client: Client, action: str, pk: int, **more: str) -> str:
        data = {"action": action, "_selected_action": [pk], **more}
        return client.post(admin_page(Comment, "changelist"), data, follow=True).content.decode()

    def test_a_moderator_reads_what_is_flagged_and_decides(
        self, author: APIClient, neighbour: APIClient, bench: Contribution, perimeter: Perimeter
    ) -> None:
        pk = say(author, bench, "You fool").json()["id"]
        quiet = say(author, bench, "Fine").json()["id"]
        neighbour.post(f"/api/v1/comments/{pk}/flags/", {"reason": "insult"}, format="json")
        moderator = staff(perimeter, Role.MODERATOR)
        listed = moderator.get(admin_page(Comment, "changelist") + "?flagged=yes").content.decode()
        assert "You fool" in listed and "Fine" not in listed
        assert "insulting or hateful" in moderator.get(admin_page(Comment, "change", pk)).content.decode()
        assert "Say why: somebody may ask." in self.act(moderator, "hide", pk)
        assert "1 comment: done." in self.act(moderator, "hide", pk, reason="insult")
        assert Comment.objects.get(pk=pk).state == "hidden"
        assert "1 comment: done." in self.act(moderator, "publish", pk)
        assert "This step does not follow" in self.act(moderator, "publish", pk)
        assert "no reader called for you" in self.act(moderator, "keep", quiet)
        neighbour.post(f"/api/v1/comments/{quiet}/flags/", {"reason": "spam"}, format="json")
        assert "1 comment: done." in self.act(moderator, "keep", quiet)
        form = {"next_state": "hidden", "reason": ""}
        assert "Say why" in moderator.post(admin_page(Comment, "change", pk), form).content.decode()
        moderator.post(admin_page(Comment, "change", pk), {"next_state": "hidden", "reason": "names somebody"})
        assert Comment.objects.get(pk=pk).state == "hidden"

    def test_nobody_of_elsewhere(self, author: APIClient, bench: Contribution, perimeter: Perimeter) -> None:
        pk = say(author, bench, "Here").json()["id"]
        stranger = staff(factories.published_perimeter(slug="other"), Role.MODERATOR)
        assert "Here" not in stranger.get(admin_page(Comment, "changelist")).content.decode()
        self.act(stranger, "hide", pk, reason="x")
        planner = staff(perimeter, Role.PLANNER)
        self.act(planner, "hide", pk, reason="x")
        assert Comment.objects.get().state == "published"
        assert reverse("admin:index")
