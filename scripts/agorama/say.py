"""What the person at the terminal reads."""

import sys
from pathlib import Path


class Problem(Exception):
    """Something the person can mend; the text is one sentence that says how."""


def step(text: str) -> None:
    """Announce what takes time now."""
    print(f"• {text}", flush=True)


def line(text: str = "") -> None:
    """Print plain text."""
    print(text, flush=True)


def problem(text: str) -> None:
    """Print the one sentence of a Problem."""
    print(f"\n✗ {text}", file=sys.stderr, flush=True)


def tail(log: Path, lines: int = 20) -> None:
    """Show the end of a log, so that the cause stands above the sentence."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    for row in text.splitlines()[-lines:]:
        print(f"    {row}", file=sys.stderr, flush=True)
