"""Duplicates become one: nothing said, voted or hoped for is lost, nothing counts twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from core.errors import DomainError
from core.models import Change
from participation.folds.drift import check_counts
from participation.folds.votes import fold_votes
from participation.follow_keys import author_key
from participation.models import Comment, Contribution, Flag, Step, Vote
from participation.refusals import AlreadyMerged, MergeIntoItself, NothingToMerge, OthersJoined, SurvivorNotPublic
from participation.selectors import totals
from participation.services.answers import Answer, answer_contribution
from participation.services.contributions import change_state, withdraw_contribution
from participation.services.merging import merge_contributions
from participation.services.votes import cast_vote, withdraw_vote
from participation.states import ImpossibleMove
from perimeter_data.models import Perimeter
from tests import factories
from tests.participation.test_folds import NOTHING

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter, title="The bench")


@pytest.fixture
def again(perimeter: Perimeter) -> Contribution:
    return factories.contribution(perimeter, title="The bench again")


def merge(survivor: Contribution, *duplicates: Contribution) -> None:
    merge_contributions(survivor=survivor, duplicates=duplicates, note="the same bench")
    for row in (survivor, *duplicates):
        row.refresh_from_db()


def counted(target: Contribution) -> dict[str, Any]:
    found = totals("contribution", [target])[target.pk]
    return {choice: found[choice] for choice in ("for", "against", "neutral")}


def told() -> dict[tuple[int, str], int]:
    """Return what the feed's changes of votes add up to: {(contribution, choice): n}."""
    found: dict[tuple[int, str], int] = {}
    for row in Change.objects.filter(kind__in=["vote.cast", "vote.withdrawn"]).order_by("id"):
        for choice, n in ((row.payload["choice"], 1), (row.payload["before"], -1)):
            if choice:
                key = (row.target_id or 0, choice)
                found[key] = found.get(key, 0) + n
    return {key: n for key, n in found.items() if n}


def ledger() -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for target, choice in Vote.objects.values_list("contribution_id", "choice"):
        found[target, choice] = found.get((target, choice), 0) + 1
    return found


class TestVotes:
    def test_each_participant_counts_once_with_the_newest(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution
    ) -> None:
        both, changed, only = (factories.ParticipantFactory(perimeter=perimeter) for _n in range(3))
        for who, target, choice in (
            (both, bench, "for"), (both, again, "for"),
            (changed, again, "for"), (changed, bench, "against"),
            (only, again, "against"),
        ):  # fmt: skip
            cast_vote(participant=who, target=target, choice=choice)
        Vote.objects.filter(participant=changed, contribution=again).update(
            updated_at=timezone.now() + timedelta(hours=1)
        )
        merge(bench, again)
        assert counted(bench) == {"for": 2, "against": 1, "neutral": 0}
        assert counted(again) == {"for": 0, "against": 0, "neutral": 0}
        assert Vote.objects.count() == 3
        assert told() == ledger()
        assert check_counts(perimeter_id=perimeter.pk, repair=False) == NOTHING
        fold_votes()
        assert check_counts(perimeter_id=perimeter.pk, repair=False) == NOTHING

    def test_an_older_vote_on_the_duplicate_changes_nothing(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution
    ) -> None:
        who = factories.ParticipantFactory(perimeter=perimeter)
        cast_vote(participant=who, target=again, choice="against")
        Vote.objects.update(updated_at=timezone.now() - timedelta(hours=1))
        cast_vote(participant=who, target=bench, choice="for")
        merge(bench, again)
        assert counted(bench) == {"for": 1, "against": 0, "neutral": 0}
        assert told() == ledger()

    def test_a_vote_that_was_on_its_way_goes_to_the_survivor(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution
    ) -> None:
        who = factories.ParticipantFactory(perimeter=perimeter)
        old = Contribution.objects.select_related("perimeter", "consultation").get(pk=again.pk)
        merge(bench, again)
        cast_vote(participant=who, target=old, choice="for")
        assert Vote.objects.get().contribution_id == bench.pk
        withdraw_vote(participant=who, target=old)
        assert not Vote.objects.exists()

    def test_several_at_once(self, perimeter: Perimeter, bench: Contribution, again: Contribution) -> None:
        third = factories.contribution(perimeter)
        who = factories.ParticipantFactory(perimeter=perimeter)
        for target in (bench, again, third):
            factories.vote(target, "for", who)
            factories.vote(target, "against")
        merge(bench, again, third)
        assert counted(bench) == {"for": 1, "against": 3, "neutral": 0}


