"""A pytest plugin for `make fast`: leave out what needs a database, a browser or patience."""

import pytest
from django.test import TransactionTestCase

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
SLOW_MARKS = ("django_db", "slow", "journey")


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
