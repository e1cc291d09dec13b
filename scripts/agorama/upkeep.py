"""Files that are made from others: translations to fill in, the API's schema, pinned requirements."""

import tempfile
from pathlib import Path

from . import commands, house, packages, python_env
from .options import ROOT, Options
from .python_env import PYTHON, REQUIREMENTS
from .tree import tree_locked

PINNED = ("--universal", "--python-version", "3.11", "--generate-hashes")
PLAIN = ("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate")


def messages(_options: Options) -> int:
    """Bring every app's .po files up to date with the code."""
    wordless = {"benchmarks", "tests", "scripts"}  # no app, so no folder for translations
    ignored = [option for name in sorted(house.SKIPPED_FOLDERS | wordless) for option in ("--ignore", name)]
    return _manage("makemessages", "-l", "fr", "-l", "it", "--no-location", "--no-wrap", "--no-obsolete", *ignored)


def schema(_options: Options) -> int:
    """Write docs/openapi.yaml from the code; a warning of the generator fails it."""
    return _manage("spectacular", "--validate", "--fail-on-warn", "--file", "docs/openapi.yaml")


def requirements(_options: Options) -> int:
    """Compile requirements/*.in into pinned files with hashes."""
    with tempfile.TemporaryDirectory(prefix="agorama-upkeep-") as folder, tree_locked():
        python_env.ensure_python("dev", Path(folder))
        for name in ("base", "dev", "node"):
            source, target = f"{name}.in", f"{name}.txt"
            args: list[str | Path] = [
                PYTHON,
                "-m",
                "uv",
                "pip",
                "compile",
                "--quiet",
                *PINNED,
                *PLAIN,
                source,
                "-o",
                target,
            ]
            if code := commands.status(args, cwd=REQUIREMENTS):
                return code
    return 0


def _manage(*arguments: str) -> int:
    with tempfile.TemporaryDirectory(prefix="agorama-upkeep-") as folder:
        with tree_locked():
            packages.ensure_packages(Path(folder), private_postgres=True, private_redis=True, tests=True)
            python_env.ensure_python("dev", Path(folder))
        env = {**house.environment_without_servers(), "AGORAMA_VAR": folder}
        return commands.status([PYTHON, "manage.py", *arguments], env=env, cwd=ROOT)
