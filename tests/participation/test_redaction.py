"""What a moderator leaves out leaves through no door: the original is in the decision, and staff's alone."""

import gzip
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Role
from core.models import Change
from notifications.receivers import owe
from notifications.sending import send_due
from participation.follow_keys import author_key, follower_key
from participation.models import Comment, Contribution, Flag, ModerationDecision
from participation.refusals import NoSuchPassage, PassagesLeftOut, RedactionTooLong
from participation.services.answers import Answer, answer_contribution
from participation.services.contributions import edit_contribution
from participation.services.followers import confirm, follow
from participation.services.participants import erase_participant
from participation.services.redaction import Span, find_passages, masked, redact
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page as admin_page
from tests.house.back_office import staff
from tests.house.test_public_doors import XYZ

NAME, NUMBER = "Zebulon", "0493000000"
TEXT = f"Ask my neighbour {NAME} at {NUMBER}. {NAME} knows."


@pytest.fixture
def idea(perimeter: Perimeter, author: APIClient) -> Contribution:
    return factories.contribution(
        perimeter, title=f"Call {NAME}", text=TEXT, participant=author.participant, language="en"
    )


def leave_out(target: Contribution | Comment, *passages: str, **fields: Any) -> ModerationDecision:
    return redact(target=target, spans=find_passages(target, passages), act=factories.act("personal", **fields))


class TestTheWords:
    def test_every_place_where_it_stands(self, idea: Contribution) -> None:
        made = leave_out(idea, NAME, NUMBER)
        idea.refresh_from_db()
        assert (idea.title, idea.text) == ("Call […]", "Ask my neighbour […] at […]. […] knows.")
        assert made.before == {"title": f"Call {NAME}", "text": TEXT}
        assert idea.redacted_at is not None

    def test_a_comment_and_the_name_on_it(self, idea: Contribution) -> None:
        said = Comment.objects.create(perimeter=idea.perimeter, contribution=idea, text="It is me", name=NAME)
        leave_out(said, NAME)
        said.refresh_from_db()
        assert (said.name, said.text) == ("[…]", "It is me")

    @pytest.mark.parametrize(
        "spans",
        [
            [],
            [Span("text", 3, 3)],
            [Span("text", -1, 3)],
            [Span("text", 0, 9999)],
            [Span("ref", 0, 2)],
            [Span("name", 0, 2)],
        ],
    )
    def test_what_is_not_there(self, idea: Contribution, spans: list[Span]) -> None:
        with pytest.raises(NoSuchPassage):
            redact(target=idea, spans=spans, act=factories.act())
        with pytest.raises(NoSuchPassage):
            leave_out(idea, "nobody said this")
        idea.refresh_from_db()
        assert idea.text == TEXT and not ModerationDecision.objects.exists()

    def test_a_title_that_would_get_too_long(self, idea: Contribution) -> None:
        Contribution.objects.filter(pk=idea.pk).update(title="x" * 160)
        with pytest.raises(RedactionTooLong):
            redact(target=idea, spans=[Span("title", 0, 1)], act=factories.act())

    def test_it_settles_flags(self, idea: Contribution, participant: Any) -> None:
        Flag.objects.create(perimeter=idea.perimeter, contribution=idea, participant=participant, reason="personal")
        leave_out(idea, NAME)
        assert Flag.objects.get().settled_at is not None

    @given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
    def test_nothing_marked_is_left_and_nothing_else_goes(self, text: str, pairs: list[tuple[int, int]]) -> None:
        spans = [Span("text", a, b) for a, b in pairs if a < b <= len(text)]
        gone = {at for span in spans for at in range(span.start, span.end)}
        kept = "".join(char for at, char in enumerate(text) if at not in gone)
        found = masked(text, spans)
        if "[" not in text and "…" not in text and "]" not in text:
            assert found.replace("[…]", "") == kept
        assert masked(text, []) == text


