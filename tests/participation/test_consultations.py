"""A consultation from its area to its end: what it takes, what it hides, how it closes, and what becomes of ideas."""

import base64
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from core.geometry import tile_at
from core.models import Change
from participation.folds.votes import fold_votes
from participation.models import Consultation, Contribution, Feature, Flag, Proposal, ProposalSet, Results, Step, Vote
from participation.refusals import (
    AnswerEveryLanguage,
    ConsultationOver,
    NotPublicYet,
    OutsideArea,
    PhaseClosed,
    ProposalHasVotes,
    ResultsDiffer,
    StillUnanswered,
    StillUnread,
)
from participation.services.answers import Answer, answer_contribution, answer_together
from participation.services.closing import answer_the_rest, answer_what_came_back, close_consultation, what_is_open
from participation.services.consultations import consultation_for
from participation.services.contributions import change_state
from participation.services.merging import merge_contributions
from participation.services.proposals import save_proposal
from participation.services.results import show_results_that_are_due
from perimeter_data.models import Perimeter, Zone, Zoning
from tests import factories
from tests.tiles.conftest import decoded

URL = "/api/v1/perimeters/valley/contributions/"
WEST, EAST = Point(7.25, 44.0, srid=4326), Point(7.75, 44.2, srid=4326)
ORDERS = ("newest", "supported")
THANKS = {"fr": "Merci.", "it": "Grazie.", "en": "Thank you."}


def tile(z: int) -> str:
    at = tile_at(WEST.x, WEST.y, z)
    return f"{at.z}/{at.x}/{at.y}"


def body(lon: float = 7.25, lat: float = 44.0, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"kind": "idea", "theme": "economy", "title": "Un banc", "language": "fr", **properties},
    }


@pytest.fixture
def now(perimeter: Perimeter) -> Consultation:
    return factories.open_consultation(perimeter)


class TestArea:
    @pytest.fixture
    def western(self, now: Consultation, communes: Zoning) -> Consultation:
        now.area.set(Zone.objects.filter(code="W"))
        return now

    def test_it_takes_what_lies_in_its_zones_and_names_them_to_others(
        self, author: APIClient, western: Consultation
    ) -> None:
        assert author.post(URL, body(), format="json").status_code == 201
        response = author.post(URL, body(lon=7.75, lat=44.2), format="json")
        problem = response.json()
        assert (response.status_code, problem["code"]) == (422, "outside_consultation_area")
        assert problem["zones"] == ["W (en)"]
        assert problem["zones"][0] in problem["detail"]

    def test_a_new_edition_of_the_zones_changes_nothing(self, perimeter: Perimeter, western: Consultation) -> None:
        factories.zoning(perimeter)
        assert consultation_for(perimeter, "now", "idea", WEST) == western
        with pytest.raises(OutsideArea):
            consultation_for(perimeter, "now", "idea", EAST)

    def test_of_two_that_are_open_the_one_of_this_place_is_meant(
        self, perimeter: Perimeter, western: Consultation
    ) -> None:
        eastern = factories.open_consultation(perimeter, slug="east")
        eastern.area.set(Zone.objects.filter(code="E"))
        assert consultation_for(perimeter, None, "idea", WEST) == western
        assert consultation_for(perimeter, None, "idea", EAST) == eastern

    def test_the_list_reads_names_not_shapes(self, api: APIClient, western: Consultation) -> None:
        western.area.set(Zone.objects.all())
        with CaptureQueriesContext(connection) as asked:
            shown = api.get("/api/v1/perimeters/valley/consultations/").json()["consultations"][0]
        assert {zone["code"] for zone in shown["area"]} == {"E", "W"}
        assert not [query["sql"] for query in asked if "geom" in query["sql"] or "display_3857" in query["sql"]]


def test_a_refusal_says_what_is_closed_and_when_it_opens(author: APIClient, now: Consultation) -> None:
    opens = timezone.now() + timedelta(days=2)
    now.phases.update(starts_at=opens)
    problem = author.post(URL, body(), format="json", HTTP_ACCEPT_LANGUAGE="it").json()
    assert problem["code"] == "phase_closed"
    assert problem["opens_at"] == opens.isoformat()
    assert "idee" in problem["detail"] and str(opens.year) in problem["detail"]


