"""`make test` and its parts: what CI runs, in the same words."""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import commands, frontend, house, packages, python_env
from .demo import servers
from .instance import Instance
from .options import ROOT, Options
from .python_env import PYTHON
from .say import line, step
from .tree import tree_locked


@dataclass(frozen=True)
class Check:
    """One program that has to succeed."""

    title: str
    args: commands.Args
    cwd: Path = ROOT


def _python(module: str, *arguments: str) -> Check:
    return Check(" ".join((module, *arguments)), [PYTHON, "-m", module, *arguments])


def _npm(script: str) -> Check:
    return Check(f"npm run {script}", ["npm", "run", "--silent", script], frontend.FOLDER)


IMPORT_LINTER = "from importlinter.cli import lint_imports_command as run; run()"
STYLE = (
    _python("ruff", "check", "."),
    _python("ruff", "format", "--check", "."),
    _python("djlint", "--check", "--lint", "."),
    Check("import-linter", [PYTHON, "-c", IMPORT_LINTER]),
    _npm("lint"),
)
TYPES = (_python("mypy"), _npm("types"))
# Native: drawing a failure inside a browser's journey reads the source again, which Python 3.11 cannot in a greenlet.
TESTS = _python("pytest", "-n", "2", "--tb=native")
# Without the plugins that these do not use: they take a fifth of the time.
WITHOUT = [word for plugin in ("xdist", "anyio", "logging") for word in ("-p", f"no:{plugin}")]
FAST = (_npm("test"), _python("pytest", *WITHOUT, "-p", "scripts.agorama.fast_tests"))


Verdict = tuple[str, bool, float]


def run_checks(checks: Sequence[Check], env: Mapping[str, str]) -> int:
    """Run every check, also after a failed one, and return 0 when all succeeded."""
    return _told([_verdict(check, env) for check in checks])


def _verdict(check: Check, env: Mapping[str, str]) -> Verdict:
    step(check.title)
    started = time.monotonic()
    passed = commands.status(check.args, env=env, cwd=check.cwd) == 0
    return check.title, passed, time.monotonic() - started


def _told(verdicts: Sequence[Verdict]) -> int:
    line()
    for title, passed, seconds in verdicts:
        line(f"{'✓' if passed else '✗'} {title} ({seconds:.1f} s)")
    return 0 if all(passed for _, passed, _ in verdicts) else 1


def _tools(log: Path) -> dict[str, str]:
    """Have everything that the checks run on; return the environment in which npm is the right one."""
    with tree_locked():
        packages.ensure_packages(log, private_postgres=True, private_redis=True, tests=True)
        python_env.ensure_python("dev", log)
        npm_environment = frontend.ensure_modules(log)
        frontend.ensure_built(log)
        house.compile_messages(house.environment_without_servers(), log)
    return npm_environment


def _without_servers(checks: Sequence[Check]) -> int:
    with tempfile.TemporaryDirectory(prefix="agorama-checks-") as folder:
        path = _tools(Path(folder))["PATH"]
        return run_checks(checks, {**house.environment_without_servers(), "AGORAMA_VAR": folder, "PATH": path})


def lint(_options: Options) -> int:
    """Formatting and lint of Python, templates and TypeScript, and the direction of imports."""
    return _without_servers(STYLE)


def types(_options: Options) -> int:
    """Types of Python and TypeScript."""
    return _without_servers(TYPES)


def fast(_options: Options) -> int:
    """The tests that need no database and no browser."""
    return _without_servers(FAST)


@contextmanager
def throwaway(options: Options) -> Iterator[tuple[Instance, dict[str, str]]]:
    """Run a PostgreSQL and a Redis of our own in a folder that goes away; yield the environment to work in."""
    with tempfile.TemporaryDirectory(prefix="agorama-test-") as folder:
        instance = Instance(Path(folder).resolve())
        with instance.locked():
            path = _tools(instance.log)["PATH"]
            with servers(options.on_private_servers(), instance, throwaway=True) as (env, _services):
                yield instance, {**env, "PATH": path}


def test(options: Options) -> int:
    """Everything, on servers that are thrown away."""
    with throwaway(options) as (instance, env):
        house.collect_static(env, instance, frontend.build_digest())
        with ThreadPoolExecutor(1) as aside:
            # The tests' databases are copies of this one (tests/conftest.py).
            tables = aside.submit(house.migrate, env, instance.log)
            verdicts = [_verdict(check, env) for check in (*STYLE, *TYPES, _npm("test"))]
            tables.result()
        return _told([*verdicts, _verdict(TESTS, {**env, "AGORAMA_TESTS_COPY": "1"})])


def bless(options: Options) -> int:
    """Rewrite the snapshots that tests compare with; look at the difference before you commit it."""
    with throwaway(options) as (_instance, env):
        return run_checks([_python("pytest", "-n", "0", "-k", "snapshot")], {**env, "BLESS": "1"})


def bench(options: Options) -> int:
    """Measure tiles, imports and the peers that are installed, in one run on a database of its own."""
    with throwaway(options) as (instance, env):
        house.migrate(env, instance.log)
        return run_checks(
            [_python("benchmarks.tiles"), _python("benchmarks.imports"), _python("benchmarks.peers")], env
        )
