"""Who sees to what comes in, by when it is to be answered, and answers that are written often."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role
from participation.models import AnswerTemplate, Category, Contribution, Department, RoutingRule
from participation.querysets import past_deadline
from participation.services.answers import Answer, answer_contribution
from participation.services.routing import route
from perimeter_data.models import Perimeter, VersionState, Zone
from tests import factories
from tests.house.back_office import page, staff, words


def department(perimeter: Perimeter, slug: str) -> Department:
    return Department.objects.create(perimeter=perimeter, slug=slug, name=factories.i18n(slug))


def rule(to: Department, **conditions: Any) -> RoutingRule:
    return RoutingRule.objects.create(perimeter=to.perimeter, department=to, **conditions)


def routed(contribution: Contribution) -> str | None:
    route([contribution.pk])
    contribution.refresh_from_db()
    return contribution.department.slug if contribution.department else None


class TestRouting:
    def test_the_rule_that_says_most_decides(self, perimeter: Perimeter, communes: Any) -> None:
        roads, lights, west = (department(perimeter, slug) for slug in ("roads", "lights", "west"))
        lamp = Category.objects.create(perimeter=perimeter, slug="lamp", name=factories.i18n("lamp"))
        economy = perimeter.themes.get(slug="economy")
        assert routed(factories.contribution(perimeter)) is None
        rule(roads)
        rule(lights, category=lamp)
        zone = Zone.objects.get(code="W", version__zoning=communes)
        rule(west, theme=economy, zone=zone)
        east = factories.Point(7.75, 44.0, srid=4326)
        assert routed(factories.contribution(perimeter, east)) == "roads"
        assert routed(factories.contribution(perimeter, east, category=lamp)) == "lights"
        assert routed(factories.contribution(perimeter)) == "west"
        assert routed(factories.contribution(perimeter, theme="health")) == "roads"

    def test_a_new_edition_of_the_zoning_keeps_the_rule(self, perimeter: Perimeter, communes: Any) -> None:
        west = department(perimeter, "west")
        rule(west, zone=Zone.objects.get(code="W", version__zoning=communes))
        factories.zoning(perimeter)
        assert Zone.objects.filter(code="W", version__state=VersionState.PUBLISHED).count() == 1
        assert routed(factories.contribution(perimeter)) == "west"

    def test_what_is_sent_is_routed_and_not_told_before_an_answer(
        self, perimeter: Perimeter, author: APIClient, api: APIClient
    ) -> None:
        rule(department(perimeter, "roads"))
        other = department(perimeter, "parks")
        factories.open_consultation(perimeter)
        body = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [7.25, 44.0]},
            "properties": {"kind": "idea", "theme": "economy", "title": "A bench"},
        }
        made = author.post("/api/v1/perimeters/valley/contributions/", body, format="json")
        contribution = Contribution.objects.get(pk=made.json()["id"])
        assert contribution.department and contribution.department.slug == "roads"
        for url in (f"/api/v1/contributions/{contribution.pk}/", f"/api/v1/contributions/{contribution.pk}/timeline/"):
            assert b"roads" not in api.get(url).content
        answer_contribution(contribution=contribution, answer=Answer(state="acknowledged", department=other))
        contribution.refresh_from_db()
        assert contribution.department == other
        assert b"parks" in api.get(f"/api/v1/contributions/{contribution.pk}/timeline/").content

    def test_my_department_is_found(self, perimeter: Perimeter) -> None:
        roads = department(perimeter, "roads")
        client = staff(perimeter, Role.AGENT)
        agent = perimeter.memberships.get().user
        ours, _other = factories.contribution(perimeter), factories.contribution(perimeter)
        Contribution.objects.filter(pk=ours.pk).update(department=roads)
        listed = page(Contribution, "changelist")
        assert "my department" not in client.get(listed).content.decode()
        roads.staff.add(agent)
        assert "my department" in client.get(listed).content.decode()
        shown = client.get(f"{listed}?department=mine")
        assert [row.pk for row in shown.context["cl"].result_list] == [ours.pk]
        assert client.get(f"{listed}?department=x").status_code == 200

    def test_people_of_a_department_are_the_territorys_and_for_administrators_to_read(
        self, perimeter: Perimeter
    ) -> None:
        roads = department(perimeter, "roads")
        chief = staff(perimeter, Role.ADMINISTRATOR)
        stranger = factories.MembershipFactory(perimeter=factories.published_perimeter(slug="faraway")).user
        form = {**words("name", "Roads"), "position": "0", "staff": [stranger.pk]}
        assert chief.post(page(Department, "change", roads.pk), form).status_code == 200
        own = perimeter.memberships.get().user
        assert chief.post(page(Department, "change", roads.pk), {**form, "staff": [own.pk]}).status_code == 302
        assert list(roads.staff.all()) == [own]
        shown = staff(perimeter, Role.VIEWER).get(page(Department, "change", roads.pk)).content.decode()
        assert own.username not in shown


class TestDeadlines:
    def overdue(self) -> set[int]:
        return set(past_deadline(Contribution.objects.all()).values_list("pk", flat=True))

    def test_of_the_category_then_the_theme_then_the_perimeter(self, perimeter: Perimeter) -> None:
        lamp = Category.objects.create(perimeter=perimeter, slug="lamp", name=factories.i18n("lamp"), answer_days=2)
        perimeter.themes.filter(slug="economy").update(answer_days=5)
        Perimeter.objects.update(answer_days=10)
        old = {"created_at": timezone.now() - timedelta(days=3)}
        first = factories.contribution(perimeter, category=lamp, **old)
        second = factories.contribution(perimeter, **old)
        third = factories.contribution(perimeter, theme=None, **old)
        for days, expected in ((0, {first.pk}), (3, {first.pk, second.pk}), (8, {first.pk, second.pk, third.pk})):
            Contribution.objects.update(created_at=timezone.now() - timedelta(days=3 + days))
            assert self.overdue() == expected
        Perimeter.objects.update(answer_days=None)
        assert third.pk not in self.overdue()

    def test_an_answer_ends_it_and_files_have_none(self, perimeter: Perimeter) -> None:
        Perimeter.objects.update(answer_days=1)
        old = {"created_at": timezone.now() - timedelta(days=3)}
        waits, told, _planned, _file = (
            factories.contribution(perimeter, **old),
            factories.contribution(perimeter, **old),
            factories.contribution(perimeter, state="planned", **old),
            factories.contribution(perimeter, channel="import", **old),
        )
        answer_contribution(contribution=told, answer=Answer(text={"fr": "Oui."}))
        assert self.overdue() == {waits.pk}
        shown = staff(perimeter, Role.AGENT).get(f"{page(Contribution, 'changelist')}?waiting=overdue")
        assert [row.pk for row in shown.context["cl"].result_list] == [waits.pk]


class TestTemplates:
    def test_one_that_fits_fills_the_form_and_is_sent_as_it_was_changed(self, perimeter: Perimeter) -> None:
        economy, health = (perimeter.themes.get(slug=slug) for slug in ("economy", "health"))
        text = {"fr": "Merci, nous regardons.", "it": "Grazie, guardiamo."}
        fits = AnswerTemplate.objects.create(
            perimeter=perimeter, name="Thanks", theme=economy, text=text, state="under_review"
        )
        other = AnswerTemplate.objects.create(perimeter=perimeter, name="For health", theme=health, text=text)
        foreign = AnswerTemplate.objects.create(
            perimeter=factories.published_perimeter(slug="faraway"), name="Foreign", text=text
        )
        idea = factories.contribution(perimeter, language="fr")
        client = staff(perimeter, Role.MODERATOR)
        address = page(Contribution, "change", idea.pk)
        shown = client.get(address).content.decode()
        assert "Thanks" in shown and "For health" not in shown and "Foreign" not in shown
        for one in (other, foreign):
            assert "answer" not in client.get(f"{address}?template={one.pk}").context["adminform"].form.initial
        filled = client.get(f"{address}?template={fits.pk}")
        assert ">\nMerci, nous regardons.</textarea>" in filled.content.decode()
        assert filled.context["adminform"].form.initial["next_state"] == "under_review"
        assert not idea.steps.exists()
        sent = {"next_state": "under_review", "answer_fr": "Merci, demain.", "answer_it": "Grazie, domani."}
        client.post(f"{address}?template={fits.pk}", sent)
        assert idea.steps.get().text == {"fr": "Merci, demain.", "it": "Grazie, domani."}

    @pytest.mark.parametrize("asked", ["x", "9" * 30, "-1", ""])
    def test_an_address_that_names_none_is_the_plain_form(self, perimeter: Perimeter, asked: str) -> None:
        idea = factories.contribution(perimeter)
        client: Client = staff(perimeter, Role.MODERATOR)
        assert client.get(f"{page(Contribution, 'change', idea.pk)}?template={asked}").status_code == 200