class TestHiddenResults:
    """Hidden, no door tells how votes stand: the same bytes whatever the votes."""

    @pytest.fixture
    def hiding(self, now: Consultation) -> Consultation:
        now.results = Results.HIDDEN
        now.save()
        return now

    def doors(self, api: APIClient, idea: Contribution, project: Proposal) -> list[bytes]:
        api_root = "/api/v1/perimeters/valley"
        urls = [
            *(f"{api_root}/{kind}/?order={order}" for kind in ("contributions", "proposals") for order in ORDERS),
            f"/api/v1/contributions/{idea.pk}/",
            f"/api/v1/proposals/{project.pk}/",
            f"{api_root}/statistics/?zoning=communes",
            f"{api_root}/",
            *(f"/tiles/valley/contributions,proposals/{tile(z)}.mvt" for z in (8, 12, 14, 16)),
            *(f"/tiles/valley/contributions,proposals/{tile(z)}.mvt?kind=idea" for z in (8, 14)),
            "/tiles/valley/poster.svg",
            f"/p/valley/?ref={idea.ref}",
            f"/p/valley/contributions/{idea.pk}/",
            f"/p/valley/proposals/{project.pk}/",
            "/p/valley/results/",
            "/p/valley/statistics/",
        ]
        answers = [api.get(url) for url in urls]
        assert {answer.status_code for answer in answers} == {200}
        return [b"".join(answer) + answer.get("ETag", "").encode() for answer in answers]

    def test_no_door_tells(self, api: APIClient, perimeter: Perimeter, communes: Zoning, hiding: Consultation) -> None:
        fields = {"consultation": hiding}
        idea, _other = factories.contribution(perimeter, **fields), factories.contribution(perimeter, EAST, **fields)
        project = factories.proposal(perimeter, **fields)
        before = self.doors(api, idea, project)
        for _n in range(3):
            factories.vote(idea)
            factories.vote(project, "against")
        fold_votes()
        assert self.doors(api, idea, project) == before
        hiding.phases.update(ends_at=timezone.now())
        assert show_results_that_are_due() == 1
        assert show_results_that_are_due() == 0
        after = self.doors(api, idea, project)
        told = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        assert {0, 1, 2, 3, 4, 5, 6} <= set(told)
        feature = api.get(f"/api/v1/contributions/{idea.pk}/").json()
        assert feature["properties"]["votes"]["for"] == 3
        pins = decoded(b"".join(api.get(f"/tiles/valley/contributions/{tile(14)}.mvt")))
        assert [pin["properties"]["votes_for"] for pin in pins["contributions"]] == [3]

    def test_a_participant_sees_the_own_vote_and_nothing_else(
        self, author: APIClient, perimeter: Perimeter, hiding: Consultation
    ) -> None:
        idea = factories.contribution(perimeter, consultation=hiding)
        factories.vote(idea)
        votes = author.put(f"/api/v1/contributions/{idea.pk}/vote/", {"choice": "for"}, format="json").json()
        assert votes == {"for": None, "against": None, "neutral": None, "mine": "for"}

    def test_what_is_not_over_stays_hidden(self, hiding: Consultation) -> None:
        assert show_results_that_are_due() == 0
        hiding.refresh_from_db()
        assert hiding.results == Results.HIDDEN

    def test_the_database_holds_that_a_closed_one_hides_nothing(self, hiding: Consultation) -> None:
        with pytest.raises(IntegrityError, match="consultation_closed_shows"), transaction.atomic():
            Consultation.objects.update(state="closed")


