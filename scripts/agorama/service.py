"""A long-running child: started in a session of its own, watched, and ended with all that it started."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import commands
from .say import Problem, tail


class Service:
    """One running child and how it wants to be stopped."""

    def __init__(
        self,
        name: str,
        args: commands.Args,
        *,
        log: Path,
        env: Mapping[str, str],
        cwd: Path,
        prefix: Sequence[str] = (),
        stop_signal: signal.Signals = signal.SIGTERM,
        patience_s: float = 15,
    ) -> None:
        self.name = name
        self.log = log
        self._stop_signal = stop_signal
        self._patience_s = patience_s
        if log.exists():
            log.replace(log.with_name(log.name + ".1"))  # the log of the start before stays readable
        with log.open("wb") as output:
            death = ("--pdeathsig", stop_signal.name.removeprefix("SIG"))
            self._process: subprocess.Popen[bytes] = commands.spawn(
                args, env=env, cwd=cwd, output=output, prefix=(*prefix, *death)
            )

    @property
    def exit_status(self) -> int | None:
        """Return None while it runs."""
        return self._process.poll()

    def stop(self) -> None:
        """Ask it to end, wait, then leave nothing of it."""
        commands.end_group(self._process, self._stop_signal, self._patience_s)

    def require_running(self) -> None:
        """Raise a Problem when it has ended, with the end of its log."""
        if self.exit_status is not None:
            tail(self.log)
            raise Problem(f"{self.name} stopped by itself (status {self.exit_status}): see above and {self.log}.")

    def wait_until(self, ready: Callable[[], bool], timeout_s: float) -> None:
        """Wait until it answers; a Problem when it ends first or takes too long."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            self.require_running()
            if time.monotonic() > deadline:
                tail(self.log)
                raise Problem(f"{self.name} does not answer after {timeout_s:.0f} s: see above and {self.log}.")
            time.sleep(0.1)
