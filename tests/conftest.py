"""Fixtures of every test."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Participant
from perimeter_data.models import Perimeter, Zoning
from tests import factories
from tiles import database


@pytest.fixture(autouse=True)
def generous_limits(settings: Any) -> None:
    """Rate limits are off but where a test switches one on."""
    settings.AGORAMA_RATE_LIMITS = dict.fromkeys(settings.AGORAMA_RATE_LIMITS, "off")


@pytest.fixture(autouse=True)
def own_tiles(settings: Any, tmp_path: Path) -> None:
    """What is kept of tiles belongs to one test."""
    settings.TILE_CACHE_DIR = tmp_path / "tiles"


# A hundred tables are truncated in a second, and most are empty: a test's few rows are deleted in a moment.
EMPTY = """
DO $$ DECLARE one regclass; has boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH one IN ARRAY %s::regclass[] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', one) INTO has;
    IF has THEN EXECUTE format('DELETE FROM %%s', one); END IF;
  END LOOP;
END $$
"""


def empty_tables(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """Return the SQL that empties tables after a test that commits, in place of Django's TRUNCATE."""
    names = ", ".join(f"'{connection.ops.quote_name(name)}'" for name in sorted(tables))
    return [EMPTY % f"ARRAY[{names}]"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """`make test` has made the tables once, where nobody works: each worker's database is a copy."""
    if os.environ.get("AGORAMA_TESTS_COPY"):
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Tiles have connections of their own: closed before the database is dropped."""
    connection.ops.sql_flush = empty_tables
    yield
    database.close()


@pytest.fixture
def perimeter(db: Any) -> Perimeter:
    """A published square perimeter with a hole and four themes."""
    return factories.published_perimeter(slug="valley")


@pytest.fixture
def communes(perimeter: Perimeter) -> Zoning:
    """The zoning of the square: W and E."""
    return factories.zoning(perimeter)


@pytest.fixture
def api() -> APIClient:
    """An anonymous API client."""
    return APIClient()


@pytest.fixture
def participant(perimeter: Perimeter) -> Participant:
    return factories.ParticipantFactory(perimeter=perimeter)


@pytest.fixture
def author(perimeter: Perimeter) -> Iterator[APIClient]:
    """An API client that speaks as `author.participant`."""
    who, token = factories.participant_with_token(perimeter)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    client.participant = who
    yield client


@pytest.fixture
def page() -> Client:
    """A browser without JavaScript."""
    return Client()
