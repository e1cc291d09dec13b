"""Deciding: each verb, each refusal, who may, and what stays of it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connections, transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Role
from core.errors import DomainError, Forbidden
from core.models import Change
from participation.models import Action, Category, Comment, Contribution, Flag, ModerationDecision, Step, ZoneAssignment
from participation.refusals import (
    DecidedMeanwhile,
    NothingChanged,
    NothingFlagged,
    OutsidePerimeter,
    SayWhy,
    UnknownTheme,
)
from participation.services.corrections import file_under, move
from participation.services.decisions import version_of
from participation.services.moderation import decide, decide_each
from participation.services.redaction import Span, redact
from participation.states import ImpossibleMove
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tests.house.back_office import page as admin_page
from tests.house.back_office import staff

ELSEWHERE = Point(7.75, 44.0, srid=4326)


@pytest.fixture
def idea(perimeter: Perimeter, communes: Zoning) -> Contribution:
    return factories.contribution(perimeter, title="A bench", text="in the shade")


@pytest.fixture
def waiting(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter, state="pending")


def comment(idea: Contribution, **fields: Any) -> Comment:
    return Comment.objects.create(perimeter=idea.perimeter, contribution=idea, text="Me too", **fields)


class TestWhatThePublicReads:
    @pytest.mark.parametrize(
        ("before", "action", "after"),
        [
            ("pending", "approve", "received"),
            ("pending", "reject", "rejected"),
            ("received", "hide", "hidden"),
            ("done", "hide", "hidden"),
            ("hidden", "show", "received"),
            ("rejected", "show", "received"),
        ],
    )
    def test_a_contribution(self, perimeter: Perimeter, before: str, action: str, after: str) -> None:
        target = factories.contribution(perimeter, state=before)
        act = factories.act("insult", perimeter, message="Please be kind.", note="third time")
        made = decide(target=target, action=Action(action), act=act)
        target.refresh_from_db()
        assert (target.state, made.user, made.message, made.note) == (after, act.user, "Please be kind.", "third time")
        assert made.reason == ("insult" if action in ("reject", "hide") else "")
        assert (made.before, made.after) == ({"state": before}, {"state": after})
        assert (Step.objects.get().state, Step.objects.get().note) == (after, "")
        change = Change.objects.get(kind="contribution.state_changed")
        assert change.payload["decision"] == str(made.pk)

    @pytest.mark.parametrize(
        ("before", "action", "after"),
        [
            ("pending", "approve", "published"),
            ("pending", "reject", "hidden"),
            ("published", "hide", "hidden"),
            ("hidden", "show", "published"),
        ],
    )
    def test_a_comment(self, idea: Contribution, before: str, action: str, after: str) -> None:
        target = comment(idea, state=before)
        made = decide(target=target, action=Action(action), act=factories.act("spam", idea.perimeter))
        target.refresh_from_db()
        assert (target.state, made.comment, made.contribution) == (after, target, None)

    @pytest.mark.parametrize(
        ("state", "action"),
        [
            ("received", "approve"),
            ("received", "reject"),
            ("pending", "hide"),
            ("pending", "show"),
            ("withdrawn", "show"),
            ("hidden", "approve"),
            ("received", "show"),
        ],
    )
    def test_what_does_not_follow(self, perimeter: Perimeter, state: str, action: str) -> None:
        target = factories.contribution(perimeter, state=state)
        with pytest.raises(ImpossibleMove):
            decide(target=target, action=Action(action), act=factories.act("spam"))
        assert not ModerationDecision.objects.exists()

    @pytest.mark.parametrize("action", [Action.REJECT, Action.HIDE])
    def test_no_without_a_reason(self, waiting: Contribution, action: Action) -> None:
        with pytest.raises(SayWhy):
            decide(target=waiting, action=action, act=factories.act())

    def test_what_readers_flagged_is_kept_once(self, idea: Contribution, perimeter: Perimeter) -> None:
        Flag.objects.create(
            perimeter=perimeter,
            contribution=idea,
            participant=factories.ParticipantFactory(perimeter=perimeter),
            reason="spam",
        )
        decide(target=idea, action=Action.KEEP, act=factories.act())
        assert Flag.objects.get().settled_at is not None
        assert not Step.objects.exists()
        with pytest.raises(NothingFlagged):
            decide(target=idea, action=Action.KEEP, act=factories.act())

    def test_several_at_once(self, perimeter: Perimeter, waiting: Contribution, idea: Contribution) -> None:
        gone = factories.contribution(perimeter, state="withdrawn")
        said = comment(idea, state="pending")
        targets: list[tuple[Contribution | Comment, str | None]] = [
            (waiting, None),
            (gone, None),
            (said, None),
            (idea, version_of(idea, 99)),
        ]
        done = decide_each(targets=targets, action=Action.APPROVE, act=factories.act(perimeter=perimeter))
        assert done.count == 2
        assert [(target, type(refusal)) for target, refusal in done.refused] == [
            (gone, ImpossibleMove),
            (idea, DecidedMeanwhile),
        ]


class TestWhoMay:
    @pytest.mark.parametrize("role", [None, Role.AGENT, Role.PLANNER, Role.VIEWER])
    def test_nobody_else(self, waiting: Contribution, role: Role | None) -> None:
        user = factories.UserFactory()
        if role is not None:
            factories.MembershipFactory(user=user, perimeter=waiting.perimeter, role=role)
        act = factories.act("spam", user=user)
        acts: list[Any] = [
            lambda: decide(target=waiting, action=Action.REJECT, act=act),
            lambda: redact(target=waiting, spans=[Span("title", 0, 3)], act=act),
            lambda: move(contribution=waiting, position=ELSEWHERE, act=act),
            lambda: file_under(contribution=waiting, theme="health", category=None, act=act),
        ]
        for one in acts:
            with pytest.raises(Forbidden):
                one()
        assert not ModerationDecision.objects.exists()

    def test_nor_the_moderator_of_another_perimeter(self, waiting: Contribution) -> None:
        with pytest.raises(Forbidden):
            decide(target=waiting, action=Action.APPROVE, act=factories.act(perimeter=factories.published_perimeter()))


class TestSomebodyWasFaster:
    def test_the_second_is_told_who_and_what(self, waiting: Contribution) -> None:
        seen = version_of(waiting, None)
        first = factories.act(seen=seen)
        decide(target=waiting, action=Action.APPROVE, act=first)
        with pytest.raises(DecidedMeanwhile) as told:
            decide(target=waiting, action=Action.REJECT, act=factories.act("spam", seen=seen))
        assert first.user.get_username() in str(told.value) and "published" in str(told.value)
        waiting.refresh_from_db()
        assert waiting.state == "received"

    def test_a_decision_that_changes_no_state_counts_too(self, idea: Contribution) -> None:
        seen = version_of(idea, None)
        redact(target=idea, spans=[Span("text", 0, 2)], act=factories.act(seen=seen))
        with pytest.raises(DecidedMeanwhile):
            redact(target=idea, spans=[Span("text", 0, 2)], act=factories.act(seen=seen))
        assert ModerationDecision.objects.count() == 1

    def test_an_edit_of_the_author_is_no_colleague(self, waiting: Contribution) -> None:
        seen = version_of(waiting, None)
        waiting.text = "Something else"
        waiting.save()
        with pytest.raises(DecidedMeanwhile) as told:
            decide(target=waiting, action=Action.APPROVE, act=factories.act(seen=seen))
        assert "Look again" in str(told.value)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_decides() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    waiting = factories.contribution(perimeter, state="pending")
    acts = [factories.act("spam", perimeter, seen=version_of(waiting, None)) for _n in range(8)]

    def one(n: int) -> str:
        try:
            decide(target=waiting, action=Action.APPROVE if n % 2 else Action.REJECT, act=acts[n])
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(one, range(8)))
    assert outcomes == ["decided_meanwhile"] * 7 + ["done"]
    assert ModerationDecision.objects.count() == Step.objects.count() == 1


class TestWhereItBelongs:
    def test_moved_with_its_zones_and_tiles(self, idea: Contribution) -> None:
        Contribution.objects.filter(pk=idea.pk).update(outside_version=idea.perimeter_version)
        made = move(contribution=idea, position=ELSEWHERE, act=factories.act())
        idea.refresh_from_db()
        assert idea.position.coords == ELSEWHERE.coords and idea.outside_version is None
        assert ZoneAssignment.objects.get(contribution=idea).zone.code == "E"
        assert made.before == {"position": [7.25, 44.0]}
        moved = Change.objects.filter(kind="pins.changed").latest("id")
        assert len(moved.payload["qk"]) == 2  # where it was, and where it is
        assert Change.objects.get(kind="contribution.moderated").payload == {"decision": str(made.pk), "action": "move"}

    @pytest.mark.parametrize("position", [factories.OUTSIDE, factories.IN_HOLE])
    def test_never_outside(self, idea: Contribution, position: Point) -> None:
        with pytest.raises(OutsidePerimeter):
            move(contribution=idea, position=position, act=factories.act())
        idea.refresh_from_db()
        assert idea.position.coords == factories.INSIDE.coords
        assert not ModerationDecision.objects.exists()

    def test_another_theme_and_category(self, idea: Contribution) -> None:
        lamps = Category.objects.create(perimeter=idea.perimeter, slug="lamps", name=factories.i18n("Lamps"))
        made = file_under(contribution=idea, theme="health", category="lamps", act=factories.act())
        idea.refresh_from_db()
        assert (idea.theme.slug, idea.category) == ("health", lamps)
        assert made.before == {"theme": "economy", "category": None}
        with pytest.raises(UnknownTheme):
            file_under(contribution=idea, theme="sports", category=None, act=factories.act())

    def test_what_is_there_already(self, idea: Contribution) -> None:
        with pytest.raises(NothingChanged):
            move(contribution=idea, position=idea.position, act=factories.act())
        with pytest.raises(NothingChanged):
            file_under(contribution=idea, theme="economy", category=None, act=factories.act())

    @pytest.mark.parametrize("state", ["withdrawn"])
    def test_what_went_stays_where_it_was(self, perimeter: Perimeter, state: str) -> None:
        gone = factories.contribution(perimeter, state=state)
        with pytest.raises(ImpossibleMove):
            move(contribution=gone, position=ELSEWHERE, act=factories.act())


class TestTheOtherPages:
    """The lists and forms of the back office decide by the same services."""

    def test_a_contributions_form(self, idea: Contribution) -> None:
        form = {"next_state": "hidden", "ground": "insult", "message": "Please.", "reason": "a name"}
        client = staff(idea.perimeter, Role.MODERATOR)
        client.post(admin_page(Contribution, "change", idea.pk), form)
        made = ModerationDecision.objects.get()
        assert (made.action, made.reason, made.message, made.note) == ("hide", "insult", "Please.", "a name")
        shown = client.get(admin_page(Contribution, "change", idea.pk)).content.decode()
        assert "a name" in shown and "It insults somebody" in shown
        client.post(admin_page(Contribution, "change", idea.pk), {"next_state": "received"})
        assert ModerationDecision.objects.last().action == "show"

    def test_a_form_that_somebody_was_faster_than(self, idea: Contribution) -> None:
        said = comment(idea)
        client = staff(idea.perimeter, Role.MODERATOR)
        for target in (idea, said):
            address = admin_page(type(target), "change", target.pk)
            seen = client.get(address).context["adminform"].form["seen"].value()
            redact(target=target, spans=[Span("text", 0, 2)], act=factories.act())
            form = {"next_state": "hidden", "ground": "insult", "reason": "x", "seen": seen}
            assert "was faster" in client.post(address, form).content.decode()
            assert not type(target)._default_manager.filter(state="hidden").exists()
            form["seen"] = client.get(address).context["adminform"].form["seen"].value()
            assert client.post(address, form).status_code == 302

    def test_a_list(self, idea: Contribution) -> None:
        said = comment(idea)
        client = staff(idea.perimeter, Role.MODERATOR)
        for target in (idea, said):
            form = {"action": "hide", "_selected_action": [target.pk], "ground": "spam", "reason": "an advert"}
            client.post(admin_page(type(target), "changelist"), form)
        assert set(ModerationDecision.objects.values_list("action", "reason", "note")) == {
            ("hide", "spam", "an advert")
        }
        assert ModerationDecision.objects.count() == 2

    def test_acknowledging_is_work_and_no_decision(self, idea: Contribution) -> None:
        client = staff(idea.perimeter, Role.MODERATOR)
        client.post(admin_page(Contribution, "changelist"), {"action": "acknowledge", "_selected_action": [idea.pk]})
        idea.refresh_from_db()
        assert idea.state == "acknowledged" and not ModerationDecision.objects.exists()


def test_the_database_knows_one_target(idea: Contribution) -> None:
    for targets in ({}, {"contribution": idea, "comment": comment(idea)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationDecision.objects.create(perimeter=idea.perimeter, action="hide", **targets)


def test_the_map_shows_where_it_was_moved_to(idea: Contribution, page: Client, api: APIClient) -> None:
    move(contribution=idea, position=ELSEWHERE, act=factories.act())
    listed = api.get("/api/v1/perimeters/valley/contributions/?zone=communes:E").json()
    assert [row["id"] for row in listed["features"]] == [idea.pk]
