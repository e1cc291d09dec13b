"""The connections that tiles are read with: kept open, one statement each, bounded in time.

They are not Django's: a statement needs no transaction around it, and the limits below are for tiles alone. Inside a
transaction (a test, an export that wants one snapshot) the caller's own connection is used.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import pq
from psycopg.pq.abc import PGresult
from psycopg_pool import ConnectionPool, PoolTimeout

# A tile that takes longer is given up (503). JIT costs more than it brings where a statement takes milliseconds, and
# planning takes longer than running: one plan for all tiles of a zoom.
LIMITS = {"statement_timeout": "8000", "jit": "off", "plan_cache_mode": "force_generic_plan"}
# Of each process; more than the machine has cores would only wait for each other, and each plans for itself.
CONNECTIONS = 2
STATEMENTS = 400
WAIT_S = 8
MARK = re.compile("%%|%s")


class Kept(psycopg.Connection[Any]):
    """A connection that knows its prepared statements by their text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, bytes] = {}


Ask = Callable[[Kept, str, Sequence[Any]], bytes]


def fetched(sql: str, params: Sequence[Any], *, prepare: bool) -> bytes:
    """Return the one bytea of a statement; raise Django's `OperationalError` where the database is away or too slow.

    What is asked again and again is kept prepared by its connection (`prepare`).
    """
    if connection.in_atomic_block:
        return _inside(sql, params, prepare=prepare)
    ask = _prepared if prepare else _once
    with connection.wrap_database_errors:
        try:
            return _alone(ask, sql, params)
        except psycopg.errors.QueryCanceled:
            raise
        except PoolTimeout as error:
            raise psycopg.OperationalError("no connection for tiles") from error
        except psycopg.OperationalError:  # the server went away while the connection slept: once more, on a new one
            return _alone(ask, sql, params)


def close() -> None:
    """Close what is open."""
    if _pool.cache_info().currsize:
        _pool(connection.settings_dict["NAME"]).close()
    _pool.cache_clear()


def _alone(ask: Ask, sql: str, params: Sequence[Any]) -> bytes:
    with _pool(connection.settings_dict["NAME"]).connection() as kept:
        return ask(kept, sql, params)


def _once(kept: Kept, sql: str, params: Sequence[Any]) -> bytes:
    with psycopg.Cursor(kept) as cursor:
        cursor.execute(sql.encode(), params, prepare=False, binary=True)
        return _bytes(cursor.fetchone())


def _prepared(kept: Kept, sql: str, params: Sequence[Any]) -> bytes:
    """Run a statement by its name: taking the text apart for each tile would take as long as the rest of it."""
    name = kept.names.get(sql)
    if name is None:
        if len(kept.names) >= STATEMENTS:
            kept.pgconn.exec_(b"DEALLOCATE ALL")
            kept.names.clear()
        name = f"tile{len(kept.names)}".encode()
        _checked(kept, kept.pgconn.prepare(name, _numbered(sql)))
        kept.names[sql] = name
    values: Any = [None if param is None else str(param).encode() for param in params]
    found = _checked(kept, kept.pgconn.exec_prepared(name, values, result_format=pq.Format.BINARY))
    return found.get_value(0, 0) or b""


@lru_cache(maxsize=STATEMENTS)
def _numbered(sql: str) -> bytes:
    """Return a statement with $1, $2, … for its %s marks."""
    numbers = count(1)
    return MARK.sub(lambda mark: "%" if mark[0] == "%%" else f"${next(numbers)}", sql).encode()


def _checked(kept: Kept, result: PGresult) -> PGresult:
    if result.status in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        return result
    raise psycopg.errors.error_from_result(result, encoding=kept.info.encoding)


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
    """Return where Django's own connections go."""
    given = connection.settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return psycopg.conninfo.make_conninfo(
        "", **{ours: str(given[theirs]) for theirs, ours in names.items() if given.get(theirs)}
    )


@lru_cache(maxsize=1)
def _pool(name: str) -> ConnectionPool[Kept]:
    return ConnectionPool(
        _address(),
        connection_class=Kept,
        kwargs={"autocommit": True},
        min_size=1,
        max_size=CONNECTIONS,
        timeout=WAIT_S,
        configure=_limit,
        name="tiles",
        open=True,
    )


def _limit(made: Kept) -> None:
    made.execute(*_limiting(local=False))


def _limiting(*, local: bool) -> tuple[str, list[Any]]:
    calls = ", ".join("set_config(%s, %s, %s)" for _name in LIMITS)
    return f"SELECT {calls}", [word for name, value in LIMITS.items() for word in (name, value, local)]
