"""Telling people: every public step once, to confirmed addresses, in their language, until they say stop."""

import smtplib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from core.models import Change
from notifications.models import Message
from notifications.receivers import owe
from notifications.sending import MAX_ATTEMPTS, send_due
from participation.follow_keys import author_key, follower_key
from participation.models import Contribution, Department, Follower
from participation.services.answers import Answer, answer_contribution
from participation.services.contributions import change_state
from participation.services.followers import confirm, follow, stop
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "neighbour@example.org"


@pytest.fixture
def lamp(db: None) -> Contribution:
    perimeter = factories.published_perimeter(slug="valley")
    return factories.contribution(perimeter, kind="report", title="The lamp", language="it")


@pytest.fixture
def follower(lamp: Contribution) -> Follower:
    made = follow(contribution=lamp, email=ADDRESS, language="it", root="https://town.example")
    confirm(follower=made)
    tell()
    mail.outbox.clear()
    Message.objects.all().delete()
    return made


def owed() -> None:
    """Read all of the feed, as a reader that begins anew does: what is known already makes no second message."""
    owe(list(Change.objects.order_by("id")))


def tell() -> int:
    """Read the feed and send what is due."""
    owed()
    return send_due()


def step(lamp: Contribution, **parts: Any) -> None:
    answer_contribution(contribution=lamp, answer=Answer(**parts))


def test_an_address_is_asked_first(lamp: Contribution) -> None:
    made = follow(contribution=lamp, email=ADDRESS, language="fr", root="https://town.example")
    step(lamp, state="acknowledged")
    assert tell() == 1
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert sent.subject == f"{lamp.ref}\u00a0: est-ce votre adresse\u202f?"
    assert f"https://town.example/f/{follower_key(made)}/" in sent.body
    assert tell() == 0


def test_every_step_is_told_once_in_the_readers_language(lamp: Contribution, follower: Follower) -> None:
    crew = Department.objects.create(perimeter=lamp.perimeter, slug="lights", name={"fr": "x", "it": "Illuminazione"})
    day = timezone.localdate() + timedelta(days=5)
    step(lamp, state="planned", text={"it": "Viene una squadra.", "fr": "On vient."}, department=crew, news_by=day)
    assert tell() == 1
    assert tell() == 0
    (sent,) = mail.outbox
    assert sent.subject == f"{lamp.ref}: c’è una risposta"
    for words in ("Viene una squadra.", "Illuminazione", "The lamp", "previsto"):
        assert words in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html" and '<html lang="it">' in html
    page = f"https://town.example/f/{follower_key(follower)}/"
    assert sent.extra_headers["List-Unsubscribe"] == f"<{page}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert page in sent.body and page in html


def test_markup_in_a_title_stays_words(lamp: Contribution, follower: Follower) -> None:
    Contribution.objects.filter(pk=lamp.pk).update(title="<b>x</b>\r\nBcc: all@example.org")
    step(lamp, text={"it": "<script>1</script>"})
    tell()
    html = mail.outbox[0].alternatives[0][0]
    assert "<script>" not in html and "<b>x</b>" not in html
    assert mail.outbox[0].recipients() == [ADDRESS]


def test_who_stopped_hears_nothing(lamp: Contribution, follower: Follower) -> None:
    step(lamp, state="planned")
    stop(follower=follower)
    step(lamp, state="done", text={"it": "Fatto."})
    assert tell() == 0
    assert mail.outbox == []


def test_what_is_hidden_is_told_to_its_author_alone(lamp: Contribution, follower: Follower) -> None:
    mine = follow(contribution=lamp, email="me@example.org", language="en", root="https://x", is_author=True)
    confirm(follower=mine)
    tell()
    mail.outbox.clear()
    change_state(contribution=lamp, state="hidden", reason="it names somebody")
    tell()
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["me@example.org"], f"{lamp.ref} is not public any more")
    ]
    assert "names somebody" not in mail.outbox[0].body


def test_a_server_that_hangs_is_tried_again_and_loses_nothing(
    lamp: Contribution, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*args: Any) -> None:
        raise TimeoutError("timed out")

    step(lamp, text={"it": "Sì."})
    with monkeypatch.context() as broken:
        broken.setattr("notifications.sending._post", hang)
        assert tell() == 0
    waiting = Message.objects.get()
    assert (waiting.attempts, waiting.sent_at, waiting.failed) == (1, None, "")
    assert send_due() == 0  # not yet
    Message.objects.update(next_try_at=timezone.now())
    assert send_due() == 1
    assert len(mail.outbox) == 1


