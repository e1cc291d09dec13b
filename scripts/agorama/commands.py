"""Run one program to its end; it dies with the bootstrap and is stopped with it."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from .options import ROOT, inherited_environment
from .say import Problem, tail

PATIENCE_S = 10
Args = Sequence[str | Path]


def spawn(
    args: Args,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    output: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    prefix: Sequence[str] = ("--pdeathsig", "TERM"),
) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own, away from the terminal's Ctrl-C.

    `prefix` are setpriv's options; the parent-death signal ends the program even when we are killed with -9.
    """
    return subprocess.Popen(
        ["setpriv", *prefix, *map(str, args)],
        env=dict(inherited_environment() if env is None else env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors or (subprocess.STDOUT if output else None),
        start_new_session=True,
    )


def status(args: Args, *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a program with its output on the terminal and return its exit status."""
    return _finish(spawn(args, env=env, cwd=cwd))


def run(args: Args, *, log: Path, failed: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a program with its output in `log`; when it fails show the end of it and raise `failed`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        code = _finish(spawn(args, env=env, cwd=cwd, output=output))
    if code:
        tail(log)
        raise Problem(failed)


def said(args: Args, *, log: Path, failed: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run a program like `run`, and return its standard output; `log` holds its errors and warnings."""
    with log.open("wb") as errors, tempfile.TemporaryFile() as output:
        code = _finish(spawn(args, env=env, cwd=cwd, output=output, errors=errors))
        output.seek(0)
        text = output.read().decode()
    if code:
        tail(log)
        raise Problem(failed)
    return text


def answer(args: Args, *, env: Mapping[str, str] | None = None) -> str | None:
    """Return what a short program prints, or None when it is missing or fails."""
    try:
        done = subprocess.run(
            [str(arg) for arg in args],
            check=False,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _finish(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait()
    finally:
        end_group(process, signal.SIGTERM, PATIENCE_S)


def end_group(process: "subprocess.Popen[bytes]", number: signal.Signals, patience_s: float) -> None:
    """Ask the program to end, wait, and leave nothing of its session behind."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # nobody of the session is left
