"""Public figures of how texts were handled: counts that add up, and medians of the time it took."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from core import changes
from participation.models import Contribution, Step
from perimeter_data.models import Perimeter
from tests import factories

URL = "/api/v1/perimeters/valley/moderation-figures/"
MAY = datetime(2026, 5, 10, 8, tzinfo=UTC)


def came(perimeter: Perimeter, first: str, state: str, at: datetime = MAY, **more: object) -> Contribution:
    made = factories.contribution(perimeter, state=state, created_at=at, **more)
    changes.append(
        "contribution.submitted",
        perimeter_id=perimeter.pk,
        target_type="contribution",
        target_id=made.pk,
        payload={"state": first},
    )
    return made


def step(contribution: Contribution, hours: float, **parts: object) -> None:
    made = Step.objects.create(contribution=contribution, state=contribution.state, **parts)
    Step.objects.filter(pk=made.pk).update(created_at=contribution.created_at + timedelta(hours=hours))


def test_counts_by_month_and_medians(perimeter: Perimeter, api: APIClient) -> None:
    june = MAY + timedelta(days=30)
    kept = came(perimeter, "received", "planned")
    step(kept, 2)
    step(kept, 10, text={"fr": "Oui."})
    step(kept, 1, by_author=True)
    step(came(perimeter, "pending", "rejected"), 4)
    step(came(perimeter, "received", "hidden"), 6)
    came(perimeter, "received", "merged", merged_into=kept)
    came(perimeter, "pending", "pending", june)
    came(perimeter, "received", "received", june)
    came(perimeter, "received", "received", channel="import")
    answer = api.get(URL)
    assert answer["Cache-Control"] == "public, max-age=300"
    found = answer.json()
    total = found["total"]
    assert {name: total[name] for name in ("received", "published_at_once", "read_before", "waiting")} == {
        "received": 6,
        "published_at_once": 4,
        "read_before": 2,
        "waiting": 1,
    }
    assert [total[name] for name in ("rejected", "hidden", "withdrawn", "merged")] == [1, 1, 0, 1]
    assert (total["median_hours_to_decision"], total["median_hours_to_answer"]) == (4.0, 10.0)
    assert (total["public"], total["answered"], total["share_answered"]) == (2, 1, 0.5)
    assert [row["month"] for row in found["months"]] == ["2026-05", "2026-06"]
    for name in ("received", "merged", "public", "answered", "read_before"):
        assert sum(row[name] for row in found["months"]) == total[name]


def test_where_nothing_came_in(perimeter: Perimeter, api: APIClient) -> None:
    found = api.get(URL).json()
    assert found["months"] == []
    assert (found["total"]["received"], found["total"]["share_answered"]) == (0, None)
    assert found["total"]["median_hours_to_answer"] is None


@pytest.mark.parametrize("tail", ["?month=2026-05", "?lang=fr&x=1"])
def test_what_is_not_known_is_refused(perimeter: Perimeter, api: APIClient, tail: str) -> None:
    assert api.get(f"{URL}{tail}").status_code == 400


def test_of_a_closed_territory_there_are_none(perimeter: Perimeter, api: APIClient) -> None:
    Perimeter.objects.update(is_public=False)
    assert api.get(URL).status_code == 404
