"""A pytest plugin for `make fast`: leave out what needs a database, a browser or patience."""

import re
from pathlib import Path

import pytest
from django.test import TransactionTestCase

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
SLOW_MARKS = ("django_db", "slow", "journey")
# Of a file that says so of all its tests nothing is read: to import them all takes longer than to run the others.
ALL_SLOW = re.compile(rf"^pytestmark = .*\b({'|'.join(SLOW_MARKS)})\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out files without a fast test."""
    if collection_path.is_dir():
        return collection_path.name == "journeys" or None
    is_test = collection_path.name.startswith("test_")
    return (is_test and ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) is not None) or None


def is_fast(item: pytest.Item) -> bool:
    """Tell whether a collected test runs without a database and within moments."""
    if isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, TransactionTestCase):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return not fixtures & DATABASE_FIXTURES and not any(item.get_closest_marker(mark) for mark in SLOW_MARKS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the fast ones."""
    slow = [item for item in items if not is_fast(item)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if is_fast(item)]
