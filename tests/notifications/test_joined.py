"""News of what was joined, and of promises that passed: to everybody who waits, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.models import Change
from notifications.models import Message
from participation.audience import audience
from participation.models import Contribution, Follower, Step
from participation.services.contributions import change_state
from participation.services.followers import confirm, follow, stop
from participation.services.merging import merge_contributions
from participation.services.promises import tell_passed
from tests import factories
from tests.notifications.test_messages import owed, step, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lamps(db: None) -> tuple[Contribution, Contribution]:
    perimeter = factories.published_perimeter(slug="valley")
    return (
        factories.contribution(perimeter, title="The lamp", language="en"),
        factories.contribution(perimeter, title="Dark here", language="en"),
    )


def reader(contribution: Contribution, email: str, *, is_author: bool = False) -> Follower:
    made = follow(contribution=contribution, email=email, language="en", root="https://x", is_author=is_author)
    confirm(follower=made)
    return made


def quiet() -> None:
    tell()
    mail.outbox.clear()


def sent() -> list[tuple[str, str]]:
    return sorted((one.to[0], one.subject) for one in mail.outbox)


def test_followers_of_both_hear_once(lamps: tuple[Contribution, Contribution]) -> None:
    kept, gone = lamps
    reader(kept, "both@example.org")
    reader(gone, "Both@example.org")
    reader(gone, "author@example.org", is_author=True)
    quiet()
    merge_contributions(survivor=kept, duplicates=[gone])
    assert tell() == 2
    joined = f"{gone.ref} was joined with {kept.ref}"
    assert sent() == [("Both@example.org", joined), ("author@example.org", joined)]
    assert "says the same as" in mail.outbox[0].body and "The lamp" in mail.outbox[0].body
    mail.outbox.clear()
    step(kept, state="planned", text={"en": "A crew comes."})
    assert tell() == 2 and tell() == 0
    assert {address for address, _subject in sent()} == {"both@example.org", "author@example.org"}
    author = next(one for one in mail.outbox if one.to == ["author@example.org"])
    assert author.subject == f"{gone.ref}: there is an answer"
    assert f"joined with {gone.ref}" in author.body and "A crew comes." in author.body


def test_who_says_stop_once_has_said_it_for_all_of_it(lamps: tuple[Contribution, Contribution]) -> None:
    kept, gone = lamps
    mine = reader(kept, "both@example.org")
    other = reader(gone, "BOTH@example.org")
    merge_contributions(survivor=kept, duplicates=[gone])
    stop(follower=Follower.objects.get(pk=other.pk))
    mine.refresh_from_db()
    assert mine.stopped_at is not None
    assert audience([kept.pk]) == {}


def test_what_the_survivor_becomes_out_of_sight_is_told_every_author(lamps: tuple[Contribution, Contribution]) -> None:
    kept, gone = lamps
    reader(gone, "author@example.org", is_author=True)
    reader(gone, "reader@example.org")
    merge_contributions(survivor=kept, duplicates=[gone])
    quiet()
    change_state(contribution=kept, state="hidden", reason="x")
    tell()
    assert sent() == [("author@example.org", f"{gone.ref} is not public any more")]


def test_an_address_that_takes_nothing_is_not_written_to_until_it_is_given_again(
    lamps: tuple[Contribution, Contribution],
) -> None:
    kept, _gone = lamps
    one = reader(kept, "full@example.org")
    Follower.objects.filter(pk=one.pk).update(refused_at=timezone.now(), refusal="550 no such user")
    assert audience([kept.pk]) == {}
    again = follow(contribution=kept, email="full@example.org", language="en", root="https://x")
    assert (again.refused_at, again.refusal, again.confirmed_at) == (None, "", None)


class TestPromises:
    def promise(self, lamp: Contribution) -> Step:
        step(lamp, news_by=timezone.localdate() + timedelta(days=1))
        made = Step.objects.latest("id")
        Step.objects.filter(pk=made.pk).update(news_by=timezone.localdate() - timedelta(days=1))
        return made

    def test_that_pass_are_told_once(self, lamps: tuple[Contribution, Contribution]) -> None:
        lamp, _other = lamps
        reader(lamp, "reader@example.org")
        self.promise(lamp)
        quiet()
        assert tell_passed() == 1
        assert tell_passed() == 0
        assert tell() == 1 and tell() == 0
        assert sent() == [("reader@example.org", f"{lamp.ref}: the news we promised is late")]
        assert "have been reminded" in mail.outbox[0].body

    def test_that_were_kept_or_ended_are_not(self, lamps: tuple[Contribution, Contribution]) -> None:
        kept, ended = lamps
        for lamp in lamps:
            self.promise(lamp)
        step(kept, text={"en": "Here it is."})
        step(ended, state="done")
        assert tell_passed() == 0
        assert not Change.objects.filter(kind="contribution.news_passed").exists()

    def test_a_new_promise_is_told_anew(self, lamps: tuple[Contribution, Contribution]) -> None:
        lamp, _other = lamps
        self.promise(lamp)
        assert tell_passed() == 1
        self.promise(lamp)
        assert tell_passed() == 1

    def test_nothing_is_told_of_what_is_hidden(self, lamps: tuple[Contribution, Contribution]) -> None:
        lamp, _other = lamps
        reader(lamp, "reader@example.org")
        self.promise(lamp)
        change_state(contribution=lamp, state="hidden", reason="x")
        assert tell_passed() == 0
        owed()
        assert not Message.objects.filter(kind="passed").exists()
