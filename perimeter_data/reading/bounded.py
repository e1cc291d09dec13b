"""Reading in a child process: whatever a file does to GDAL or GEOS, it costs a bounded time and memory, not the server.

The child gets no database address and no keys, only the drivers we read with, and no way to the network.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyogrio
from django.conf import settings

from perimeter_data.reading.formats import DRIVERS
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import Box, FeatureTable, Keep, Options

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 180
CHECK_S = 0.5
MEMORY_BYTES = 4 * 1024**3


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Return the child's whole environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "PROJ_NETWORK": "OFF",
        "GDAL_SKIP": ",".join(sorted(set(pyogrio.list_drivers()) - DRIVERS)),
        "GDAL_HTTP_PROXY": "127.0.0.1:9",  # nobody listens there
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "SHAPE_RESTORE_SHX": "YES",
    }


def run(
    task: str, arguments: dict[str, Any], *, timeout_s: int = TIMEOUT_S, check: Callable[[], None] | None = None
) -> Any:
    """Run `module:function` with JSON arguments in the child and return its JSON; raise `FileRefused`.

    Time, memory or a crash inside GDAL or GEOS is `too_complex`; a fault of ours is logged and `unreadable`. `check`
    is called now and then; what it raises ends the child and goes on.
    """
    with tempfile.TemporaryDirectory(prefix="agorama-child-") as folder:
        result = Path(folder) / "result.json"
        order = {"task": task, "arguments": arguments, "result": str(result)}
        limits = {"timeout_s": timeout_s, "memory_bytes": MEMORY_BYTES}
        code, said = _wait(json.dumps(order | limits).encode(), folder, timeout_s, check)
        if not result.is_file():
            logger.error("reading ended with %s: %s", code, said[-2000:].decode(errors="replace"))
            raise FileRefused("too_complex") if code < 0 else FileRefused("unreadable", detail="?")
        answer = json.loads(result.read_bytes())
    if "refused" in answer:
        raise FileRefused(answer["refused"]["code"], **answer["refused"]["extra"])
    return answer["done"]


def _wait(order: bytes, folder: str, timeout_s: int, check: Callable[[], None] | None) -> tuple[int, bytes]:
    """Run the child to its end, in good time; return its exit status and what it said on standard error."""
    said = Path(folder) / "stderr"
    with (
        said.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "perimeter_data.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment() | {"TMPDIR": folder},
            cwd=ROOT,
        ) as child,
    ):
        ends_at = time.monotonic() + timeout_s
        try:
            _hand_over(child, order)
            while child.poll() is None:
                if time.monotonic() > ends_at:
                    raise FileRefused("too_complex")
                if check is not None:
                    check()
                _pause(child)
        finally:
            child.kill()
        return child.returncode, said.read_bytes()


def _hand_over(child: subprocess.Popen[bytes], order: bytes) -> None:
    """Write the order; a child that died before reading it is seen by its status."""
    assert child.stdin is not None  # noqa: S101
    with suppress(BrokenPipeError):
        child.stdin.write(order)
        child.stdin.close()


def _pause(child: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(CHECK_S)


def make_options(**chosen: Any) -> Options:
    """Return options with the limits of this instance's settings."""
    return Options(
        max_bytes=settings.AGORAMA_IMPORT_MAX_BYTES, max_vertices=settings.AGORAMA_IMPORT_MAX_VERTICES, **chosen
    )


def read_features(
    path: Path | str,
    *,
    crs: str | None = None,
    layer: str | None = None,
    where: dict[str, list[str]] | None = None,
    keep: Keep = "any",
    lon: str | None = None,
    lat: str | None = None,
    near: Box | None = None,
    check: Callable[[], None] | None = None,
) -> FeatureTable:
    """Read a vector file of any kind we know into features: valid 2D geometries in EPSG:4326, and a report.

    `crs` wins over what the file declares; `lon`, `lat` name the columns of a CSV. See `Options`. Raise `FileRefused`.
    """
    options = make_options(crs=crs, layer=layer, where=where or {}, keep=keep, lon=lon, lat=lat, near=near)
    arguments = {"path": str(Path(path).resolve()), "options": asdict(options)}
    return FeatureTable.from_json(run("perimeter_data.reading.tasks:read_table", arguments, check=check))


def read_tables(
    path: Path | str,
    tables: dict[str, str],
    *,
    rows: list[str],
    crs: str | None = None,
    layer: str | None = None,
    where: dict[str, list[str]] | None = None,
    keep: Keep = "any",
    near: Box | None = None,
) -> dict[str, Any]:
    """Read several tables of a folder, zip or file in one go: see `perimeter_data.reading.several`."""
    options = make_options(crs=crs, layer=layer, where=where or {}, keep=keep, near=near)
    arguments = {"path": str(Path(path).resolve()), "options": asdict(options), "tables": tables, "rows": rows}
    found: dict[str, Any] = run("perimeter_data.reading.tasks:read_tables", arguments)
    for table in found["tables"]:
        if "features" in table:
            table["features"] = FeatureTable.from_json(table["features"])
        if "refused" in table:
            table["refused"] = FileRefused(table["refused"]["code"], **table["refused"]["extra"])
    return found


def inspect_file(
    path: Path | str,
    *,
    crs: str | None = None,
    layer: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    near: Box | None = None,
    check: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Say what a file is and what it needs before it can be read: see `perimeter_data.reading.inspection`."""
    options = make_options(crs=crs, layer=layer, lon=lon, lat=lat, near=near)
    arguments = {"path": str(Path(path).resolve()), "options": asdict(options)}
    found: dict[str, Any] = run("perimeter_data.reading.tasks:inspect_table", arguments, check=check)
    if found["problem"]:
        facts = {name: value for name, value in found["problem"].items() if name != "code"}
        found["problem"]["detail"] = str(FileRefused(found["problem"]["code"], **facts))
    return found