def test_a_server_that_is_away_ends_the_round_and_one_that_says_later_does_not(
    lamp: Contribution, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(lamp, text={"it": "Sì."})
    step(lamp, text={"it": "No."})
    owed()
    tried: list[int] = []

    def fail(error: Exception) -> None:
        def post(message: Message, *args: Any) -> None:
            tried.append(message.pk)
            raise error

        monkeypatch.setattr("notifications.sending._post", post)

    fail(ConnectionRefusedError("no server"))
    send_due()
    assert len(tried) == 1
    Message.objects.update(next_try_at=timezone.now())
    fail(smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"greylisted, try later")}))
    send_due()
    assert len(tried) == 3
    assert set(Message.objects.values_list("failed", flat=True)) == {""}


def test_what_went_out_of_sight_meanwhile_is_told_to_nobody_else(lamp: Contribution, follower: Follower) -> None:
    step(lamp, text={"it": "Sì."})
    owed()
    change_state(contribution=lamp, state="hidden", reason="it names somebody")
    assert tell() == 0
    assert mail.outbox == []
    assert Message.objects.get().failed == "not public any more"


def test_it_is_given_up_in_the_end_and_a_refused_address_at_once(
    lamp: Contribution, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    step(lamp, text={"it": "Sì."})
    owed()
    Message.objects.update(attempts=MAX_ATTEMPTS - 1)

    def refuse(error: Exception) -> Any:
        def post(*args: Any) -> None:
            raise error

        return post

    monkeypatch.setattr("notifications.sending._post", refuse(smtplib.SMTPServerDisconnected("gone")))
    send_due()
    assert Message.objects.get().failed.startswith("given up")
    step(lamp, text={"it": "No."})
    owed()
    monkeypatch.setattr("notifications.sending._post", refuse(smtplib.SMTPRecipientsRefused({})))
    send_due()
    assert Message.objects.order_by("id").last().failed.startswith("refused")


class TestAsking:
    def test_by_the_interface(self, lamp: Contribution, api: APIClient) -> None:
        who, token = factories.participant_with_token(lamp.perimeter)
        url = f"/api/v1/contributions/{lamp.pk}/follow/"
        assert api.post(url, {"email": ADDRESS}, format="json").status_code == 401
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        for email in (ADDRESS, ADDRESS.upper(), ADDRESS):
            assert api.post(url, {"email": email}, format="json", HTTP_ACCEPT_LANGUAGE="fr").status_code == 202
        made = Follower.objects.get()
        assert (made.is_author, made.language, made.root) == (False, "fr", "http://testserver")
        Contribution.objects.update(participant=who)
        api.post(url, {"email": ADDRESS}, format="json")
        assert Follower.objects.get().is_author

    @pytest.mark.parametrize("email", ["x", "a@b", "a@example.org\nBcc: b@example.org", "a@" + "x" * 300 + ".org", ""])
    def test_bad_addresses(self, lamp: Contribution, api: APIClient, email: str) -> None:
        _who, token = factories.participant_with_token(lamp.perimeter)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        response = api.post(f"/api/v1/contributions/{lamp.pk}/follow/", {"email": email}, format="json")
        assert response.status_code == 400
        assert not Follower.objects.exists()


class TestThePage:
    def test_its_author_needs_nothing_but_the_address(self, lamp: Contribution, page: Client) -> None:
        address = f"/f/{author_key(lamp)}/"
        shown = page.get(f"{address}?lang=en")
        assert shown["Cache-Control"] == "no-store" and shown["Referrer-Policy"] == "no-referrer"
        assert "The lamp" in shown.content.decode() and "Withdraw it" in shown.content.decode()
        page.post(address, {"do": "edit", "title": "The lamp by the bridge", "text": "dark"})
        lamp.refresh_from_db()
        assert (lamp.title, lamp.text) == ("The lamp by the bridge", "dark")
        assert page.post(f"{address}?lang=en", {"do": "edit", "title": "", "text": " "}).status_code == 422
        page.post(address, {"do": "email", "email": "me@example.org"})
        assert Follower.objects.get().is_author
        bad = page.post(f"{address}?lang=en", {"do": "email", "email": "me"})
        assert "no e-mail address" in bad.content.decode()
        step(lamp, state="done", text={"en": "It shines."})
        shown = page.get(f"{address}?lang=en").content.decode()
        assert "It shines." in shown and "Does this answer satisfy you?" in shown and "Withdraw it" not in shown
        assert page.post(address, {"do": "no"}).status_code == 302
        lamp.refresh_from_db()
        assert lamp.state == "under_review"
        assert "Taken up again" in page.get(f"{address}?lang=en").content.decode()

    def test_it_can_be_withdrawn_while_unanswered(self, lamp: Contribution, page: Client) -> None:
        address = f"/f/{author_key(lamp)}/?lang=en"
        page.post(address, {"do": "withdraw"})
        lamp.refresh_from_db()
        assert lamp.state == "withdrawn"
        assert "It was withdrawn by its author." in page.get(address).content.decode()
        assert page.post(address, {"do": "withdraw"}).status_code == 409

    def test_whoever_asks_too_often_is_told_so(self, lamp: Contribution, page: Client, settings: Any) -> None:
        settings.AGORAMA_RATE_LIMITS = {**settings.AGORAMA_RATE_LIMITS, "follows": "1/hour"}
        settings.SECRET_KEY = f"{settings.SECRET_KEY}-{uuid.uuid4()}"  # a key of its own in Redis
        sent = [page.post(f"/f/{author_key(lamp)}/", {"do": "email", "email": ADDRESS}) for _n in range(2)]
        assert [one.status_code for one in sent] == [302, 429]

    def test_what_came_with_its_state_shows_it(self, lamp: Contribution, page: Client) -> None:
        Contribution.objects.update(state="planned")
        assert "Planned" in page.get(f"/f/{author_key(lamp)}/?lang=en").content.decode()

    def test_others_read_confirm_and_stop(self, lamp: Contribution, page: Client) -> None:
        made = follow(contribution=lamp, email=ADDRESS, language="en", root="https://x")
        address = f"/f/{follower_key(made)}/?lang=en"
        assert "Yes, this is my address" in page.get(address).content.decode()
        made.refresh_from_db()
        assert made.confirmed_at is None  # looking is not saying yes: programs look at links too
        page.post(address, {"do": "confirm"})
        assert ADDRESS in page.get(address).content.decode()
        for act in ("edit", "withdraw", "yes", "email"):
            assert page.post(address, {"do": act, "title": "x", "email": "x@example.org"}).status_code == 403
        assert page.post(address, {"do": "everything"}).status_code == 400
        lamp.refresh_from_db()
        assert (lamp.title, lamp.state) == ("The lamp", "received")
        assert page.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        made.refresh_from_db()
        assert made.stopped_at is not None

    def test_what_is_hidden_is_its_authors_to_read_and_nobody_elses(self, lamp: Contribution, page: Client) -> None:
        made = follow(contribution=lamp, email=ADDRESS, language="en", root="https://x")
        change_state(contribution=lamp, state="hidden", reason="secret note")
        assert "The lamp" in page.get(f"/f/{author_key(lamp)}/").content.decode()
        other = page.get(f"/f/{follower_key(made)}/?lang=en").content.decode()
        assert "The lamp" not in other and "It is not public at present." in other
        assert "secret note" not in page.get(f"/f/{author_key(lamp)}/").content.decode()

    def test_a_key_cannot_be_guessed(self, lamp: Contribution, page: Client) -> None:
        made = follow(contribution=lamp, email=ADDRESS, language="en", root="https://x")
        key = author_key(lamp)
        for wrong in (
            f"a{lamp.pk}",
            f"a{lamp.pk}.x",
            key[:-1],
            key.replace(f"a{lamp.pk}", f"a{lamp.pk + 1}"),
            "x" * 900,
        ):
            answer = page.get(f"/f/{wrong}/")
            assert answer.status_code == 404 and b"The lamp" not in answer.content
        old = follower_key(made)
        Follower.objects.update(nonce="another")
        assert page.get(f"/f/{old}/").status_code == 404
        lamp.delete()
        assert page.get(f"/f/{key}/").status_code == 404

    def test_it_is_told_when_something_is_sent(self, lamp: Contribution, api: APIClient, page: Client) -> None:
        factories.open_consultation(lamp.perimeter)
        _who, token = factories.participant_with_token(lamp.perimeter)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        body = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [7.25, 44.0]},
            "properties": {"kind": "report", "theme": "economy", "title": "A hole"},
        }
        made = api.post("/api/v1/perimeters/valley/contributions/", body, format="json").json()
        assert "A hole" in page.get(made["properties"]["follow"]).content.decode()
        again = api.get(f"/api/v1/contributions/{made['id']}/").json()
        assert "follow" not in again["properties"]
