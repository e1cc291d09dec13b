"""Who may open the planner's page."""

import pytest
from django.test import Client

from accounts.models import Role
from perimeter_data.models import Perimeter
from tests import factories

PAGE = "/planner/valley/"


@pytest.fixture
def valley(db: None) -> Perimeter:
    return factories.published_perimeter(slug="valley")


def test_who_is_unknown_is_asked_and_brought_back(valley: Perimeter, client: Client) -> None:
    answer = client.get(f"{PAGE}?theme=economy")
    assert answer.status_code == 302
    assert answer.url == "/admin/login/?next=/planner/valley/%3Ftheme%3Deconomy"


@pytest.mark.parametrize("role", list(Role))
def test_any_role_in_the_perimeter_opens_it(valley: Perimeter, client: Client, role: Role) -> None:
    user = factories.UserFactory()
    factories.MembershipFactory(user=user, perimeter=valley, role=role)
    client.force_login(user)
    answer = client.get(PAGE)
    assert answer.status_code == 200 and b"<agorama-planner" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert (b" personal>" in answer.content) is (role in {Role.ADMINISTRATOR, Role.MODERATOR})


def test_staff_of_another_perimeter_is_refused(valley: Perimeter, client: Client) -> None:
    other = factories.published_perimeter(slug="other", ref_prefix="OTH")
    user = factories.UserFactory()
    factories.MembershipFactory(user=user, perimeter=other, role=Role.ADMINISTRATOR)
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert client.get("/planner/nowhere/").status_code == 404
