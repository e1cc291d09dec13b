"""Roles bring powers, in their perimeter only."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import rules
from accounts.models import Role, User
from perimeter_data.models import Perimeter
from perimeter_data.powers import Power, has_power, perimeters_where
from tests import factories

MAY = {
    Role.ADMINISTRATOR: {"view", "moderate", "plan", "administer"},
    Role.MODERATOR: {"view", "moderate"},
    Role.AGENT: {"view"},
    Role.PLANNER: {"view", "plan"},
    Role.VIEWER: {"view"},
}
PREDICATES = {
    "view": rules.may_view,
    "moderate": rules.may_moderate,
    "plan": rules.may_plan,
    "administer": rules.may_administer,
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("power", PREDICATES)
def test_a_role_brings_its_powers_and_no_other(perimeter: Perimeter, role: Role, power: str) -> None:
    elsewhere = factories.published_perimeter(slug="other")
    user = factories.MembershipFactory(perimeter=perimeter, role=role).user
    assert PREDICATES[power](user, perimeter.pk) == (power in MAY[role])
    assert not PREDICATES[power](user, elsewhere.pk)
    assert has_power(user, Power(power)) == (power in MAY[role])


def test_a_superuser_may_everything_everywhere(perimeter: Perimeter) -> None:
    user = factories.UserFactory(is_superuser=True)
    assert all(predicate(user, perimeter.pk) for predicate in PREDICATES.values())
    assert list(perimeters_where(user, Power.ADMINISTER)) == [perimeter]


@pytest.mark.parametrize("superuser", [False, True])
def test_who_was_deactivated_may_nothing(perimeter: Perimeter, superuser: bool) -> None:
    user = factories.MembershipFactory(perimeter=perimeter).user
    User.objects.filter(pk=user.pk).update(is_active=False, is_superuser=superuser)
    user = User.objects.get(pk=user.pk)
    assert not any(predicate(user, perimeter.pk) for predicate in PREDICATES.values())


def test_somebody_unknown_may_nothing(perimeter: Perimeter) -> None:
    assert not any(has_power(AnonymousUser(), power) for power in Power)
    assert not perimeters_where(AnonymousUser(), Power.VIEW).exists()


def newcomer(perimeter: Perimeter) -> User:
    user = factories.UserFactory()
    user.set_unusable_password()
    user.save()
    factories.MembershipFactory(user=user, perimeter=perimeter, role=Role.VIEWER)
    return user


def test_only_a_newcomer_without_a_password_is_invited(perimeter: Perimeter) -> None:
    chief = factories.MembershipFactory(perimeter=perimeter).user
    user = newcomer(perimeter)
    assert rules.may_invite(chief, user)
    user.set_password("correct-horse-battery")
    assert not rules.may_invite(chief, user)


def test_who_has_a_role_elsewhere_or_all_powers_is_not_invited(perimeter: Perimeter) -> None:
    chief = factories.MembershipFactory(perimeter=perimeter).user
    known = newcomer(perimeter)
    factories.MembershipFactory(user=known, perimeter=factories.published_perimeter(slug="other"))
    assert not rules.may_invite(chief, User.objects.get(pk=known.pk))
    ruler = newcomer(perimeter)
    ruler.is_superuser = True
    assert not rules.may_invite(chief, ruler)
    moderator = factories.MembershipFactory(perimeter=perimeter, role=Role.MODERATOR).user
    assert not rules.may_invite(moderator, newcomer(perimeter))


def test_nobody_changes_their_own_role(perimeter: Perimeter) -> None:
    own = factories.MembershipFactory(perimeter=perimeter)
    other = factories.MembershipFactory(perimeter=perimeter, role=Role.VIEWER)
    assert not rules.may_change_role(own.user, own)
    assert rules.may_change_role(own.user, other)
    assert not rules.may_change_role(other.user, own)
