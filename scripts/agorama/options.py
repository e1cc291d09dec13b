"""What the person may say: PORT, VAR, DEMO, DEMO_PASSWORD, DATABASE_URL, REDIS_URL."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .say import Problem

ROOT = Path(__file__).resolve().parents[2]
# Ours, or make's: never handed on, so that a nested make or a tool of that name is not misled.
PRIVATE_VARIABLES = ("PORT", "VAR", "DEMO", "DEMO_PASSWORD", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")


@dataclass(frozen=True)
class Options:
    """The variables of one call; `database_url` and `redis_url` are None where a private server is due."""

    port: int
    var: Path
    demo: bool
    demo_password: str | None
    database_url: str | None
    redis_url: str | None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Options":
        """Read the variables; an unusable one is a Problem."""
        return cls(
            port=_port(environ.get("PORT") or "8000"),
            var=Path(os.path.abspath((ROOT / (environ.get("VAR") or "var")).expanduser())).resolve(),
            demo=_switch("DEMO", environ.get("DEMO") or "1"),
            demo_password=environ.get("DEMO_PASSWORD") or None,
            database_url=environ.get("DATABASE_URL") or None,
            redis_url=environ.get("REDIS_URL") or None,
        )

    def on_private_servers(self) -> "Options":
        """Return the same options with private servers, whatever DATABASE_URL and REDIS_URL say."""
        return replace(self, database_url=None, redis_url=None)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise Problem(f"PORT={text} is not a port: give a number from 1 to 65535, for example PORT=8001.")


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise Problem(f"{name}={text} is unknown: give {name}=0 or {name}=1.")
    return text == "1"


def inherited_environment() -> dict[str, str]:
    """Return the environment for children: the person's, without what is meant for the bootstrap alone."""
    return {key: value for key, value in os.environ.items() if key not in PRIVATE_VARIABLES}
