"""The private PostgreSQL and Redis really start, keep their data, recover and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from redis import Redis

from scripts.agorama import processes
from scripts.agorama.demo import servers
from scripts.agorama.instance import Instance
from scripts.agorama.options import ROOT, Options
from scripts.agorama.postgres_binaries import find_binaries

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_binaries() is None, reason="no PostgreSQL with PostGIS on this machine"),
]


@pytest.fixture
def options() -> Iterator[Options]:
    """Options of an instance in a folder that goes away."""
    with TemporaryDirectory(prefix="agorama-bootstrap-") as folder:
        yield Options.from_environment({"VAR": folder})


def _running(var: Path) -> list[int]:
    return processes.servers("postgres", var / "postgres") + processes.servers("redis-server", var / "redis")


def test_private_servers_keep_their_data_and_leave_no_process(options: Options) -> None:
    instance = Instance(options.var)
    with instance.locked():
        with servers(options, instance) as (env, services):
            assert [service.name for service in services] == ["PostgreSQL", "Redis"]
            with psycopg.connect(env["DATABASE_URL"]) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
                assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            with Redis.from_url(env["REDIS_URL"]) as redis:
                redis.set("kept", "42")
                assert redis.config_get("port") == {"port": "0"}
            assert (options.var / "run" / "env").read_text().count("\n") == 3
            assert _running(options.var)
        assert _running(options.var) == []
        assert not instance.sockets.exists()

        with servers(options, instance) as (env, _services):
            with psycopg.connect(env["DATABASE_URL"]) as connection:
                assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
            with Redis.from_url(env["REDIS_URL"], decode_responses=True) as redis:
                assert redis.get("kept") == "42"


def test_servers_of_a_killed_supervisor_are_ended_and_the_data_recovers(options: Options) -> None:
    code = (
        "import sys, time; from scripts.agorama.demo import servers; from scripts.agorama.instance import Instance\n"
        "from scripts.agorama.options import Options\n"
        "options = Options.from_environment({'VAR': sys.argv[1]}); instance = Instance(options.var)\n"
        "with instance.locked(), servers(options, instance): print('up', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(options.var)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        while "up" not in (said := supervisor.stdout.readline()):
            assert said, "the supervisor ended before its servers were up"
        for pid in _running(options.var):
            os.kill(pid, signal.SIGKILL)
        supervisor.kill()
    instance = Instance(options.var)
    started = time.monotonic()
    with instance.locked():
        processes.end_leftovers(options.var)
        assert _running(options.var) == []
        with servers(options, instance) as (env, _services), psycopg.connect(env["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert time.monotonic() - started < 120