class TestChoices:
    def cast(self, client: APIClient, target: Any, choice: str = "for") -> Any:
        kind = "contributions" if isinstance(target, Contribution) else "proposals"
        return client.put(f"/api/v1/{kind}/{target.pk}/vote/", {"choice": choice}, format="json")

    def test_neutral_is_where_the_consultation_offers_it(
        self, author: APIClient, perimeter: Perimeter, now: Consultation
    ) -> None:
        project = factories.proposal(perimeter, consultation=now)
        refused = self.cast(author, project, "neutral")
        assert (refused.status_code, refused.json()["code"]) == (422, "neutral_not_offered")
        Consultation.objects.update(neutral_votes=True)
        assert self.cast(author, project, "neutral").json()["neutral"] == 1

    @pytest.fixture
    def places(self, perimeter: Perimeter) -> list[Proposal]:
        question = ProposalSet.objects.create(perimeter=perimeter, title=factories.i18n("Where?"))
        return [factories.proposal(perimeter, proposal_set=question) for _n in range(3)]

    def test_of_a_set_one_is_chosen(self, author: APIClient, places: list[Proposal]) -> None:
        first, second, third = places
        assert self.cast(author, first).json()["mine"] == "for"
        assert self.cast(author, second).json()["for"] == 1
        assert Vote.objects.get().proposal == second
        assert author.get(f"/api/v1/proposals/{first.pk}/").json()["properties"]["votes"]["mine"] is None
        refused = self.cast(author, second, "against")
        assert (refused.status_code, refused.json()["code"]) == (422, "choose_one")
        asked = author.get(f"/api/v1/proposals/{first.pk}/").json()["properties"]["choice_of_one"]
        assert asked["title"] and [one["id"] for one in asked["others"]] == [second.pk, third.pk]

    def test_the_database_holds_it_too(self, participant: Any, places: list[Proposal]) -> None:
        factories.vote(places[0], participant=participant)
        with pytest.raises(IntegrityError, match="vote_unique_in_set"), transaction.atomic():
            factories.vote(places[1], participant=participant)
        with pytest.raises(IntegrityError, match="has votes"), transaction.atomic():
            Proposal.objects.update(proposal_set=None)
        places[0].proposal_set = None
        with pytest.raises(ProposalHasVotes):
            save_proposal(proposal=places[0])


@pytest.mark.django_db(transaction=True)
def test_votes_that_race_over_a_set_leave_one_and_the_feed_adds_up() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    question = ProposalSet.objects.create(perimeter=perimeter, title=factories.i18n("Where?"))
    places = [factories.proposal(perimeter, proposal_set=question) for _n in range(3)]
    _who, token = factories.participant_with_token(perimeter)

    def cast(n: int) -> int:
        try:
            url = f"/api/v1/proposals/{places[n % 3].pk}/vote/"
            return (
                APIClient().put(url, {"choice": "for"}, format="json", HTTP_AUTHORIZATION=f"Bearer {token}").status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(cast, range(24))) == {200}
    counted: Counter[int | None] = Counter()
    for change in Change.objects.filter(kind__startswith="vote."):
        counted[change.target_id] += (change.payload["choice"] == "for") - (change.payload["before"] == "for")
    assert +counted == Counter({Vote.objects.get().proposal_id: 1})


