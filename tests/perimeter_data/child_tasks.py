"""Tasks that misbehave, for the child process that must bear them."""

import os
from typing import Any

import pyogrio


def spin() -> None:
    """Never end."""
    while True:
        pass


def eat() -> int:
    """Take more memory than there is."""
    return len(bytearray(64 * 1024**3))


def crash() -> None:
    """Die as GDAL might."""
    os.abort()


def look() -> dict[str, Any]:
    """Tell what the child can see."""
    return {"drivers": sorted(pyogrio.list_drivers()), "environment": sorted(os.environ)}
