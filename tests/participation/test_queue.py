"""The moderators' queue: what is in it, in which order, for whom, and deciding from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from participation.models import Action, Comment, Contribution, Flag, ModerationDecision
from participation.services.appeals import contest
from participation.services.decisions import version_of
from participation.services.moderation import decide
from participation.waiting import PAGE
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import signed_in, staff

QUEUE = "/admin/moderation/"


@pytest.fixture
def moderator(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.MODERATOR)


def waiting(perimeter: Perimeter, hours: int = 1, **fields: Any) -> Contribution:
    return factories.contribution(
        perimeter, state="pending", created_at=timezone.now() - timedelta(hours=hours), **fields
    )


def said(about: Contribution, hours: int = 1, **fields: Any) -> Comment:
    made = Comment.objects.create(perimeter=about.perimeter, contribution=about, **{"text": "Me too", **fields})
    Comment.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return made


def flag(target: Contribution | Comment, hours: int = 1, **fields: Any) -> Flag:
    made = Flag.objects.create(
        **{"comment" if isinstance(target, Comment) else "contribution": target, "reason": "spam", **fields},
        perimeter=target.perimeter,
        participant=factories.ParticipantFactory(perimeter=target.perimeter),
    )
    Flag.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return made


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{QUEUE}?{query}")
    assert answer.status_code == 200, query
    return [card["id"] for card in answer.context["cards"]]


def ids(*targets: Contribution | Comment) -> list[str]:
    return [f"{'comment' if isinstance(one, Comment) else 'contribution'}-{one.pk}" for one in targets]


def seen(target: Contribution) -> str:
    """Return what the box of a contribution sends that nobody has decided about."""
    return f"contribution:{target.pk}:{version_of(target, None)}"


def line(client: Client, target: Contribution | Comment) -> str:
    """Return what the box of a line sends."""
    cards = client.get(QUEUE).context["cards"]
    return next(str(card["value"]) for card in cards if card["item"].target == target)


class TestWhatIsInIt:
    def test_all_that_waits_the_oldest_first(self, moderator: Client, perimeter: Perimeter) -> None:
        public = factories.contribution(perimeter)
        third, first = waiting(perimeter, 7), waiting(perimeter, 9)
        second, fifth = said(public, 8, state="pending"), said(public, 99)
        flag(fifth, 5)
        flag(public, 6)  # since then
        flag(public, 4)
        contested = factories.contribution(perimeter)
        decide(target=contested, action=Action.HIDE, act=factories.act("spam"))
        contest(target=contested, participant=None, text="No!")
        assert listed(moderator) == ids(first, second, third, public, fifth, contested)
        assert listed(moderator, "why=waiting") == ids(first, second, third)
        assert listed(moderator, "why=flagged") == ids(public, fifth)
        assert listed(moderator, "why=appeal") == ids(contested)
        assert listed(moderator, "what=comment") == ids(second, fifth)
        tabs = {tab["address"]: tab["count"] for tab in moderator.get(QUEUE).context["tabs"]}
        assert tabs == {"?": "6", "?why=waiting": "3", "?why=flagged": "2", "?why=appeal": "1"}

    def test_what_is_settled_or_gone_is_not(self, moderator: Client, perimeter: Perimeter) -> None:
        done = flag(factories.contribution(perimeter))
        Flag.objects.filter(pk=done.pk).update(settled_at=timezone.now())
        gone = factories.contribution(perimeter)
        flag(gone)
        Contribution.objects.filter(pk=gone.pk).update(state="withdrawn")
        factories.contribution(perimeter, state="rejected")
        said(gone, state="hidden")
        assert listed(moderator) == []
        assert "Nothing waits." in moderator.get(QUEUE).content.decode()

    def test_what_waits_for_its_photo_is_not_read_yet(self, moderator: Client, perimeter: Perimeter) -> None:
        waiting(perimeter, title=None, text="", awaits_photo=True)
        assert listed(moderator) == []

    def test_hints_at_persons_stand_above_the_words(self, moderator: Client, perimeter: Perimeter) -> None:
        waiting(perimeter, text="Call me: 06 12 34 56 78")
        assert "Perhaps a phone number" in moderator.get(QUEUE).content.decode()

    def test_filters(self, moderator: Client, perimeter: Perimeter) -> None:
        consultation = factories.open_consultation(perimeter)
        lamp = waiting(
            perimeter, 5, kind="report", theme="health", language="it", title="Il lampione", consultation=consultation
        )
        bench = waiting(perimeter, 4, title="Un banc à l’ombre", language="fr")
        comment = said(factories.contribution(perimeter, theme="health"), 3, state="pending", text="Évidemment")
        health = perimeter.themes.get(slug="health").pk
        for query, found in {
            "kind=report": [lamp],
            f"theme={health}": [lamp, comment],
            f"consultation={consultation.pk}": [lamp],
            "language=it": [lamp],
            "q=ombre": [bench],
            f"q={bench.ref.lower()}": [bench],
            "q=evidemment": [comment],
            "q=100%25": [],
            f"perimeter={perimeter.pk}": [lamp, bench, comment],
            "perimeter=99999": [],
            "q=": [lamp, bench, comment],
        }.items():
            assert listed(moderator, query) == ids(*found), query

    @pytest.mark.parametrize(
        "query",
        [
            "why=x",
            "what=x",
            "kind=x",
            "theme=x",
            "language=de",
            "cursor=x",
            "cursor=WyIyMDI2LTAxLTAxIiwgMSwgMV0",
            "perimeter=-1",
            "theme=9999999999999999999",
            "consultation=1.5",
            "q=%00",
            "q=a&q=b",
            "nothing=1",
        ],
    )
    def test_addresses_that_are_none(self, moderator: Client, query: str) -> None:
        assert moderator.get(f"{QUEUE}?{query}").status_code == 400

    def test_pages_meet_every_line_once(self, moderator: Client, perimeter: Perimeter) -> None:
        public, same = factories.contribution(perimeter), timezone.now() - timedelta(hours=5)
        for _n in range(PAGE):
            waiting(perimeter)
            said(public, state="pending")
        flag(public)
        Contribution.objects.filter(state="pending").update(created_at=same)
        Comment.objects.update(created_at=same)
        Flag.objects.update(created_at=same)
        found, query = [], ""
        for _page in range(3):
            answer = moderator.get(f"{QUEUE}{query}")
            found += [card["id"] for card in answer.context["cards"]]
            query = answer.context["more"]
        assert len(found) == len(set(found)) == 2 * PAGE + 1 and query == ""

    def test_what_is_said_of_each(self, moderator: Client, perimeter: Perimeter) -> None:
        factories.PlaceFactory(perimeter=perimeter, name="Airole", position=factories.Point(7.25, 43.9, srid=4326))
        factories.zoning(perimeter)
        idea = factories.contribution(perimeter, title="<b>A bench</b>")
        flag(idea, text="Buy one here")
        decide(target=idea, action=Action.HIDE, act=factories.act("insult", note="third time"))
        decide(target=idea, action=Action.SHOW, act=factories.act())
        flag(idea, text="Look at this")
        shown = moderator.get(QUEUE).content.decode()
        for words in (
            idea.ref,
            "&lt;b&gt;A bench&lt;/b&gt;",
            "Airole, 11.1 km to the north",
            "W (en)",
            "Look at this",
            "third time",
            "2 decisions so far",
            "in the shade",
        ):
            assert words in shown, words
        assert "Buy one here" not in shown

    def test_as_many_queries_for_many_as_for_few(self, moderator: Client, perimeter: Perimeter) -> None:
        def queries() -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                moderator.get(QUEUE)
            return len(asked)

        public = factories.contribution(perimeter)
        waiting(perimeter, 50)
        flag(said(public))
        flag(public)
        few = queries()
        for n in range(8):
            waiting(perimeter, n + 2)
            flag(said(public, n, state="published"))
        assert queries() == few


class TestForWhom:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_moderators_and_administrators(self, perimeter: Perimeter, role: Role | None) -> None:
        idea = waiting(perimeter)
        user = factories.UserFactory()
        if role is not None:
            factories.MembershipFactory(user=user, perimeter=perimeter, role=role)
        client, may = signed_in(user), role in (Role.ADMINISTRATOR, Role.MODERATOR)
        status = 200 if may else 403
        assert client.get(QUEUE).status_code == status
        assert client.get(f"{QUEUE}contribution/{idea.pk}/").status_code == status
        start = client.get("/admin/").content.decode()
        assert ("/admin/moderation/" in start) == may
        assert ("/admin/moderation/?perimeter=" in start) == may
        answer = client.post(QUEUE, {"do": "approve", "item": seen(idea)})
        assert answer.status_code == (302 if may else 403)
        idea.refresh_from_db()
        assert idea.state == ("received" if may else "pending")

    def test_each_in_their_own(self, moderator: Client, perimeter: Perimeter) -> None:
        elsewhere = waiting(factories.published_perimeter(slug="faraway"), title="faraway bench")
        own = waiting(perimeter)
        assert listed(moderator) == ids(own)
        page = f"{QUEUE}contribution/{elsewhere.pk}/"
        assert moderator.get(page).status_code == 403
        assert "faraway" not in moderator.get(page).content.decode()
        for do in Action:
            assert moderator.post(page, {"do": do, "reason": "spam", "theme": "health"}).status_code == 403, do
        answer = moderator.post(QUEUE, {"do": "approve", "item": seen(elsewhere)})
        assert answer.status_code == 403
        items = [seen(one) for one in (own, elsewhere)]
        assert moderator.post(QUEUE, {"do": "approve", "item": items}).status_code == 302
        assert [decision.contribution for decision in ModerationDecision.objects.all()] == [own]
        elsewhere.refresh_from_db()
        assert elsewhere.state == "pending"

    def test_several_perimeters_in_one_list(self, perimeter: Perimeter) -> None:
        user, other = factories.UserFactory(), factories.published_perimeter(slug="other")
        for one, role in ((perimeter, Role.MODERATOR), (other, Role.ADMINISTRATOR)):
            factories.MembershipFactory(user=user, perimeter=one, role=role)
        third = factories.published_perimeter(slug="third")
        factories.MembershipFactory(user=user, perimeter=third, role=Role.VIEWER)
        rows = [waiting(perimeter, 3), waiting(other, 2), waiting(third, 9), waiting(perimeter, 1)]
        assert listed(signed_in(user)) == ids(rows[0], rows[1], rows[3])
        assert listed(signed_in(user), f"perimeter={other.pk}") == ids(rows[1])
        assert listed(signed_in(user), f"perimeter={third.pk}") == []

    def test_nobody_unknown(self, perimeter: Perimeter) -> None:
        assert Client().get(QUEUE)["Location"].startswith("/admin/login/")

    def test_no_form_of_another_site(self, moderator: Client, perimeter: Perimeter) -> None:
        client = Client(enforce_csrf_checks=True)
        client.cookies = moderator.cookies
        assert (
            client.post(QUEUE, {"do": "approve", "item": f"contribution:{waiting(perimeter).pk}:"}).status_code == 403
        )
