"""What a clerk does with a consultation: tell beforehand, draw its area, hide results, close it, answer several."""

import re

import pytest
from django.test import Client

from accounts.models import Role
from core.jobs import run
from core.models import Job
from participation.models import Comment, Consultation, Contribution, Proposal, ProposalSet, Step
from participation.services.closing import close_consultation
from participation.services.contributions import change_state
from perimeter_data.models import Perimeter, Zone, Zoning
from tests import factories
from tests.house.back_office import consultation_form, page, proposal_form, staff, words


@pytest.fixture
def client(perimeter: Perimeter) -> Client:
    return staff(perimeter, Role.ADMINISTRATOR)


def test_texts_area_threshold_and_hidden_results_in_one_form(
    client: Client, perimeter: Perimeter, communes: Zoning
) -> None:
    west = Zone.objects.get(code="W")
    more = {"area": [west.pk], "threshold": "50", "results": "hidden", "phases-0-kind": "vote", "neutral_votes": "on"}
    client.post(page(Consultation, "add"), consultation_form(**words("commitment", "We read all"), **more))
    made = Consultation.objects.get()
    assert (made.threshold, made.results, made.neutral_votes) == (50, "hidden", True)
    assert made.commitment["it"] == "We read all it"
    assert list(made.area.all()) == [west]
    assert made.phases.get().kind == "vote"


@pytest.mark.parametrize(("now", "asked"), [("shown", "hidden"), ("shown", "live"), ("live", "shown")])
def test_results_that_were_seen_are_never_hidden_again(
    client: Client, perimeter: Perimeter, now: str, asked: str
) -> None:
    made = factories.open_consultation(perimeter, results=now)
    phase = made.phases.get()
    form = consultation_form(results=asked, **{"phases-INITIAL_FORMS": "1", "phases-0-id": str(phase.pk)})
    client.post(page(Consultation, "change", made.pk), form)
    made.refresh_from_db()
    assert made.results == now


def test_zones_of_another_territory_are_no_choice(client: Client, communes: Zoning) -> None:
    other = factories.published_perimeter(slug="faraway")
    foreign = factories.zoning(other).versions.get().zones.first()
    shown = client.post(page(Consultation, "add"), consultation_form(area=[foreign.pk]))
    assert shown.status_code == 200
    assert not Consultation.objects.exists()


class TestClosing:
    def test_it_says_which_comments_still_wait(self, client: Client, perimeter: Perimeter) -> None:
        made, other = (factories.open_consultation(perimeter, slug=slug) for slug in ("one", "other"))
        idea, elsewhere = (factories.contribution(perimeter, consultation=one) for one in (made, other))
        project = factories.proposal(perimeter, consultation=made)
        for target, state in (
            ({"contribution": idea}, "pending"),
            ({"proposal": project}, "pending"),
            ({"contribution": idea}, "published"),
            ({"contribution": elsewhere}, "pending"),
        ):
            Comment.objects.create(perimeter=perimeter, text=f"{state} here", state=state, **target)
        shown = client.get(page(Consultation, "close", made.pk)).content.decode()
        assert "2 comments wait for a moderator." in shown
        [address] = re.findall(r'href="(/admin/moderation/[^"]*what=comment[^"]*)"', shown)
        queue = client.get(address.replace("&amp;", "&"))
        assert [card["starts"] for card in queue.context["cards"]] == ["“pending here”"] * 2
        Comment.objects.filter(contribution=idea).update(state="hidden")
        Comment.objects.filter(proposal=project).delete()
        assert "for a moderator" not in client.get(page(Consultation, "close", made.pk)).content.decode()

    def test_it_asks_for_an_answer_and_gives_it(self, client: Client, perimeter: Perimeter) -> None:
        made = factories.open_consultation(perimeter)
        waiting = factories.contribution(perimeter, consultation=made, language="it")
        address = page(Consultation, "close", made.pk)
        assert "1 contribution has no answer yet" in client.get(address).content.decode()
        assert "have no answer yet" in client.post(address, {"sure": "on"}).content.decode()
        assert client.post(address, {**words("conclusion", "Thanks"), "sure": "on"}).status_code == 302
        run(Job.objects.get(kind="answer_the_rest").pk)
        assert Step.objects.get(contribution=waiting).text["it"] == "Thanks it"
        assert "1 contribution got this answer" in client.get(address).content.decode()
        shown = client.get(page(Consultation, "change", made.pk)).content.decode()
        assert "It is over" in shown and "Thanks it" in shown
        assert "It is over" in client.post(address, {**words("conclusion", "Again"), "sure": "on"}).content.decode()
        made.refresh_from_db()
        assert made.conclusion["it"] == "Thanks it"

    def test_what_still_has_no_answer_is_said_afterwards(self, client: Client, perimeter: Perimeter) -> None:
        over = factories.open_consultation(perimeter)
        hidden = factories.contribution(perimeter, consultation=over, language="it", state="hidden")
        close_consultation(consultation=over, conclusion={"fr": "Merci."})
        change_state(contribution=hidden, state="received")
        shown = client.get(page(Consultation, "close", over.pk)).content.decode()
        assert "It is over" in shown and "1 contribution has no answer yet" in shown
        assert "They were written in: it." in shown

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_others_do_not(self, perimeter: Perimeter, role: Role) -> None:
        made = factories.open_consultation(perimeter)
        assert staff(perimeter, role).post(page(Consultation, "close", made.pk)).status_code == 403

    def test_nor_does_the_staff_of_another_territory(self, perimeter: Perimeter) -> None:
        made = factories.open_consultation(perimeter)
        stranger = staff(factories.published_perimeter(slug="faraway"), Role.ADMINISTRATOR)
        assert stranger.get(page(Consultation, "close", made.pk)).status_code == 404


