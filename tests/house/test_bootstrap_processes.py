"""Whose process is whose, which port is free, who holds an instance, what stops."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.agorama import instance, processes, supervise
from scripts.agorama.postgres import _forget_stale_pid
from scripts.agorama.say import Problem
from scripts.agorama.service import Service

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process marked as belonging to tmp_path."""
    with subprocess.Popen(SLEEP, env={**os.environ, processes.MARKER: str(tmp_path)}) as process:
        yield process
        process.kill()


def _wait(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_a_marked_process_is_found_for_its_own_folder_only(sleeper: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    _wait(lambda: processes.marked(tmp_path) == [sleeper.pid])
    assert processes.marked(tmp_path / "var") == []
    assert processes.marked(tmp_path.parent) == []


def test_leftovers_are_ended_and_others_are_not(sleeper: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    _wait(lambda: processes.marked(tmp_path) == [sleeper.pid])
    processes.end_leftovers(tmp_path / "elsewhere")
    assert sleeper.poll() is None
    processes.end_leftovers(tmp_path)
    assert sleeper.wait(5) == -signal.SIGTERM


def test_a_program_that_merely_stands_in_the_folder_is_not_a_server(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, cwd=tmp_path) as process:
        assert processes.servers("postgres", tmp_path) == []
        process.kill()


def test_an_ended_process_that_nobody_collected_is_not_alive() -> None:
    process = subprocess.Popen(SLEEP)
    assert processes.alive(process.pid)
    process.kill()
    _wait(lambda: not processes.alive(process.pid))
    process.wait()
    assert not processes.alive(process.pid)


def test_a_stale_pid_file_is_forgotten_even_if_its_number_lives(tmp_path: Path) -> None:
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}\n")
    _forget_stale_pid(tmp_path)
    assert not pid_file.exists()


def test_a_busy_port_is_a_sentence_with_another_port() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is in use.*PORT={port + 1}"):
            supervise.require_free_port(port)
    supervise.require_free_port(port)


def test_an_instance_is_held_once(tmp_path: Path) -> None:
    first, second = instance.Instance(tmp_path), instance.Instance(tmp_path)
    with first.locked(), pytest.raises(Problem, match=rf"already runs.*process {os.getpid()}"), second.locked():
        pass
    with second.locked():
        assert (tmp_path / "run" / "lock").read_text() == str(os.getpid())


def test_secrets_are_the_owners_alone_and_stay(tmp_path: Path) -> None:
    house = instance.Instance(tmp_path)
    house.create()
    key = house.key("secret_key", 48)
    house.write_env({"AGORAMA_SECRET_KEY": key})
    assert len(key) >= 50
    assert instance.Instance(tmp_path).key("secret_key", 48) == key
    for path in (tmp_path / "keys" / "secret_key", tmp_path / "run" / "env"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "run" / "env").read_text() == f"AGORAMA_SECRET_KEY={key}\n"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be written"):
        instance.Instance(tmp_path / "file" / "var").create()


def test_the_sockets_path_is_short_and_its_own(tmp_path: Path) -> None:
    long = instance.Instance(tmp_path / ("x" * 200))
    other = instance.Instance(tmp_path / ("x" * 199))
    assert len(bytes(long.sockets / ".s.PGSQL.5432.lock")) < 107
    assert long.sockets != other.sockets
    with long.socket_folder(os.geteuid()) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not long.sockets.exists()


def _service(tmp_path: Path, code: str, **options: float) -> Service:
    log, env = tmp_path / "service.log", {**os.environ, processes.MARKER: str(tmp_path)}
    return Service("web", [sys.executable, "-c", code], log=log, env=env, cwd=tmp_path, **options)


def test_a_child_that_ends_is_named_with_its_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    service = _service(tmp_path, "raise SystemExit('no such table')")
    with pytest.raises(Problem, match=r"web stopped by itself \(status 1\).*service\.log"):
        service.wait_until(lambda: False, 10)
    assert "no such table" in capfd.readouterr().err


def test_a_child_that_will_not_stop_is_killed_with_what_it_started(tmp_path: Path) -> None:
    grandchild = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); {STUBBORN}"
    service = _service(tmp_path, grandchild, patience_s=0.2)
    _wait(lambda: (tmp_path / "service.log").read_text().count("up") == 2)
    assert len(processes.marked(tmp_path)) == 2
    service.stop()
    assert service.exit_status == -signal.SIGKILL
    _wait(lambda: processes.marked(tmp_path) == [])
