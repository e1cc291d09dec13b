"""What became of a contribution: steps, answers, promises, and what the author says of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role
from core.models import Change
from participation.models import Contribution, Department, Step
from participation.refusals import NewsInThePast, SaySomething, SayWhyNot
from participation.services.answers import Answer, answer_contribution
from participation.services.contributions import change_state
from participation.states import ImpossibleMove
from perimeter_data.models import Perimeter
from tests import factories
from tests.house.back_office import page as admin_page
from tests.house.back_office import staff


@pytest.fixture
def lamp(perimeter: Perimeter, author: APIClient) -> Contribution:
    return factories.contribution(perimeter, kind="report", participant=author.participant, language="it")


@pytest.fixture
def lighting(perimeter: Perimeter) -> Department:
    name = {"fr": "Éclairage public", "it": "Illuminazione"}
    return Department.objects.create(perimeter=perimeter, slug="lighting", name=name)


def path(client: Any, lamp: Contribution, lang: str = "it") -> dict[str, Any]:
    response = client.get(f"/api/v1/contributions/{lamp.pk}/timeline/", HTTP_ACCEPT_LANGUAGE=lang)
    assert response.status_code == 200
    return response.json()


def say(lamp: Contribution, **parts: Any) -> Step:
    return answer_contribution(contribution=lamp, answer=Answer(**parts))


class TestThePath:
    def test_it_begins_with_what_came_in(self, api: APIClient, lamp: Contribution) -> None:
        found = path(api, lamp)
        assert [(step["state"], step["text"]) for step in found["steps"]] == [("received", None)]
        assert (found["news_by"], found["mine"], found["may_rate"]) == (None, False, False)

    def test_each_step_says_who_and_what(self, api: APIClient, lamp: Contribution, lighting: Department) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        say(lamp, state="acknowledged", department=lighting, note="ask the crew")
        say(lamp, state="planned", text={"it": "Una squadra viene.", "fr": "Une équipe vient."}, news_by=tomorrow)
        found = path(api, lamp)
        assert [step["state"] for step in found["steps"]] == ["received", "acknowledged", "planned"]
        assert found["steps"][1]["department"] == "Illuminazione"
        assert found["steps"][2]["text"] == "Una squadra viene."
        assert found["news_by"] == tomorrow.isoformat()
        assert path(api, lamp, "fr")["steps"][2]["text"] == "Une équipe vient."
        assert b"ask the crew" not in api.get(f"/api/v1/contributions/{lamp.pk}/timeline/").content
        assert list(
            Change.objects.filter(kind__startswith="contribution.").values_list("kind", flat=True).order_by("id")
        ) == [
            "contribution.state_changed",
            "contribution.answered",
        ]

    def test_what_was_hidden_meanwhile_is_no_step(self, api: APIClient, lamp: Contribution) -> None:
        change_state(contribution=lamp, state="hidden", reason="a name")
        assert api.get(f"/api/v1/contributions/{lamp.pk}/timeline/").status_code == 404
        change_state(contribution=lamp, state="received")
        found = api.get(f"/api/v1/contributions/{lamp.pk}/timeline/")
        assert b"a name" not in found.content
        assert {step["state"] for step in found.json()["steps"]} == {"received"}

    def test_an_import_shows_where_it_stands(self, api: APIClient, perimeter: Perimeter) -> None:
        done = factories.contribution(perimeter, state="done")
        assert [step["state"] for step in path(api, done)["steps"]] == ["received", "done"]


class TestAnswering:
    def test_something_has_to_be_said(self, lamp: Contribution) -> None:
        with pytest.raises(SaySomething):
            say(lamp, note="only for us")
        with pytest.raises(SayWhyNot):
            say(lamp, state="declined")
        with pytest.raises(NewsInThePast):
            say(lamp, news_by=timezone.localdate() - timedelta(days=1))
        with pytest.raises(ImpossibleMove):
            say(lamp, state="rejected", text={"it": "x"})
        assert not Step.objects.exists()
        lamp.refresh_from_db()
        assert lamp.state == "received"


class TestTheAuthor:
    def rate(self, client: APIClient, lamp: Contribution, satisfied: Any) -> Any:
        url = f"/api/v1/contributions/{lamp.pk}/satisfaction/"
        return client.post(url, {"satisfied": satisfied}, format="json")

    def test_yes_is_noted_once(self, author: APIClient, lamp: Contribution) -> None:
        assert self.rate(author, lamp, True).json()["code"] == "nothing_to_rate"
        say(lamp, state="done", text={"it": "Fatto."})
        assert path(author, lamp)["may_rate"]
        told = self.rate(author, lamp, True)
        assert told.status_code == 200
        assert (told.json()["steps"][-1]["satisfied"], told.json()["may_rate"]) == (True, False)
        assert self.rate(author, lamp, False).json()["code"] == "already_rated"
        lamp.refresh_from_db()
        assert lamp.state == "done"

    @pytest.mark.parametrize("state", ["done", "declined"])
    def test_no_takes_it_up_again(self, author: APIClient, lamp: Contribution, state: str) -> None:
        say(lamp, state=state, text={"it": "Fatto."})
        steps = self.rate(author, lamp, False).json()["steps"]
        assert [(step["state"], step["by_author"]) for step in steps[-2:]] == [(state, False), ("under_review", True)]
        lamp.refresh_from_db()
        assert lamp.state == "under_review"
        assert Change.objects.filter(kind="contribution.reopened", target_id=lamp.pk).count() == 1

    def test_before_the_end_no_changes_nothing(self, author: APIClient, lamp: Contribution) -> None:
        say(lamp, state="planned", text={"it": "In maggio."})
        self.rate(author, lamp, False)
        lamp.refresh_from_db()
        assert lamp.state == "planned"

    def test_nobody_else(self, author: APIClient, api: APIClient, perimeter: Perimeter, lamp: Contribution) -> None:
        say(lamp, text={"it": "Sì."})
        assert self.rate(api, lamp, True).status_code == 401
        _who, token = factories.participant_with_token(perimeter)
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        assert self.rate(api, lamp, True).json()["code"] == "not_the_author"
        assert self.rate(author, lamp, "perhaps").status_code == 400
        assert Step.objects.get().satisfied is None


class TestBackOffice:
    def form(self, **parts: Any) -> dict[str, Any]:
        empty = {"next_state": "", "department": "", "answer_fr": "", "answer_it": "", "answer_en": "", "news_by": ""}
        return {**empty, "reason": "", **parts}

    def test_an_answer_by_form(
        self, api: APIClient, perimeter: Perimeter, lamp: Contribution, lighting: Department
    ) -> None:
        moderator, address = staff(perimeter, Role.MODERATOR), admin_page(Contribution, "change", lamp.pk)
        wrong = moderator.post(address, self.form(next_state="planned", answer_fr="Une équipe vient."))
        assert "Write it in Italiano too" in wrong.content.decode()  # the language of who asked
        assert "write an answer" in moderator.post(address, self.form(next_state="declined")).content.decode()
        late = self.form(answer_it="x", news_by="2020-01-01")
        assert "lies in the past" in moderator.post(address, late).content.decode()
        assert not Step.objects.exists()
        day = timezone.localdate() + timedelta(days=9)
        filled = self.form(next_state="planned", department=lighting.pk, answer_it="Viene.", news_by=day.isoformat())
        assert moderator.post(address, filled).status_code == 302
        step = Step.objects.get()
        assert (step.state, step.department, step.text, step.news_by) == ("planned", lighting, {"it": "Viene."}, day)
        assert step.user is not None and path(api, lamp)["steps"][-1]["text"] == "Viene."
        assert "Illuminazione" in moderator.get(address, HTTP_ACCEPT_LANGUAGE="it").content.decode()

    def test_a_department_of_elsewhere_is_no_choice(self, perimeter: Perimeter, lamp: Contribution) -> None:
        other = factories.published_perimeter(slug="other")
        foreign = Department.objects.create(perimeter=other, slug="x", name={"fr": "x"})
        filled = self.form(answer_it="Viene.", department=foreign.pk)
        moderator = staff(perimeter, Role.MODERATOR)
        assert moderator.post(admin_page(Contribution, "change", lamp.pk), filled).status_code == 200
        assert not Step.objects.exists()

    def test_what_waits_is_found(self, perimeter: Perimeter, lamp: Contribution) -> None:
        fresh = factories.contribution(perimeter, title="Fresh")
        old = factories.contribution(perimeter, title="Old")
        told = factories.contribution(perimeter, title="Told")
        promised = factories.contribution(perimeter, title="Promised")
        Contribution.objects.filter(pk__in=[old.pk, told.pk]).update(created_at=timezone.now() - timedelta(days=10))
        say(told, text={"fr": "Oui."})
        say(promised, news_by=timezone.localdate())
        Step.objects.filter(contribution=promised).update(news_by=timezone.localdate() - timedelta(days=1))
        moderator = staff(perimeter, Role.MODERATOR)

        def listed(waiting: str) -> set[str]:
            shown = moderator.get(f"{admin_page(Contribution, 'changelist')}?waiting={waiting}").content.decode()
            return {one for one in ("Fresh", "Old", "Told", "Promised") if f">{one}<" in shown}

        assert listed("7") == {"Old"}
        assert listed("30") == set()
        assert listed("late") == {"Promised"}
        say(promised, text={"fr": "Voilà."})
        assert listed("late") == set()
        assert fresh.pk and Client()
