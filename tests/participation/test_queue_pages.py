"""Deciding from the queue and from the page of one item: what is done, what is refused, what is said about it."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from participation.models import Action, Comment, Contribution, ModerationDecision
from participation.services.appeals import contest
from participation.services.moderation import decide
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import signed_in, staff
from tests.participation.test_queue import QUEUE, flag, line, listed, said, waiting


@pytest.fixture
def moderator(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.MODERATOR)


class TestDeciding:
    def post(self, client: Client, do: str, items: Sequence[str], **more: str) -> Any:
        return client.post(QUEUE, {"do": do, "item": items, **more}, follow=True)

    def test_one(self, moderator: Client, perimeter: Perimeter) -> None:
        first, second = waiting(perimeter, 2), waiting(perimeter, 1)
        answer = self.post(moderator, "approve", [line(moderator, first)], next=f"contribution-{second.pk}")
        assert answer.redirect_chain == [(f"{QUEUE}#contribution-{second.pk}", 302)]
        assert "1 decision noted." in answer.content.decode()
        first.refresh_from_db()
        assert first.state == "received"

    def test_yes_to_what_is_flagged_leaves_it(self, moderator: Client, perimeter: Perimeter) -> None:
        idea = factories.contribution(perimeter)
        flag(idea)
        self.post(moderator, "approve", [line(moderator, idea)])
        assert ModerationDecision.objects.get().action == "keep"
        assert listed(moderator) == []

    def test_several_and_which_not_and_why(self, moderator: Client, perimeter: Perimeter) -> None:
        rows = [waiting(perimeter, n + 1) for n in range(3)]
        lines = [line(moderator, row) for row in rows]
        decide(target=rows[1], action=Action.APPROVE, act=factories.act())
        answer = self.post(moderator, "reject", lines, reason="spam", message="No adverts.")
        told = answer.content.decode()
        assert "2 decisions noted." in told
        assert f"{rows[1].ref}: " in told and "was faster" in told
        assert [Contribution.objects.get(pk=row.pk).state for row in rows] == ["rejected", "received", "rejected"]
        assert set(ModerationDecision.objects.filter(action="reject").values_list("message", flat=True)) == {
            "No adverts."
        }

    def test_second_by_a_moment_is_a_conflict(self, moderator: Client, perimeter: Perimeter) -> None:
        idea = waiting(perimeter)
        seen = line(moderator, idea)
        decide(target=idea, action=Action.APPROVE, act=factories.act())
        answer = self.post(moderator, "reject", [seen], reason="spam")
        assert answer.status_code == 409 and "was faster" in answer.content.decode()

    def test_no_without_a_reason_is_refused(self, moderator: Client, perimeter: Perimeter) -> None:
        idea = waiting(perimeter)
        answer = self.post(moderator, "reject", [line(moderator, idea)])
        assert answer.status_code == 422 and "Choose a reason" in answer.content.decode()

    @pytest.mark.parametrize(
        "form",
        [
            {"do": "grant", "item": "contribution:1:"},
            {"do": "x", "item": "contribution:1:"},
            {"do": "approve", "item": "proposal:1:"},
            {"do": "approve", "item": "contribution:x:"},
            {"do": "reject", "item": "contribution:1:", "reason": "x"},
            {"do": "reject", "item": "contribution:1:", "reason": "spam", "message": "x" * 1001},
            {"do": "approve", "item": "contribution:9999999999999999999999:"},
        ],
    )
    def test_crafted_forms(self, moderator: Client, form: dict[str, str]) -> None:
        assert moderator.post(QUEUE, form).status_code == 400

    def test_nothing_ticked_and_what_is_gone(self, moderator: Client) -> None:
        for items in ([], ["contribution:987654:"]):
            assert "Nothing was ticked." in self.post(moderator, "approve", items).content.decode()
        away = moderator.post(QUEUE, {"do": "approve", "next": "//evil.example"})
        assert away["Location"] == QUEUE


class TestTheItemsPage:
    def page(self, target: Contribution | Comment) -> str:
        return f"{QUEUE}{'comment' if isinstance(target, Comment) else 'contribution'}/{target.pk}/"

    def post(self, client: Client, target: Contribution | Comment, do: str, **more: str) -> Any:
        context = client.get(self.page(target)).context
        return client.post(self.page(target), {"do": do, "seen": context["form"]["seen"].value(), **more})

    def test_each_decision(self, moderator: Client, perimeter: Perimeter) -> None:
        idea = waiting(perimeter, title="Call me", text="at 0493000000")
        assert self.post(moderator, idea, "theme", theme="health").status_code == 302
        assert self.post(moderator, idea, "move", position_lon="7.3", position_lat="44.1").status_code == 302
        answer = self.post(moderator, idea, "redact", passages="0493000000", publish="on", message="No numbers.")
        assert answer["Location"] == QUEUE
        assert self.post(moderator, idea, "hide", reason="spam").status_code == 302
        assert self.post(moderator, idea, "show").status_code == 302
        idea.refresh_from_db()
        assert (idea.theme.slug, idea.position.coords, idea.text, idea.state) == (
            "health",
            (7.3, 44.1),
            "at […]",
            "received",
        )
        actions = list(ModerationDecision.objects.values_list("action", flat=True))
        assert actions == ["theme", "move", "redact", "approve", "hide", "show"]

    def test_marked_by_a_script(self, moderator: Client, perimeter: Perimeter) -> None:
        comment = said(factories.contribution(perimeter), text="😀 call Ann", name="Ann")
        answer = self.post(moderator, comment, "redact", spans="text:7:10,name:0:3", reason="personal")
        assert answer["Location"] == self.page(comment)
        comment.refresh_from_db()
        assert (comment.text, comment.name) == ("😀 call […]", "[…]")

    @pytest.mark.parametrize(
        ("do", "form", "status"),
        [
            ("redact", {"spans": "text:0:x"}, 422),
            ("redact", {"spans": "text:0:999"}, 422),
            ("redact", {"passages": "never said"}, 422),
            ("redact", {}, 422),
            ("move", {"position_lon": "9", "position_lat": "44"}, 422),
            ("move", {"position_lon": "x", "position_lat": "44"}, 422),
            ("move", {}, 422),
            ("theme", {"theme": "sports"}, 422),
            ("theme", {"theme": "economy"}, 409),
            ("hide", {"reason": "spam"}, 409),
            ("reject", {}, 422),
            ("keep", {}, 409),
            ("grant", {}, 400),
            ("everything", {}, 400),
        ],
    )
    def test_refusals(self, moderator: Client, perimeter: Perimeter, do: str, form: Any, status: int) -> None:
        idea = waiting(perimeter)
        answer = self.post(moderator, idea, do, message="Kept words", **form)
        assert answer.status_code == status
        assert not ModerationDecision.objects.exists()
        if status != 400:
            assert "Kept words" in answer.content.decode()

    def test_a_comment_has_no_place(self, moderator: Client, perimeter: Perimeter) -> None:
        comment = said(factories.contribution(perimeter))
        assert self.post(moderator, comment, "move", position_lon="7.3", position_lat="44.1").status_code == 400
        assert "Move it" not in moderator.get(self.page(comment)).content.decode()

    def test_what_is_not_there(self, moderator: Client) -> None:
        for address in (f"{QUEUE}contribution/999999/", f"{QUEUE}proposal/1/"):
            assert moderator.get(address).status_code == 404

    def test_second_by_a_moment(self, moderator: Client, perimeter: Perimeter) -> None:
        idea = waiting(perimeter)
        seen = moderator.get(self.page(idea)).context["form"]["seen"].value()
        decide(target=idea, action=Action.APPROVE, act=factories.act())
        answer = moderator.post(self.page(idea), {"do": "reject", "reason": "spam", "seen": seen})
        assert answer.status_code == 409 and "was faster" in answer.content.decode()

    def test_an_appeal_is_somebody_elses(self, perimeter: Perimeter) -> None:
        idea = factories.contribution(perimeter)
        first = factories.MembershipFactory(perimeter=perimeter, role=Role.MODERATOR).user
        decide(target=idea, action=Action.HIDE, act=factories.act("spam", user=first))
        second = staff(perimeter, Role.MODERATOR)
        contest(target=idea, participant=None, text="It is no advert.")
        own = signed_in(first)
        assert "somebody else looks at it" in own.get(self.page(idea)).content.decode()
        assert self.post(own, idea, "grant").status_code == 403
        assert "It is no advert." in second.get(self.page(idea)).content.decode()
        assert self.post(second, idea, "grant", message="Sorry.").status_code == 302
        idea.refresh_from_db()
        assert idea.state == "received"
