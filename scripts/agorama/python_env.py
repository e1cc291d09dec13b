"""The `.venv`: made once, filled from the compiled requirements, filled again only when those change."""

import sys
from pathlib import Path

from . import commands, stamps
from .options import ROOT
from .say import step

VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "agorama-requirements.sha256"
PROBE = "import sys, pip; print(sys.version_info >= (3, 11))"


def ensure_python(name: str, log: Path) -> None:
    """Have the packages of requirements/{name}.txt in `.venv`; those of dev include those of base."""
    if commands.answer([PYTHON, "-c", PROBE]) != "True":
        step(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]}")
        commands.run(
            [sys.executable, "-m", "venv", "--clear", VENV],
            log=log / "venv.log",
            failed="The .venv could not be made: install the venv module of this Python (python3-venv), then again.",
        )
    if any(stamps.is_current(STAMP, _digest(each)) for each in {name, "dev"}):
        return
    STAMP.unlink(missing_ok=True)
    install(name, log)
    stamps.write(STAMP, _digest(name))


def install(name: str, log: Path, *options: str) -> None:
    """Install requirements/{name}.txt, hashes checked."""
    step(f"Installing Python packages of requirements/{name}.txt (a few minutes the first time)")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--require-hashes",
    ]
    commands.run(
        [*pip, *options, "-r", str(REQUIREMENTS / f"{name}.txt")],
        log=log / f"pip-{name}.log",
        failed=f"pip could not install requirements/{name}.txt: see above, check the network, then start again.",
    )


def _digest(name: str) -> str:
    return stamps.content_hash([REQUIREMENTS / f"{name}.txt"], name, str(VENV))
