"""Tasks for the child process of the reader: some misbehave, and it must bear them."""

import os
import resource
import time
from pathlib import Path
from typing import Any

import pyogrio

from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tasks import inspect_table, read_table


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


def read_all(paths: list[str], options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Read and inspect one file after the other: a start of the child for each would take longer than the reading."""
    return {path: _read_one(path, options) for path in paths}


def _read_one(path: str, options: dict[str, Any]) -> dict[str, Any]:
    beside = sorted(Path(path).parent.iterdir())
    started = time.monotonic()
    answer: dict[str, Any] = {}
    for name, task in (("read", read_table), ("inspected", inspect_table)):
        try:
            answer[name] = task(path, options)
        except FileRefused as refused:
            answer[name] = {"refusal": refused.code, "extra": refused.extra}
    answer["seconds"] = time.monotonic() - started
    answer["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    answer["left_behind"] = [str(path) for path in sorted(Path(path).parent.iterdir()) if path not in beside]
    return answer