class TestOneAnswerForSeveral:
    def ask(self, client: Client, rows: list[Contribution], **form: str) -> str:
        data = {"action": "answer_all", "_selected_action": [row.pk for row in rows], **form}
        return client.post(page(Contribution, "changelist"), data, follow=True).content.decode()

    def test_each_gets_it(self, client: Client, perimeter: Perimeter) -> None:
        rows = [factories.contribution(perimeter, language=language) for language in ("fr", "it")]
        assert rows[1].ref in self.ask(client, rows)
        refused = self.ask(client, rows, give="1", answer_fr="Oui", next_state="planned")
        assert "Somebody wrote in: it." in refused
        assert "2 contributions answered." in self.ask(
            client, rows, give="1", answer_fr="Oui", answer_it="Sì", next_state="planned"
        )
        assert set(Contribution.objects.values_list("state", flat=True)) == {"planned"}
        assert Step.objects.count() == 2

    def test_of_two_territories_none(self, client: Client, perimeter: Perimeter) -> None:
        other = factories.published_perimeter(slug="faraway")
        foreign = factories.contribution(other)
        self.ask(client, [foreign], give="1", answer_fr="Oui", next_state="planned")
        assert not Step.objects.exists()

    def test_a_viewer_has_no_such_action(self, perimeter: Perimeter) -> None:
        row = factories.contribution(perimeter)
        self.ask(staff(perimeter, Role.VIEWER), [row], give="1", answer_fr="Oui", next_state="planned")
        assert not Step.objects.exists()


class TestProjects:
    def test_one_is_made_of_an_idea(self, client: Client, perimeter: Perimeter) -> None:
        idea = factories.contribution(perimeter, title="A shuttle", language="it")
        shown = client.get(page(Contribution, "change", idea.pk)).content.decode()
        address = f"{page(Proposal, 'add')}?perimeter={perimeter.slug}&idea={idea.ref}"
        assert address.replace("&", "&amp;") in shown
        form = client.get(address).content.decode()
        assert f'value="{idea.ref}"' in form and 'value="A shuttle"' in form
        client.post(page(Proposal, "add"), proposal_form(idea_refs=f"{idea.ref.lower()} "))
        assert list(Proposal.objects.get().ideas.all()) == [idea]
        assert Step.objects.get().contribution == idea

    def test_an_idea_nobody_knows_is_named(self, client: Client, perimeter: Perimeter) -> None:
        answer = client.post(page(Proposal, "add"), proposal_form(idea_refs="TST-9999"))
        assert "Not known here: TST-9999" in answer.content.decode()
        assert not Proposal.objects.exists()

    def test_a_project_people_voted_on_stays_in_its_choice(self, client: Client, perimeter: Perimeter) -> None:
        question = ProposalSet.objects.create(perimeter=perimeter, title=factories.i18n("Where?"))
        project = factories.proposal(perimeter)
        factories.vote(project)
        answer = client.post(page(Proposal, "change", project.pk), proposal_form(proposal_set=question.pk))
        assert "People have voted on this project" in answer.content.decode()
        project.refresh_from_db()
        assert project.proposal_set is None
