"""`feed.settle`: what was committed has been followed when it returns."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction

from core import changes, feed
from core.models import Change


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the only reader was handed."""
    kinds: list[str] = []
    monkeypatch.setattr(feed, "_readers", {})
    monkeypatch.setattr(feed, "wake", lambda: None)

    @feed.reader("test.settle", ["test.happened"])
    def hear(rows: Sequence[Change]) -> None:
        kinds.extend(row.kind for row in rows)

    yield kinds


@pytest.mark.django_db(transaction=True)
def test_everything_committed_is_followed(heard: list[str]) -> None:
    changes.append("test.happened", perimeter_id=None)
    assert feed.settle(timeout_s=20)
    assert heard == ["test.happened"]


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_it_does_not_wait(heard: list[str]) -> None:
    with transaction.atomic():
        changes.append("test.happened", perimeter_id=None)
        assert not feed.settle(timeout_s=20)
    assert heard == []
