"""Staff hears each morning what waits, and at once what waited too long: once, in its language, until it says stop."""

import smtplib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Role
from notifications.models import Reminder, StaffMessage, Wish
from notifications.sending import send_due
from notifications.staff import owe_digests, owe_overdue
from participation.backlog import Backlog, backlog_in, backlog_lines
from participation.models import Comment, Contribution, Department, Flag
from participation.services.answers import Answer, answer_contribution, rate_answer
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import signed_in, staff
from tests.participation.test_concurrency import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)
LOCAL = timezone.localtime
LINK = "http://localhost/admin/participation/contribution/"


def at_nine(monkeypatch: pytest.MonkeyPatch, day: int = 0) -> None:
    morning = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=9, minute=0) + timedelta(days=day)
    it_is(monkeypatch, morning)


def it_is(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the clock of the digest say this; dates of rows stay theirs."""
    monkeypatch.setattr("notifications.staff.timezone.localtime", lambda *args: LOCAL(*args) if args else moment)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    at_nine(monkeypatch)


def member(perimeter: Perimeter, role: str = Role.MODERATOR, **wish: Any) -> Membership:
    made = factories.MembershipFactory(perimeter=perimeter, role=role)
    if wish:
        Wish.objects.create(user=made.user, **wish)
    return made


def digest() -> list[Any]:
    owe_digests()
    send_due()
    return mail.outbox


class TestTheDigest:
    def test_counts_and_links_once_a_day(self, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
        one = member(perimeter, language="en").user
        pending = factories.contribution(perimeter, state="pending", title="Not to be told")
        old = factories.contribution(perimeter, created_at=timezone.now() - timedelta(days=40))
        who = factories.ParticipantFactory(perimeter=perimeter)
        Flag.objects.create(perimeter=perimeter, contribution=old, participant=who, reason="spam")
        Comment.objects.create(perimeter=perimeter, contribution=old, text="x", state="pending")
        (sent,) = digest()
        assert sent.to == [one.email] and "what waits for you today" in sent.subject
        for words in (
            "1 came in since yesterday",
            "1 contribution waits to be read",
            "1 comment waits to be read",
            "readers flagged 1 contribution",
            "1 is past its deadline",
            f"{LINK}?perimeter__id__exact={perimeter.pk}&waiting=overdue",
        ):
            assert words in sent.body, words
        html, kind = sent.alternatives[0]
        assert kind == "text/html" and "waiting=overdue" in html
        assert pending.title not in sent.body
        assert len(digest()) == 1
        at_nine(monkeypatch, day=1)
        assert len(digest()) == 2

    def test_each_in_their_language(self, perimeter: Perimeter) -> None:
        factories.contribution(perimeter, state="pending")
        member(perimeter, language="it")
        member(perimeter)
        assert {'<html lang="it">' in one.alternatives[0][0] for one in digest()} == {True, False}
        assert any("aspetta di essere letto" in one.body for one in mail.outbox)

    def test_nothing_waits_and_nothing_is_sent(self, perimeter: Perimeter) -> None:
        member(perimeter)
        assert digest() == []
        assert StaffMessage.objects.get().failed == "nothing waits"

    def test_not_at_night(self, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
        member(perimeter)
        night = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=5)
        it_is(monkeypatch, night)
        assert owe_digests() == 0

    @pytest.mark.parametrize("role", [Role.PLANNER, Role.VIEWER])
    def test_who_does_not_answer_hears_nothing(self, perimeter: Perimeter, role: str) -> None:
        factories.contribution(perimeter, state="pending")
        member(perimeter, role)
        assert digest() == []

    def test_off_is_off(self, perimeter: Perimeter) -> None:
        factories.contribution(perimeter, state="pending", created_at=timezone.now() - timedelta(days=31))
        member(perimeter, wants_messages=False)
        gone = member(perimeter).user
        owe_digests()
        gone.is_active = False
        gone.save()
        owe_overdue()
        send_due()
        assert mail.outbox == []

    def test_of_a_perimeter_of_ones_own(self, perimeter: Perimeter) -> None:
        elsewhere = factories.published_perimeter(slug="faraway")
        factories.contribution(elsewhere, state="pending")
        member(perimeter)
        assert digest() == []

    def test_an_agent_reads_what_the_department_has(self, perimeter: Perimeter) -> None:
        roads = Department.objects.create(perimeter=perimeter, slug="roads", name=factories.i18n("roads"))
        agent = member(perimeter, Role.AGENT, language="en").user
        roads.staff.add(agent)
        ours, _theirs = (factories.contribution(perimeter, state="pending") for _n in range(2))
        Contribution.objects.filter(pk=ours.pk).update(department=roads)
        (sent,) = digest()
        assert "1 contribution waits to be read" in sent.body and "department=mine" in sent.body

    def test_what_its_author_took_up_again_stands_there_until_somebody_sees_to_it(self, perimeter: Perimeter) -> None:
        roads, parks = (
            Department.objects.create(perimeter=perimeter, slug=slug, name=factories.i18n(slug)) for slug in "rp"
        )
        agent = member(perimeter, Role.AGENT, language="en").user
        roads.staff.add(agent)
        told = {"fr": "C’est fait.", "it": "Fatto.", "en": "Done."}
        for department in (roads, parks):
            row = factories.contribution(perimeter, created_at=timezone.now() - timedelta(days=2), state="acknowledged")
            answer_contribution(contribution=row, answer=Answer(state="done", text=told, department=department))
            rate_answer(contribution=row, participant=None, satisfied=False)
        (sent,) = digest()
        assert sent.to == [agent.email]
        assert "1 was reopened by its author, who is not content with the answer" in sent.body
        address = sent.body.split("not content with the answer\n")[1].split()[0]
        assert address == f"{LINK}?perimeter__id__exact={perimeter.pk}&waiting=reopened&department=mine"
        client = signed_in(agent)
        mine = Contribution.objects.get(department=roads)

        def listed(address: str) -> list[str]:
            page = client.get(address.removeprefix("http://localhost"))
            if "reopened" in address:
                assert "reopened by its author" in page.content.decode()
            return [row.ref for row in page.context["cl"].result_list]

        waiting = f"{LINK}?department=mine&waiting=7"
        assert (listed(address), listed(waiting)) == ([mine.ref], [])
        mine.steps.update(created_at=timezone.now() - timedelta(days=8))
        assert listed(waiting) == [mine.ref]
        answer_contribution(contribution=mine, answer=Answer(text=told))
        assert (listed(address), listed(waiting)) == ([], [])
        assert backlog_in([perimeter.pk], [roads.pk])[perimeter.pk].reopened == 0
        assert backlog_in([perimeter.pk])[perimeter.pk].reopened == 1

    def test_appeals_lead_to_the_queue_and_to_nobody_who_cannot_open_it(self, perimeter: Perimeter) -> None:
        (line,) = backlog_lines(perimeter, Backlog(appeals=1), moderates=True)
        assert line[0].endswith("&why=appeal")
        assert backlog_lines(perimeter, Backlog(appeals=1)) == []

    def test_owed_by_many_workers_it_is_one(self, perimeter: Perimeter) -> None:
        factories.contribution(perimeter, state="pending")
        for _n in range(3):
            member(perimeter)
        in_parallel(lambda _n: owe_digests())
        in_parallel(lambda _n: send_due())
        assert StaffMessage.objects.count() == 3
        assert len(mail.outbox) == 3

    def test_a_server_that_is_away_loses_none(self, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
        factories.contribution(perimeter, state="pending")
        member(perimeter)
        owe_digests()

        def away(*args: Any) -> None:
            raise ConnectionRefusedError("no server")

        with monkeypatch.context() as broken:
            broken.setattr("notifications.sending._post", away)
            assert send_due() == 0
        StaffMessage.objects.update(next_try_at=timezone.now())
        assert send_due() == 1
        assert len(mail.outbox) == 1

    def test_a_staff_address_that_is_refused_is_given_up(
        self, perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        factories.contribution(perimeter, state="pending")
        one = member(perimeter).user
        owe_digests()

        def refuse(*args: Any) -> None:
            raise smtplib.SMTPRecipientsRefused({one.email: (550, b"no such user")})

        monkeypatch.setattr("notifications.sending._post", refuse)
        send_due()
        assert StaffMessage.objects.get().failed.startswith("refused")


class TestWhatWaitedTooLong:
    def late(self, perimeter: Perimeter, days: float = 31, **fields: Any) -> Contribution:
        return factories.contribution(perimeter, created_at=timezone.now() - timedelta(days=days), **fields)

    def remind(self) -> list[Any]:
        owe_overdue()
        send_due()
        return mail.outbox

    def test_is_told_once_in_one_message(self, perimeter: Perimeter) -> None:
        member(perimeter, language="en")
        lamps = [self.late(perimeter, title=f"Lamp {n}") for n in range(3)]
        self.late(perimeter, 29)
        (sent,) = self.remind()
        assert sent.subject == "3 wait for their first answer too long"
        for lamp in lamps:
            assert lamp.ref in sent.body and f"{LINK}{lamp.pk}/change/" in sent.body
        assert len(self.remind()) == 1
        self.late(perimeter)
        assert len(self.remind()) == 2

    def test_what_was_answered_before_it_went_is_not_told(self, perimeter: Perimeter) -> None:
        member(perimeter)
        lamp = self.late(perimeter)
        owe_overdue()
        answer_contribution(contribution=lamp, answer=Answer(text={"fr": "Oui."}))
        send_due()
        assert mail.outbox == []

    def test_a_long_list_is_cut_and_an_old_backlog_is_the_digests(self, perimeter: Perimeter) -> None:
        member(perimeter, language="en")
        for _n in range(23):
            self.late(perimeter)
        self.late(perimeter, 60)
        (sent,) = self.remind()
        assert sent.subject.startswith("23 ") and "And 3 more." in sent.body

    def test_a_new_deadline_is_told_anew(self, perimeter: Perimeter) -> None:
        member(perimeter)
        self.late(perimeter)
        self.remind()
        Perimeter.objects.update(answer_days=28)
        assert len(self.remind()) == 2

    def test_by_many_workers_it_is_one(self, perimeter: Perimeter) -> None:
        member(perimeter)
        self.late(perimeter)
        in_parallel(lambda _n: owe_overdue())
        in_parallel(lambda _n: send_due())
        assert (StaffMessage.objects.count(), Reminder.objects.count(), len(mail.outbox)) == (1, 1, 1)


class TestWishes:
    def test_are_ones_own(self, perimeter: Perimeter) -> None:
        one = member(perimeter).user
        client = signed_in(one)
        assert one.email in client.get("/admin/my-messages/").content.decode()
        assert client.post("/admin/my-messages/", {"language": "it"}).status_code == 302
        wish = Wish.objects.get()
        assert (wish.user, wish.wants_messages, wish.language) == (one, False, "it")
        client.post("/admin/my-messages/", {"language": "", "wants_messages": "on"})
        assert Wish.objects.get().wants_messages
        assert client.post("/admin/my-messages/", {"language": "xx"}).status_code == 200

    def test_a_stranger_signs_in_first(self, db: None) -> None:
        assert Client().get("/admin/my-messages/").status_code == 302


def test_what_waits_is_counted_in_a_fixed_number_of_queries(perimeter: Perimeter) -> None:
    others = [perimeter, *(factories.published_perimeter() for _n in range(3))]
    for one in others:
        for _n in range(3):
            factories.contribution(one, state="pending")
    counts = []
    for ids in ([perimeter.pk], [one.pk for one in others]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert {found.pending for found in backlog_in(ids).values()} == {3}
        counts.append(len(queries))
    assert counts == [11, 11]
    shown = staff(perimeter, Role.AGENT).get("/admin/").content.decode()
    assert "3 contributions wait to be read" in shown
