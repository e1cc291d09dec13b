"""Each role meets each page of its own perimeter as its powers allow, and never a row of another."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from interop.models import PersonalExport
from layers.models import BaseMap, Layer
from participation.models import (
    AnswerTemplate,
    Attachment,
    Category,
    Comment,
    Consultation,
    Contribution,
    Department,
    Proposal,
    ProposalSet,
    RoutingRule,
    Theme,
)
from participation.states import ContributionState
from perimeter_data.models import Logo, Perimeter, PerimeterVersion, Place, VersionState, Zoning, ZoningVersion
from tests import factories
from tests.house.back_office import Territory, chief, consultation_form, page, proposal_form, staff, territory, words

MODELS = (
    Perimeter, PerimeterVersion, Zoning, ZoningVersion, Place, Logo, Layer, BaseMap, Theme, Category, Consultation,
    Proposal, ProposalSet, Contribution, Comment, Attachment, Department, RoutingRule, AnswerTemplate, Membership,
    PersonalExport,
)  # fmt: skip
NOBODY_ADDS = {ZoningVersion, Place, Contribution, Comment, Attachment, PersonalExport}
# As they stand: published, in use, or never.
NOBODY_DELETES = {Zoning, ZoningVersion, Place, Theme, Contribution, Comment, Attachment, PersonalExport}
SUPERUSERS_MAKE = {Perimeter}
READ_ONLY = {PerimeterVersion, ZoningVersion, Place, PersonalExport}
MODERATED = {Contribution, Comment, Attachment}


@pytest.fixture
def here(db: Any) -> Territory:
    return territory("valley")


@pytest.fixture
def elsewhere(db: Any) -> Territory:
    return territory("faraway")


def may_read(role: Role, model: type[Model]) -> bool:
    return role == Role.ADMINISTRATOR or model not in (Membership, PersonalExport)


def may_write(role: Role, model: type[Model]) -> bool:
    if model in MODERATED:
        return role in (Role.ADMINISTRATOR, Role.MODERATOR)
    return role == Role.ADMINISTRATOR


def untouched(obj: Model) -> bool:
    """Say whether a row stands in the database as it was loaded."""
    stored = type(obj)._default_manager.filter(pk=obj.pk).values().get()
    return stored == {name: getattr(obj, name) for name in stored}


@pytest.mark.parametrize("role", Role)
def test_reading(here: Territory, elsewhere: Territory, role: Role) -> None:
    client = staff(here.perimeter, role)
    for model in MODELS:
        listed = client.get(page(model, "changelist"))
        own = client.get(page(model, "change", here.rows[model].pk))
        status = 200 if may_read(role, model) else 403
        assert (listed.status_code, own.status_code) == (status, status), model
        if status == 200:
            assert "valley" in listed.content.decode(), model
            assert "faraway" not in listed.content.decode() + own.content.decode(), model
            writes = may_write(role, model) and model not in READ_ONLY
            assert ('name="_save"' in own.content.decode()) == writes, model
        for name in ("change", "delete", "history"):
            answer = client.get(page(model, name, elsewhere.rows[model].pk))
            assert answer.status_code in (302, 403), (model, name)
            assert "faraway" not in answer.content.decode(), (model, name)


@pytest.mark.parametrize("role", Role)
def test_adding_and_deleting(here: Territory, elsewhere: Territory, role: Role) -> None:
    client = staff(here.perimeter, role)
    for model in MODELS:
        count = model._default_manager.count()
        adds = may_write(role, model) and model not in NOBODY_ADDS | SUPERUSERS_MAKE
        assert client.get(page(model, "add")).status_code == (200 if adds else 403), model
        there = f"{page(model, 'add')}?perimeter=faraway"
        assert client.get(there).status_code == 403, model
        assert client.post(there, {**proposal_form(), **words("name", "x")}).status_code == 403, model
        deletes = may_write(role, model) and model not in NOBODY_DELETES | SUPERUSERS_MAKE
        own = page(model, "delete", here.rows[model].pk)
        assert client.get(own).status_code == (200 if deletes else 403), model
        foreign = page(model, "delete", elsewhere.rows[model].pk)
        assert client.post(foreign, {"post": "yes"}).status_code in (302, 403), model
        assert model._default_manager.count() == count, model


CRAFTED = {**words("name", "New"), **proposal_form(), "role": "administrator", "next_state": "hidden", "reason": "x"}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_who_may_not_write_writes_nothing(here: Territory, role: Role) -> None:
    client = staff(here.perimeter, role)
    for model in MODELS:
        if not may_write(role, model):
            assert client.post(page(model, "change", here.rows[model].pk), CRAFTED).status_code == 403, model
            assert untouched(here.rows[model]), model


def test_an_administrator_changes_no_row_of_another_perimeter(here: Territory, elsewhere: Territory) -> None:
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    for model in MODELS:
        answer = client.post(page(model, "change", elsewhere.rows[model].pk), CRAFTED)
        assert answer.status_code in (302, 403), model
        assert untouched(elsewhere.rows[model]), model
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("model", [PerimeterVersion, ZoningVersion])
def test_versions_of_another_perimeter_are_neither_drawn_nor_published(
    here: Territory, elsewhere: Territory, model: type[Model]
) -> None:
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    obj = elsewhere.rows[model]
    before = obj.state
    assert client.get(page(model, "drawn", obj.pk)).status_code == 404
    assert client.post(page(model, "publish", obj.pk)).status_code == 404
    obj.refresh_from_db()
    assert obj.state == before


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_publish_a_boundary(here: Territory, role: Role) -> None:
    client, draft = staff(here.perimeter, role), here.rows[PerimeterVersion]
    assert client.get(page(PerimeterVersion, "drawn", draft.pk)).status_code == 200
    assert client.post(page(PerimeterVersion, "publish", draft.pk)).status_code == 403
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert "/publish/" not in client.get(page(PerimeterVersion, "change", draft.pk)).content.decode()


@pytest.mark.parametrize(("name", "model"), [("theme", Theme), ("consultation", Consultation)])
def test_a_proposal_takes_nothing_of_another_perimeter(
    here: Territory, elsewhere: Territory, name: str, model: type[Model]
) -> None:
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    answer = client.post(page(Proposal, "add"), proposal_form(**{name: elsewhere.rows[model].pk}))
    assert answer.status_code == 200
    assert name in answer.context["adminform"].form.errors
    assert Proposal.objects.filter(perimeter=here.perimeter).count() == 1
    assert f'value="{elsewhere.rows[model].pk}"' not in client.get(page(Proposal, "add")).content.decode()


def test_a_consultation_takes_no_theme_of_another_perimeter(here: Territory, elsewhere: Territory) -> None:
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    answer = client.post(page(Consultation, "add"), consultation_form(themes=[elsewhere.rows[Theme].pk]))
    assert "themes" in answer.context["adminform"].form.errors
    assert not Consultation.objects.filter(slug="autumn").exists()


def test_a_phase_of_another_consultation_cannot_be_taken_over(here: Territory, elsewhere: Territory) -> None:
    foreign = elsewhere.rows[Consultation].phases.get()
    form = consultation_form(**{"phases-INITIAL_FORMS": "1", "phases-0-id": str(foreign.pk)})
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    client.post(page(Consultation, "change", here.rows[Consultation].pk), form)
    before = foreign.features
    foreign.refresh_from_db()
    assert (foreign.consultation_id, foreign.features) == (elsewhere.rows[Consultation].pk, before)


def test_the_category_of_another_perimeters_theme(here: Territory, elsewhere: Territory) -> None:
    client = staff(here.perimeter, Role.ADMINISTRATOR)
    form = {**words("name", "Lamps"), "slug": "lamps", "position": "0", "theme": elsewhere.rows[Theme].pk}
    assert "theme" in client.post(page(Category, "add"), form).context["adminform"].form.errors
    assert not Category.objects.filter(slug="lamps").exists()


def test_actions_on_contributions_stop_at_the_perimeter(here: Territory, elsewhere: Territory) -> None:
    ids = [here.rows[Contribution].pk, elsewhere.rows[Contribution].pk]
    form = {"action": "hide", "_selected_action": ids, "reason": "off topic"}
    staff(here.perimeter, Role.MODERATOR).post(page(Contribution, "changelist"), form)
    states = dict(Contribution.objects.values_list("pk", "state"))
    assert [states[pk] for pk in ids] == [ContributionState.HIDDEN, ContributionState.RECEIVED]


def test_a_moderator_here_who_reads_there_moves_nothing_there(here: Territory, elsewhere: Territory) -> None:
    """Both lists are one page: the power is asked for each row."""
    membership = factories.MembershipFactory(perimeter=here.perimeter, role=Role.MODERATOR)
    factories.MembershipFactory(user=membership.user, perimeter=elsewhere.perimeter, role=Role.VIEWER)
    client = Client()
    client.force_login(membership.user)
    foreign = elsewhere.rows[Contribution]
    assert "faraway bench" in client.get(page(Contribution, "changelist")).content.decode()
    form = {"action": "hide", "_selected_action": [foreign.pk], "reason": "off topic"}
    client.post(page(Contribution, "changelist"), form)
    foreign.refresh_from_db()
    assert foreign.state == ContributionState.RECEIVED


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.MODERATOR)])
def test_actions_are_moderators(here: Territory, role: Role) -> None:
    obj = here.rows[Contribution]
    form = {"action": "hide", "_selected_action": [obj.pk], "reason": "off topic"}
    staff(here.perimeter, role).post(page(Contribution, "changelist"), form)
    obj.refresh_from_db()
    assert obj.state == ContributionState.RECEIVED


class TestRolesOfOthers:
    """Administrators give and take roles in their perimeter: no other, no superuser, not their own."""

    @pytest.fixture
    def own(self, here: Territory) -> Membership:
        return factories.MembershipFactory(perimeter=here.perimeter)

    @pytest.fixture
    def client(self, own: Membership) -> Iterator[Client]:
        client = Client(headers={"accept-language": "en"})
        client.force_login(own.user)
        yield client

    def test_a_newcomer_gets_a_role_and_a_link_to_choose_a_password(self, client: Client, here: Territory) -> None:
        form = {"email": "New@Example.org", "first_name": "Ada", "last_name": "", "role": "moderator"}
        answer = client.post(page(Membership, "add"), {**form, "is_superuser": "on"}, follow=True)
        user = User.objects.get(username="new@example.org")
        assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
        assert user.roles == {here.perimeter.pk: Role.MODERATOR}
        link = answer.context["invitation"]
        newcomer = Client(headers={"accept-language": "en"})
        chosen = newcomer.get(link, follow=True)
        newcomer.post(
            chosen.redirect_chain[-1][0],
            {"new_password1": "correct-horse-battery", "new_password2": "correct-horse-battery"},
        )
        assert newcomer.get(reverse("admin:index")).status_code == 200
        assert "invitation" not in client.get(answer.redirect_chain[-1][0]).context
        assert not Client().get(link, follow=True).context["validlink"]

    def test_who_is_known_keeps_password_and_roles_elsewhere(
        self, client: Client, here: Territory, elsewhere: Territory
    ) -> None:
        known = elsewhere.rows[Membership].user
        known.set_password("correct-horse-battery")
        known.save()
        answer = client.post(page(Membership, "add"), {"email": known.username, "role": "planner"}, follow=True)
        assert "invitation" not in answer.context
        known = User.objects.get(pk=known.pk)
        assert known.check_password("correct-horse-battery")
        assert known.roles == {here.perimeter.pk: Role.PLANNER, elsewhere.perimeter.pk: Role.VIEWER}

    def test_the_same_person_twice_is_said(self, client: Client, here: Territory) -> None:
        email = here.rows[Membership].user.username
        answer = client.post(page(Membership, "add"), {"email": email, "role": "planner"})
        assert "email" in answer.context["adminform"].form.errors

    def test_a_role_is_changed_and_taken(self, client: Client, here: Territory) -> None:
        obj = here.rows[Membership]
        client.post(page(Membership, "change", obj.pk), {"role": "agent", "user": "1", "perimeter": "1"})
        obj.refresh_from_db()
        assert (obj.role, obj.perimeter) == (Role.AGENT, here.perimeter)
        client.post(page(Membership, "delete", obj.pk), {"post": "yes"})
        assert not Membership.objects.filter(pk=obj.pk).exists()

    def test_nobody_changes_their_own(self, client: Client, own: Membership) -> None:
        assert client.post(page(Membership, "change", own.pk), {"role": "viewer"}).status_code == 403
        assert client.post(page(Membership, "delete", own.pk), {"post": "yes"}).status_code == 403
        own.refresh_from_db()
        assert own.role == Role.ADMINISTRATOR

    @pytest.mark.parametrize("name", ["changelist", "add"])
    def test_accounts_are_superusers(self, client: Client, name: str) -> None:
        assert client.get(page(User, name)).status_code == 403

    def test_no_account_is_changed(self, client: Client, own: Membership) -> None:
        form = {"username": own.user.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        assert client.post(page(User, "change", own.user.pk), form).status_code == 403
        password = reverse("admin:auth_user_password_change", args=[own.user.pk])
        assert client.get(password).status_code == 403
        own.user.refresh_from_db()
        assert not own.user.is_superuser


def test_staff_without_a_role_sees_nothing(here: Territory) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(factories.UserFactory())
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert "You have no role" in answer.content.decode()
    assert "valley" not in answer.content.decode()
    for model in MODELS:
        assert client.get(page(model, "changelist")).status_code == 403
        assert client.get(page(model, "change", here.rows[model].pk)).status_code == 403


def test_who_is_not_signed_in_is_asked_to(here: Territory) -> None:
    for model in MODELS:
        for address in (page(model, "changelist"), page(model, "change", here.rows[model].pk)):
            answer = Client().get(address)
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_a_superuser_makes_an_account_with_a_password(db: None) -> None:
    password = "correct-horse-battery"
    form = {"username": "ada@example.org", "password1": password, "password2": password}
    client = chief()
    assert client.post(page(User, "add"), {**form, "password2": "another"}).status_code == 200
    assert not User.objects.filter(username=form["username"]).exists()
    assert client.post(page(User, "add"), form).status_code == 302
    assert User.objects.get(username=form["username"]).check_password(password)


def test_superusers_meet_every_row(here: Territory, elsewhere: Territory) -> None:
    client = chief()
    for model in MODELS:
        assert client.get(page(model, "changelist")).status_code == 200
        for place in (here, elsewhere):
            assert client.get(page(model, "change", place.rows[model].pk)).status_code == 200, model