class TestWhatComesAlong:
    def test_comments_with_their_replies_in_order(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution, api: APIClient
    ) -> None:
        def say(target: Contribution, text: str, **more: Any) -> Comment:
            return Comment.objects.create(perimeter=perimeter, contribution=target, text=text, **more)

        one = say(again, "one")
        say(bench, "two")
        say(again, "reply", parent=one)
        say(again, "hidden", state="hidden")
        merge(bench, again)
        found = api.get(f"/api/v1/contributions/{bench.pk}/comments/").json()
        assert [(c["text"], [r["text"] for r in c["replies"]]) for c in found["comments"]] == [
            ("one", ["reply"]),
            ("two", []),
        ]
        assert not Comment.objects.filter(contribution=again).exists()

    def test_its_author_its_state_and_the_decision_are_kept(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution
    ) -> None:
        who = factories.ParticipantFactory(perimeter=perimeter)
        Contribution.objects.filter(pk=again.pk).update(participant=who)
        flag = Flag.objects.create(perimeter=perimeter, contribution=again, participant=who, reason="spam")
        merge(bench, again)
        assert (again.state, again.merged_into_id, again.participant_id) == ("merged", bench.pk, who.pk)
        step = Step.objects.get(contribution=again)
        assert (step.state, step.note) == ("merged", "the same bench")
        flag.refresh_from_db()
        assert flag.settled_at is not None
        change = Change.objects.get(kind="contribution.merged")
        assert (change.target_id, change.payload["into"], change.payload["before"]) == (
            again.pk,
            str(bench.pk),
            "received",
        )

    def test_list_statistics_and_tiles_agree(
        self, perimeter: Perimeter, bench: Contribution, again: Contribution, api: APIClient
    ) -> None:
        factories.zoning(perimeter)
        factories.vote(again)
        merge(bench, again)
        base = "/api/v1/perimeters/valley/"
        assert api.get(f"{base}contributions/?count=only").json()["numberMatched"] == 1
        total = api.get(f"{base}statistics/").json()["total"]
        assert (total["contributions"], total["contribution_votes"]["for"]) == (1, 1)
        assert check_counts(perimeter_id=perimeter.pk, repair=False) == NOTHING


class TestRefusals:
    def test_by_the_service(self, perimeter: Perimeter, bench: Contribution, again: Contribution) -> None:
        other = factories.contribution(factories.published_perimeter(slug="faraway"))
        hidden = factories.contribution(perimeter, state="hidden")
        cases: list[tuple[Contribution, list[Contribution], type[DomainError]]] = [
            (bench, [], NothingToMerge),
            (bench, [bench], MergeIntoItself),
            (hidden, [bench], SurvivorNotPublic),
            (bench, [hidden], ImpossibleMove),
        ]
        for survivor, duplicates, refusal in cases:
            with pytest.raises(refusal):
                merge_contributions(survivor=survivor, duplicates=duplicates)
        with pytest.raises(DomainError) as caught:
            merge_contributions(survivor=bench, duplicates=[again, other])
        assert caught.value.code == "other_territory"
        again.refresh_from_db()
        assert again.state == "received"  # none of them, or all

    def test_twice_and_in_a_circle(self, bench: Contribution, again: Contribution) -> None:
        merge(bench, again)
        with pytest.raises(AlreadyMerged):
            merge_contributions(survivor=bench, duplicates=[again])
        with pytest.raises(SurvivorNotPublic):
            merge_contributions(survivor=again, duplicates=[bench])

    def test_by_the_database(self, perimeter: Perimeter, bench: Contribution, again: Contribution) -> None:
        third = factories.contribution(perimeter)
        other = factories.contribution(factories.published_perimeter(slug="faraway"))
        merge(bench, again)
        for one, into in ((third, again), (bench, third), (bench, again), (third, third), (third, other)):
            with pytest.raises(IntegrityError, match="cannot be merged"), transaction.atomic():
                Contribution.objects.filter(pk=one.pk).update(state="merged", merged_into=into)

    def test_a_chain_is_made_flat(self, perimeter: Perimeter, bench: Contribution, again: Contribution) -> None:
        top = factories.contribution(perimeter)
        factories.vote(again)
        merge(bench, again)
        merge(top, bench)
        again.refresh_from_db()
        assert (again.merged_into_id, bench.merged_into_id) == (top.pk, top.pk)
        assert counted(top)["for"] == 1

    def test_what_others_joined_is_not_withdrawn(self, bench: Contribution, again: Contribution) -> None:
        merge(bench, again)
        with pytest.raises(OthersJoined):
            withdraw_contribution(contribution=bench, participant=None)


