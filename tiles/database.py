"""The connections that tiles are read with: kept open, one statement each, bounded in time.

They are not Django's: a statement needs no transaction around it, and the limits below are for tiles alone. Inside a
transaction (a test, an export that wants one snapshot) the caller's own connection is used.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg_pool import ConnectionPool, PoolTimeout

# A tile that takes longer is given up (503). JIT costs more than it brings where a statement takes milliseconds, and
# planning takes longer than running: one plan for all tiles of a zoom.
LIMITS = {"statement_timeout": "8000", "jit": "off", "plan_cache_mode": "force_generic_plan"}
# More than the machine has cores would only wait for each other.
CONNECTIONS = 4
STATEMENTS = 400
WAIT_S = 8


def fetched(sql: str, params: Sequence[Any], *, prepare: bool) -> bytes:
    """Return the one bytea of a statement; raise Django's `OperationalError` where the database is away or too slow.

    What is asked again and again is kept prepared by its connection (`prepare`).
    """
    if connection.in_atomic_block:
        return _inside(sql, params, prepare=prepare)
    with connection.wrap_database_errors:
        try:
            return _alone(sql, params, prepare=prepare)
        except psycopg.errors.QueryCanceled:
            raise
        except PoolTimeout as error:
            raise psycopg.OperationalError("no connection for tiles") from error
        except psycopg.OperationalError:  # the server went away while the connection slept: once more, on a new one
            return _alone(sql, params, prepare=prepare)


def close() -> None:
    """Close what is open."""
    if _pool.cache_info().currsize:
        _pool(_address()).close()
    _pool.cache_clear()


def _alone(sql: str, params: Sequence[Any], *, prepare: bool) -> bytes:
    with _pool(_address()).connection() as kept, psycopg.Cursor(kept) as cursor:
        cursor.execute(sql.encode(), params, prepare=prepare, binary=True)
        return _bytes(cursor.fetchone())


def _inside(sql: str, params: Sequence[Any], *, prepare: bool) -> bytes:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*_limiting(local=True))
        # Django's own cursors put parameters into the text of a statement: it could not be kept.
        connection.connection.prepare_threshold = 0
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as kept:
            kept.execute(sql.encode(), params, prepare=prepare, binary=True)
            return _bytes(kept.fetchone())


def _bytes(row: Any) -> bytes:
    return bytes(row[0]) if row else b""


def _address() -> str:
    given = connection.settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return psycopg.conninfo.make_conninfo(
        "", **{ours: str(given[theirs]) for theirs, ours in names.items() if given.get(theirs)}
    )


@lru_cache(maxsize=1)
def _pool(address: str) -> "ConnectionPool[psycopg.Connection[Any]]":
    return ConnectionPool(
        address,
        kwargs={"autocommit": True, "prepare_threshold": 0},
        min_size=1,
        max_size=CONNECTIONS,
        timeout=WAIT_S,
        configure=_limit,
        name="tiles",
        open=True,
    )


def _limit(made: "psycopg.Connection[Any]") -> None:
    made.prepared_max = STATEMENTS
    made.execute(*_limiting(local=False))


def _limiting(*, local: bool) -> tuple[str, list[Any]]:
    calls = ", ".join("set_config(%s, %s, %s)" for _name in LIMITS)
    return f"SELECT {calls}", [word for name, value in LIMITS.items() for word in (name, value, local)]
