"""Promises under concurrency: one vote a participant, one row a key, changes read once their transaction is over."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from rest_framework.test import APIClient

from core import changes, feed
from core.errors import DomainError
from core.models import Change
from participation.folds.drift import Drift, check_counts
from participation.models import Attachment, Contribution, Vote
from participation.services.merging import merge_contributions
from participation.services.votes import cast_vote
from tests import factories, photographs

PARALLEL = 20


def in_parallel(act: Callable[[int], Any]) -> list[Any]:
    """Run `act(0..19)` in threads, each with a database connection of its own."""

    def one(n: int) -> Any:
        try:
            return act(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(one, range(PARALLEL)))


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_votes_of_one_participant_are_one_row() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    target = factories.contribution(perimeter)
    _who, token = factories.participant_with_token(perimeter)

    def cast(n: int) -> int:
        choice = {"choice": "for" if n % 2 else "against"}
        url = f"/api/v1/contributions/{target.pk}/vote/"
        return APIClient().put(url, choice, format="json", HTTP_AUTHORIZATION=f"Bearer {token}").status_code

    assert set(in_parallel(cast)) == {200}
    assert Vote.objects.count() == 1
    folded: Counter[str | None] = Counter()
    for payload in Change.objects.filter(kind="vote.cast").values_list("payload", flat=True):
        folded[payload["choice"]] += 1
        folded[payload["before"]] -= 1
    del folded[None]
    assert +folded == Counter({Vote.objects.get().choice: 1})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("voted_before", [False, True])
def test_votes_beside_a_merge_all_count_once_on_the_survivor(voted_before: bool) -> None:
    perimeter = factories.published_perimeter(slug="valley")
    survivor, duplicate = (factories.contribution(perimeter) for _n in range(2))
    voters = [factories.ParticipantFactory(perimeter=perimeter) for _n in range(PARALLEL - 2)]
    if voted_before:
        for who in voters:
            cast_vote(participant=who, target=survivor, choice="against")
            cast_vote(participant=who, target=duplicate, choice="for")
    old = Contribution.objects.select_related("perimeter", "consultation").get(pk=duplicate.pk)

    def act(n: int) -> str:
        """Merge one way, merge the other way, and let everybody vote: the second merge is refused."""
        pair = {PARALLEL // 2: (survivor, duplicate), PARALLEL - 1: (duplicate, survivor)}.get(n)
        if pair is None:
            who = voters[n if n < PARALLEL // 2 else n - 1]
            cast_vote(participant=who, target=old, choice="for" if n % 2 else "against")
            return ""
        try:
            merge_contributions(survivor=pair[0], duplicates=[pair[1]])
        except DomainError as refusal:
            return refusal.code
        return "merged"

    assert sorted(in_parallel(act))[PARALLEL - 2 :] == ["merged", "survivor_not_public"]
    assert Contribution.objects.filter(state="merged").count() == 1
    kept = Contribution.objects.exclude(state="merged").get()
    assert set(Vote.objects.values_list("contribution_id", flat=True)) == {kept.pk}
    assert Vote.objects.count() == len(voters)
    folded: Counter[tuple[int | None, str | None]] = Counter()
    for row in Change.objects.filter(kind__in=["vote.cast", "vote.withdrawn"]):
        folded[row.target_id, row.payload["choice"]] += 1
        folded[row.target_id, row.payload["before"]] -= 1
    ledger = Counter(Vote.objects.values_list("contribution_id", "choice"))
    assert {key: n for key, n in folded.items() if key[1] and n} == dict(ledger)
    assert check_counts(perimeter_id=perimeter.pk, repair=False) == Drift(0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_with_one_key_make_one_contribution() -> None:
    perimeter = factories.published_perimeter(slug="valley")
    factories.open_consultation(perimeter)
    _who, token = factories.participant_with_token(perimeter)
    body = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [7.25, 44.0]},
        "properties": {"kind": "idea", "theme": "economy", "title": "Once"},
    }

    def submit(_n: int) -> tuple[int, Any]:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_IDEMPOTENCY_KEY="same")
        response = client.post("/api/v1/perimeters/valley/contributions/", body, format="json")
        return response.status_code, response.json()["id"]

    assert len(set(in_parallel(submit))) == 1
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_transaction_is_still_open_is_neither_skipped_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_readers", {})
    read: list[str] = []
    feed.reader("test", ["slow", "fast"])(lambda rows: read.extend(row.kind for row in rows))
    monkeypatch.setattr(feed, "wake", lambda: None)

    def commit_fast_one() -> None:
        try:
            with transaction.atomic():
                changes.append("fast", perimeter_id=None)
            feed.read_all()
        finally:
            connections.close_all()

    with transaction.atomic():
        changes.append("slow", perimeter_id=None)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(commit_fast_one).result()
        assert read == []  # the later, committed change waits for the earlier, open one
    assert feed.settle(60)  # the horizon is the cluster's: other tests' transactions hold it back for a moment
    assert read == ["slow", "fast"]
    assert feed.settle(60)
    assert read == ["slow", "fast"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT horizon > 0 FROM core_feedcursor WHERE reader = 'test'")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_many_changes_of_one_transaction_wake_the_workers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(feed, "_readers", {})
    feed.reader("test", ["told"])(lambda rows: None)
    monkeypatch.setattr(feed, "wake", lambda: woken.append(True))
    with transaction.atomic():
        for _ in range(3):
            changes.append("told", perimeter_id=None)
        changes.append("nobody cares", perimeter_id=None)
    assert woken == [True]


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_photos_are_five(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    perimeter = factories.published_perimeter(slug="valley")
    who, token = factories.participant_with_token(perimeter)
    target = factories.contribution(perimeter, participant=who)
    sent = photographs.photograph(size=(40, 30))

    def add(n: int) -> int:
        url, form = f"/api/v1/contributions/{target.pk}/photos/", {"file": SimpleUploadedFile("a.jpg", sent)}
        return APIClient().post(url, form, format="multipart", HTTP_AUTHORIZATION=f"Bearer {token}").status_code

    assert Counter(in_parallel(add)) == {201: 5, 409: 15}
    assert sorted(Attachment.objects.values_list("slot", flat=True)) == [0, 1, 2, 3, 4]