class TestItsDoors:
    def test_every_address_leads_to_the_survivor(
        self, bench: Contribution, again: Contribution, author: APIClient
    ) -> None:
        merge(bench, again)
        for tail in ("", "comments/", "timeline/"):
            answer = author.get(f"/api/v1/contributions/{again.pk}/{tail}?lang=fr")
            assert answer.status_code == 308
            assert answer["Location"] == f"/api/v1/contributions/{bench.pk}/{tail}?lang=fr"
            assert answer["Cache-Control"] == "no-store"
            assert (answer.json()["code"], answer.json()["into"], answer.json()["ref"]) == (
                "merged",
                bench.pk,
                bench.ref,
            )
        url = f"/api/v1/contributions/{again.pk}/vote/"
        sent = author.put(url, {"choice": "for"}, format="json")
        assert sent.status_code == 308
        voted = author.put(sent["Location"], {"choice": "for"}, format="json")
        assert (voted.status_code, voted.json()["for"]) == (200, 1)
        assert Vote.objects.get().contribution_id == bench.pk

    def test_pages_too(self, bench: Contribution, again: Contribution, page: Client) -> None:
        merge(bench, again)
        answer = page.get(f"/p/valley/contributions/{again.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/p/valley/contributions/{bench.pk}/")
        assert page.get(f"/p/valley/?lang=fr&ref={again.ref}")["Location"] == f"/p/valley/?lang=fr&ref={bench.ref}"
        assert page.get(f"/embed/valley/?ref={again.ref}").context["ref"] == bench.ref
        assert page.get("/p/valley/?ref=NO-1").status_code == 200

    def test_where_the_survivor_is_hidden_there_is_nothing(
        self, bench: Contribution, again: Contribution, api: APIClient, page: Client
    ) -> None:
        merge(bench, again)
        Contribution.objects.filter(pk=bench.pk).update(state="hidden")
        assert api.get(f"/api/v1/contributions/{again.pk}/").status_code == 404
        assert page.get(f"/p/valley/contributions/{again.pk}/").status_code == 404
        shown = page.get(f"/f/{author_key(again)}/?lang=en").content.decode()
        assert "It is not public at present." in shown and "Joined with" not in shown

    def test_its_author_reads_on(self, bench: Contribution, again: Contribution, author: APIClient) -> None:
        Contribution.objects.filter(pk=again.pk).update(participant=author.participant)  # type: ignore[attr-defined]
        merge(bench, again)
        change_state(contribution=bench, state="planned")
        own = author.get(f"/api/v1/contributions/{again.pk}/").json()["properties"]
        assert (own["state"], own["merged_into"]) == ("merged", bench.pk)
        path = author.get(f"/api/v1/contributions/{again.pk}/timeline/").json()
        assert [step["state"] for step in path["steps"]] == ["received", "planned"]
        assert (path["mine"], path["may_rate"]) == (False, False)
        assert author.delete(f"/api/v1/contributions/{again.pk}/").status_code == 409

    def test_the_authors_page_says_so(self, bench: Contribution, again: Contribution, page: Client) -> None:
        merge(bench, again)
        answer_contribution(contribution=bench, answer=Answer(state="done", text={"en": "It stands."}))
        address = f"/f/{author_key(again)}/?lang=en"
        shown = page.get(address).content.decode()
        for words in (f"Joined with {bench.ref}", "The bench again", "It stands.", f"?ref={bench.ref}"):
            assert words in shown
        assert "Does this answer satisfy you?" not in shown and "Withdraw it" not in shown
        assert page.post(address, {"do": "yes"}).status_code == 409
        bench.refresh_from_db()
        assert bench.state == "done"
