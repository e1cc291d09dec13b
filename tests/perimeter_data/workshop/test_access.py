"""Who may into the workshop's API."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Role
from core import jobs
from perimeter_data.api.workshop.urls import urlpatterns
from perimeter_data.models import Perimeter
from tests import factories
from tests.perimeter_data.workshop.conftest import API, Workshop, drawn, rectangle

SAMPLE = {"uuid": "7e7e1b2e-2b3c-4f7e-9a51-5b7d8c1f0a11", "int": "1", "slug": "communes"}


def addresses() -> list[str]:
    found = []
    for pattern in urlpatterns:
        steps = [
            SAMPLE[step[1:].split(":")[0]] if step.startswith("<") else step for step in str(pattern.pattern).split("/")
        ]
        found.append(API + "/".join(steps))
    return found


@pytest.mark.parametrize("address", addresses())
def test_nobody_unknown_comes_in(perimeter: Perimeter, address: str) -> None:
    for method in ("get", "post", "delete", "patch"):
        answer = getattr(APIClient(), method)(address)
        assert answer.status_code == 401, (method, address)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_do(perimeter: Perimeter, role: Role) -> None:
    client = APIClient()
    client.force_login(factories.MembershipFactory(perimeter=perimeter, role=role).user)
    answer = client.get(API)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_administrator")


def test_and_only_in_their_own_perimeter(workshop: Workshop) -> None:
    factories.published_perimeter(slug="elsewhere")
    assert workshop.get("/api/v1/workshop/elsewhere/").status_code == 403
    assert workshop.get("/api/v1/workshop/nowhere/").status_code == 404


def test_a_job_of_another_perimeter_is_not_there(workshop: Workshop) -> None:
    other = jobs.start(kind="import", perimeter_id=factories.published_perimeter().pk)
    assert workshop.get(f"{API}jobs/{other.pk}/").status_code == 404


def test_writes_want_the_token_of_the_page(perimeter: Perimeter) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(factories.MembershipFactory(perimeter=perimeter).user)
    assert client.get(API).status_code == 200
    answer = client.post(f"{API}boundaries/", drawn(rectangle(7.1, 43.6, 7.9, 44.4)), format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_the_overview(workshop: Workshop) -> None:
    seen = workshop.see("")
    assert seen["perimeter"]["published"] == 1
    assert seen["perimeter"]["bbox"] == [7.0, 43.5, 8.0, 44.5]
    assert [row["number"] for row in seen["boundaries"]] == [1]
    assert seen["limits"]["max_bytes"] > 0