class TestClosing:
    def test_nobody_is_left_without_an_answer(
        self, api: APIClient, author: APIClient, perimeter: Perimeter, now: Consultation
    ) -> None:
        fields = {"consultation": now, "participant": author.participant}
        waiting = factories.contribution(perimeter, language="fr", **fields)
        answered = factories.contribution(perimeter, language="it", **fields)
        answer_contribution(contribution=answered, answer=Answer(state="planned", text={"it": "Sì."}))
        with pytest.raises(StillUnanswered) as refusal:
            close_consultation(consultation=now, conclusion={})
        assert refusal.value.extra == {"unanswered": 1}
        with pytest.raises(AnswerEveryLanguage):
            close_consultation(consultation=now, conclusion={"it": "Grazie."})
        close_consultation(consultation=now, conclusion=THANKS)
        now.refresh_from_db()
        assert answer_the_rest(consultation=now) == 1
        assert answer_the_rest(consultation=now) == 0
        assert Step.objects.get(contribution=waiting).text == THANKS
        assert Step.objects.filter(contribution=answered).count() == 1
        with pytest.raises(ConsultationOver):
            close_consultation(consultation=now, conclusion=THANKS)

        shown = api.get("/api/v1/perimeters/valley/consultations/?lang=it").json()["consultations"][0]
        assert (shown["state"], shown["texts"]["conclusion"], shown["open"]) == ("closed", "Grazie.", [])
        detail = f"/api/v1/contributions/{waiting.pk}/"
        for response in (
            author.post(URL, body(consultation="now"), format="json"),
            author.patch(detail, {"properties": {"title": "Other"}}, format="json"),
            author.delete(detail),
            author.put(f"{detail}vote/", {"choice": "for"}, format="json"),
            author.post(f"{detail}comments/", {"text": "Late"}, format="json"),
        ):
            assert (response.status_code, response.json()["code"]) == (409, "consultation_over")

    def test_what_nobody_has_read_is_in_the_way(self, perimeter: Perimeter, now: Consultation) -> None:
        factories.contribution(perimeter, consultation=now, state="pending")
        with pytest.raises(StillUnread):
            close_consultation(consultation=now, conclusion=THANKS)

    def test_what_waits_for_its_authors_photo_is_not(self, perimeter: Perimeter, now: Consultation) -> None:
        factories.contribution(perimeter, consultation=now, state="pending", title=None, text="", awaits_photo=True)
        close_consultation(consultation=now, conclusion={})
        now.refresh_from_db()
        assert now.state == "closed"

    def test_closing_shows_what_was_hidden(self, now: Consultation) -> None:
        Consultation.objects.update(results=Results.HIDDEN)
        close_consultation(consultation=now, conclusion={})
        now.refresh_from_db()
        assert (now.state, now.results) == ("closed", "shown")

    def test_the_database_takes_nothing_for_a_closed_one(self, perimeter: Perimeter, now: Consultation) -> None:
        Consultation.objects.update(state="closed")
        with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
            factories.contribution(perimeter, consultation=now)


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_in_the_closing_second_is_answered_or_refused() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    now = factories.open_consultation(perimeter)
    tokens = [factories.participant_with_token(perimeter)[1] for _n in range(12)]

    def act(n: int) -> int:
        try:
            if n == 6:
                close_consultation(consultation=now, conclusion=THANKS)
                return 0
            client = APIClient()
            return client.post(URL, body(), format="json", HTTP_AUTHORIZATION=f"Bearer {tokens[n]}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(act, range(12)))
    assert set(statuses) <= {0, 201, 409}
    now.refresh_from_db()
    assert answer_the_rest(consultation=now) == statuses.count(201) == Contribution.objects.count()


def test_several_get_one_answer_and_a_refused_one_stops_none(perimeter: Perimeter) -> None:
    fine, italian, hidden = (
        factories.contribution(perimeter, **fields)
        for fields in ({"language": "fr"}, {"language": "it"}, {"language": "fr", "state": "hidden"})
    )
    answer = Answer(state="acknowledged", text={"fr": "Nous le faisons."})
    result = answer_together(contribution_ids=[fine.pk, italian.pk, hidden.pk], answer=answer)
    assert result.done == 1
    assert set(result.refused) == {italian.ref, hidden.ref}
    assert set(Contribution.objects.values_list("state", flat=True)) == {"acknowledged", "received", "hidden"}
    again = answer_together(contribution_ids=[fine.pk], answer=answer)
    assert again.done == 1  # the same state is no step back


class TestIdeasThatBecomeProjects:
    def test_both_name_each_other_and_the_author_hears_once(
        self, api: APIClient, perimeter: Perimeter, now: Consultation
    ) -> None:
        idea = factories.contribution(perimeter, title="A shuttle", language="it")
        hidden = factories.contribution(perimeter, state="hidden")
        project = factories.proposal(perimeter, state="draft")
        save_proposal(proposal=project, ideas=[idea, hidden])
        assert not Step.objects.exists()
        assert api.get(f"/api/v1/contributions/{idea.pk}/").json()["properties"]["proposals"] == []
        project.state = "published"
        save_proposal(proposal=project)
        save_proposal(proposal=project)
        step = Step.objects.get()
        assert (step.contribution, step.state, step.proposal) == (idea, "received", project)
        assert project.ref in step.text["it"] and "progetto" in step.text["it"]
        (became,) = api.get(f"/api/v1/contributions/{idea.pk}/").json()["properties"]["proposals"]
        assert (became["id"], became["ref"]) == (project.pk, project.ref)
        (origin,) = api.get(f"/api/v1/proposals/{project.pk}/").json()["properties"]["ideas"]
        assert origin == {"id": idea.pk, "ref": idea.ref, "title": "A shuttle"}


def test_features_are_all_known_to_the_refusal() -> None:
    assert set(PhaseClosed.sentences) == set(Feature)


class TestWhereItMeetsTheRest:
    """Merging, answering and importing keep what a consultation or a moderator decided."""

    def test_hidden_results_stay_hidden_until_there_was_a_vote(self, perimeter: Perimeter) -> None:
        made = factories.open_consultation(perimeter, features=("ideas",), results=Results.HIDDEN)
        assert show_results_that_are_due() == 0
        made.refresh_from_db()
        assert made.results == Results.HIDDEN

    def test_nothing_is_merged_into_or_out_of_one_that_is_over(self, perimeter: Perimeter, now: Consultation) -> None:
        kept, gone = (factories.contribution(perimeter, consultation=now) for _n in range(2))
        Consultation.objects.update(state="closed")
        with pytest.raises(ConsultationOver):
            merge_contributions(survivor=kept, duplicates=[gone])

    def test_hidden_votes_are_not_merged_into_the_open(self, perimeter: Perimeter, now: Consultation) -> None:
        hiding = factories.open_consultation(perimeter, slug="hiding", results=Results.HIDDEN)
        kept = factories.contribution(perimeter, consultation=now)
        gone = factories.contribution(perimeter, consultation=hiding)
        with pytest.raises(ResultsDiffer):
            merge_contributions(survivor=kept, duplicates=[gone])

    def test_a_project_made_of_a_duplicate_is_the_survivors(self, perimeter: Perimeter) -> None:
        kept, gone = (factories.contribution(perimeter) for _n in range(2))
        project = factories.proposal(perimeter, state="draft")
        save_proposal(proposal=project, ideas=[kept, gone])
        merge_contributions(survivor=kept, duplicates=[gone])
        assert list(project.ideas.all()) == [kept]

    def test_nobody_answers_what_nobody_can_read(self, perimeter: Perimeter) -> None:
        waiting = factories.contribution(perimeter, state="pending")
        with pytest.raises(NotPublicYet):
            answer_contribution(contribution=waiting, answer=Answer(text={"fr": "Oui."}))
        assert not Step.objects.exists()

    def test_what_comes_back_after_the_closing_is_answered(self, perimeter: Perimeter, now: Consultation) -> None:
        hidden = factories.contribution(perimeter, consultation=now, state="hidden")
        going = factories.contribution(perimeter, consultation=now, state="in_progress")
        close_consultation(consultation=now, conclusion=THANKS)
        assert answer_what_came_back() == 1
        assert Step.objects.get().contribution == going
        change_state(contribution=hidden, state="received")
        assert answer_what_came_back() == 1

    def test_what_the_conclusion_does_not_speak_to_still_waits(self, perimeter: Perimeter, now: Consultation) -> None:
        hidden = factories.contribution(perimeter, consultation=now, state="hidden", language="it")
        factories.contribution(perimeter, consultation=now, language="fr")
        close_consultation(consultation=now, conclusion={"fr": "Merci."})
        change_state(contribution=hidden, state="received")
        now.refresh_from_db()
        assert answer_the_rest(consultation=now) == 1
        left = what_is_open(now)
        assert (left.unanswered, left.languages) == (1, ["it"])

    def test_a_conclusion_settles_no_flag(self, perimeter: Perimeter, now: Consultation, participant: Any) -> None:
        flagged = factories.contribution(perimeter, consultation=now)
        Flag.objects.create(perimeter=perimeter, contribution=flagged, reason="insult", participant=participant)
        close_consultation(consultation=now, conclusion=THANKS)
        now.refresh_from_db()
        answer_the_rest(consultation=now)
        assert Flag.objects.get().settled_at is None


@pytest.mark.parametrize(("address", "status"), [("/p/valley/?ref=%00", 400), ("/embed/valley/?ref=%00", 200)])
def test_a_reference_that_is_none_is_no_error_of_ours(
    api: APIClient, perimeter: Perimeter, address: str, status: int
) -> None:
    """A frame takes what cannot be read for not asked: a town's page is not ours to refuse."""
    assert api.get(address).status_code == status


def test_a_cursor_of_brackets_is_refused(api: APIClient, perimeter: Perimeter) -> None:
    cursor = base64.urlsafe_b64encode(b"[" * 3000).decode()
    assert api.get(f"{URL}?cursor={cursor}").status_code == 400
