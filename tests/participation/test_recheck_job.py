"""A new boundary: what is placed already is checked in a task that is watched, stopped, and begun again."""

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point

from core import feed, jobs
from core.models import Job
from participation.models import Contribution
from participation.services import recheck
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.services.publish import publish_boundary
from tests import factories

WEST, EAST = Point(7.1, 44.0, srid=4326), Point(7.9, 44.0, srid=4326)


def publish(perimeter: Perimeter, number: int, *box: float) -> PerimeterVersion:
    boundary = MultiPolygon(factories.square(*box), srid=4326)
    version = PerimeterVersion.objects.create(
        perimeter=perimeter, number=number, boundary=boundary, accepted=boundary, tolerance_m=0, area_km2=1
    )
    return publish_boundary(version=version)


def rechecked() -> dict[str, Any]:
    """Let the feed be read, run what follows, return what it reported."""
    feed._readers["participation.recheck"][1]([])  # nothing new: nothing to do
    job = Job.objects.get(kind="recheck", state="queued")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.report
    return job.report


def follow(perimeter: Perimeter) -> None:
    """Hand the reader what a publishing wrote: inside a test's transaction the feed does not show it yet."""
    news = feed.Change.objects.filter(kind="perimeter.published", perimeter_id=perimeter.pk)
    feed._readers["participation.recheck"][1](list(news))


def test_what_is_outside_now_is_flagged_and_comes_back(perimeter: Perimeter) -> None:
    factories.zoning(perimeter)
    Job.objects.all().delete()
    kept, lost = factories.contribution(perimeter, WEST), factories.contribution(perimeter, EAST)
    second = publish(perimeter, 2, 7.0, 43.5, 7.5, 44.5)
    follow(perimeter)
    follow(perimeter)  # a change may be read twice: one task waits
    assert rechecked() == {"inside": 1, "outside": 1, "outside_now": 1}
    lost.refresh_from_db()
    kept.refresh_from_db()
    assert (lost.outside_version_id, kept.outside_version_id) == (second.pk, None)

    publish(perimeter, 3, 7.0, 43.5, 8.0, 44.5)
    follow(perimeter)
    assert rechecked() == {"inside": 2, "outside": 0, "outside_now": 0}
    lost.refresh_from_db()
    assert lost.outside_version_id is None


def test_it_goes_on_where_it_was_stopped(perimeter: Perimeter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "BATCH", 2)
    for _n in range(5):
        factories.contribution(perimeter, EAST)
    version = publish(perimeter, 2, 7.0, 43.5, 7.5, 44.5)
    seen: list[tuple[int, int]] = []

    def stop_after_two(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        recheck.recheck_positions(perimeter_id=perimeter.pk, progress=stop_after_two)
    assert seen == [(2, 5), (4, 5)]
    assert Contribution.objects.filter(outside_version=version).count() == 4
    counts = recheck.recheck_positions(perimeter_id=perimeter.pk)
    assert counts == {"inside": 0, "outside": 1, "outside_now": 5}
