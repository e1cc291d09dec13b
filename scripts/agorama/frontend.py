"""The front end: its npm packages and its built assets, renewed only when their sources change."""

import json
from collections.abc import Mapping
from pathlib import Path

from . import commands, stamps
from .node import node_environment
from .options import ROOT
from .say import step

FOLDER = ROOT / "frontend_embed"
DIST = FOLDER / "dist"
MODULES = FOLDER / "node_modules"
NOT_SOURCES = frozenset({"node_modules", "dist", "__pycache__", "locale", "templates", "static", "coverage"})


def ensure_modules(log: Path) -> dict[str, str]:
    """Have the packages of package-lock.json in node_modules; return the environment to run npm in."""
    env = node_environment(log)
    stamp = MODULES / ".agorama.sha256"
    version = commands.answer(["node", "--version"], env=env) or ""
    digest = stamps.content_hash([FOLDER / "package.json", FOLDER / "package-lock.json"], version)
    if not stamps.is_current(stamp, digest):
        step("Installing npm packages")
        commands.run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            env=env,
            cwd=FOLDER,
            log=log / "npm-ci.log",
            failed="npm could not install frontend_embed/package-lock.json: see above, check the network, then again.",
        )
        stamps.write(stamp, digest)
    return env


def build_digest() -> str:
    """Return the hash of everything the built assets are made of."""
    sources = [path for path in stamps.files_below(FOLDER, without=NOT_SOURCES) if path.suffix != ".py"]
    return stamps.content_hash(sources)


def ensure_built(log: Path) -> None:
    """Have frontend_embed/dist built from the sources as they are."""
    stamp, digest = DIST / ".agorama.sha256", build_digest()
    if stamps.is_current(stamp, digest):
        return
    env = ensure_modules(log)
    step("Building the front end")
    stamp.unlink(missing_ok=True)
    commands.run(
        ["npm", "run", "build"],
        env=env,
        cwd=FOLDER,
        log=log / "npm-build.log",
        failed="The front end does not build: see the messages above.",
    )
    stamps.write(stamp, digest)


def scripts() -> Mapping[str, str]:
    """Return the scripts that package.json defines."""
    found: dict[str, str] = json.loads((FOLDER / "package.json").read_text(encoding="utf-8")).get("scripts", {})
    return found
