"""Node.js for building the front end: the machine's if it is recent enough, else one from PyPI in `.venv`."""

import os
import re
import shutil
from pathlib import Path

from . import commands
from .options import inherited_environment
from .python_env import VENV, install
from .say import Problem


def is_recent(version: str | None) -> bool:
    """Tell whether Vite 8 runs on a Node.js that says this of its version: 20.19 and up in 20, 22.12 and up."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\S*", version or "")
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def find_node(path: str) -> Path | None:
    """Return the folder of a recent node with npm on this PATH."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node and npm and is_recent(commands.answer([node, "--version"])) and commands.answer([npm, "--version"]):
        return Path(node).parent
    return None


def node_environment(log: Path) -> dict[str, str]:
    """Return the environment in which `npm` is a recent one, installing it into `.venv` where needed."""
    env = inherited_environment()
    if find_node(env.get("PATH", os.defpath)):
        return env
    env["PATH"] = f"{VENV / 'bin'}:{env.get('PATH', os.defpath)}"
    if find_node(env["PATH"]) is None:
        install("node", log, "--force-reinstall")  # also mends one whose .venv was moved
    if find_node(env["PATH"]) is None:
        raise Problem("Node.js from requirements/node.txt does not run here: install Node.js 22.12 or newer.")
    return env