class TestNoDoor:
    def test_the_public_and_other_participants(self, idea: Contribution, api: APIClient, page: Client) -> None:
        leave_out(idea, NAME, NUMBER, note=f"{NAME} called us", message="Your neighbour is a person.")
        pk, _other = idea.pk, factories.participant_with_token(idea.perimeter)
        base = "/api/v1/perimeters/valley"
        follower = follow(contribution=idea, email="x@example.org", language="en", root="https://x")
        for address in (
            f"{base}/contributions/",
            f"{base}/contributions/?order=supported",
            f"/api/v1/contributions/{pk}/",
            f"/api/v1/contributions/{pk}/timeline/",
            f"/api/v1/contributions/{pk}/comments/",
            f"/p/valley/contributions/{pk}/",
            "/p/valley/",
            f"/tiles/valley/contributions/{XYZ}.mvt",
            f"/f/{follower_key(follower)}/",
        ):
            response = page.get(address)
            assert response.status_code == 200, address
            content = b"".join(response.streaming_content) if response.streaming else response.content
            body = gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
            assert NAME.encode() not in body and NUMBER.encode() not in body, address
        for word in (NAME, NUMBER, f"Call {NAME}"):
            found = api.get(f"{base}/contributions/", {"q": word}).json()
            assert found["features"] == [], word
        assert api.get(f"{base}/contributions/", {"q": "neighbour"}).json()["numberReturned"] == 1

    def test_the_authors_own_copy_says_so(self, idea: Contribution, author: APIClient, page: Client) -> None:
        leave_out(idea, NAME, NUMBER, message="Your neighbour is a person.", note="secret note")
        mine = author.get("/api/v1/participants/me/")
        assert mine.json()["contributions"][0]["properties"]["redacted"] is True
        timeline = author.get(f"/api/v1/contributions/{idea.pk}/timeline/")
        told = timeline.json()["decisions"][0]
        assert (told["action"], told["reason"], told["text"]) == ("redact", "personal", "Your neighbour is a person.")
        own = page.get(f"/f/{author_key(idea)}/?lang=en")
        assert "passages left out" in own.content.decode().lower() and "[…]" in own.content.decode()
        for answer in (mine, timeline, own):
            assert NAME.encode() not in answer.content and b"secret note" not in answer.content

    def test_others_are_told_of_no_decision(self, idea: Contribution, api: APIClient) -> None:
        leave_out(idea, NAME)
        assert api.get(f"/api/v1/contributions/{idea.pk}/timeline/").json()["decisions"] == []

    @pytest.mark.django_db(transaction=True)
    def test_neither_mail_nor_feed(self, idea: Contribution) -> None:
        for email, is_author in (("me@example.org", True), ("other@example.org", False)):
            one = follow(contribution=idea, email=email, language="en", root="https://x", is_author=is_author)
            confirm(follower=one)
        leave_out(idea, NAME, NUMBER, message="Your neighbour is a person.", note="secret note")
        answer_contribution(contribution=idea, answer=Answer(state="planned"))
        mail.outbox.clear()
        owe(list(Change.objects.order_by("id")))
        send_due()
        sent = [one for one in mail.outbox if "is this your address" not in one.subject]
        assert sorted(one.to[0] for one in sent) == ["me@example.org", "me@example.org", "other@example.org"]
        everything = "".join(one.subject + one.body + one.alternatives[0][0] for one in sent)
        assert "Your neighbour is a person." in everything
        for word in (NAME, NUMBER, "secret note"):
            assert word not in everything
            assert word not in str(list(Change.objects.values_list("payload", flat=True)))

    def test_its_author_does_not_write_it_again(self, idea: Contribution, author: APIClient) -> None:
        leave_out(idea, NAME)
        with pytest.raises(PassagesLeftOut):
            edit_contribution(contribution=idea, participant=None, title=NAME, text=TEXT, theme=None)
        body = {"type": "Feature", "properties": {"text": TEXT}}
        assert author.patch(f"/api/v1/contributions/{idea.pk}/", body, format="json").status_code == 409
        idea.refresh_from_db()
        assert NAME not in idea.text

    def test_who_is_forgotten_takes_the_original_along(self, idea: Contribution, author: APIClient) -> None:
        leave_out(idea, NAME)
        erase_participant(participant=author.participant)
        assert ModerationDecision.objects.get().before == {}


@pytest.mark.parametrize("role", Role)
def test_the_original_is_moderators_and_administrators(idea: Contribution, role: Role) -> None:
    leave_out(idea, NAME, NUMBER)
    client = staff(idea.perimeter, role)
    may = role in (Role.ADMINISTRATOR, Role.MODERATOR)
    item = client.get(f"/admin/moderation/contribution/{idea.pk}/")
    assert item.status_code == (200 if may else 403)
    assert (NUMBER in item.content.decode()) == may
    for address in (
        admin_page(Contribution, "change", idea.pk),
        admin_page(Contribution, "changelist"),
        f"{admin_page(Contribution, 'changelist')}?q={NAME}",
        admin_page(Contribution, "history", idea.pk),
    ):
        assert NUMBER not in client.get(address).content.decode(), address


def test_moderators_elsewhere_read_nothing_of_it(idea: Contribution) -> None:
    leave_out(idea, NAME, NUMBER)
    client = staff(factories.published_perimeter(slug="faraway"), Role.MODERATOR)
    answer = client.get(f"/admin/moderation/contribution/{idea.pk}/")
    assert answer.status_code == 403 and NUMBER not in answer.content.decode()
