"""Where this instance lives: its folder, and the settings its bootstrap wrote there."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """Return the folder of the private servers, media and keys (`AGORAMA_VAR`, default ./var)."""
    return Path(os.environ.get("AGORAMA_VAR") or ROOT / "var").resolve()


def load_run_env() -> None:
    """Take over KEY=VALUE lines of `$AGORAMA_VAR/run/env`; what the environment already says wins."""
    path = var_dir() / "run" / "env"
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        key, separator, value = line.partition("=")
        if separator and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip())
