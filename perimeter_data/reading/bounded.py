"""Reading in a child process: whatever a file does to GDAL or GEOS, it costs a bounded time and memory, not the server.

The child gets no database address and no keys, only the drivers we read with, and no way to the network.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyogrio
from django.conf import settings

from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.sniff import Format
from perimeter_data.reading.tables import Box, FeatureTable, Keep, Options

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 180
MEMORY_BYTES = 4 * 1024**3
DRIVERS = {Format.SHAPEFILE.value, Format.GPKG.value, Format.GML.value, Format.KML.value}


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


def run(task: str, arguments: dict[str, Any], *, timeout_s: int = TIMEOUT_S) -> Any:
    """Run `module:function` with JSON arguments in the child and return its JSON; raise `FileRefused`.

    Time, memory or a crash inside GDAL or GEOS is `too_complex`; a fault of ours is logged and `unreadable`.
    """
    with tempfile.TemporaryDirectory(prefix="agorama-child-") as folder:
        result = Path(folder) / "result.json"
        order = {"task": task, "arguments": arguments, "result": str(result)}
        limits = {"timeout_s": timeout_s, "memory_bytes": MEMORY_BYTES}
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "perimeter_data.reading.child"],
                input=json.dumps(order | limits).encode(),
                env=environment() | {"TMPDIR": folder},
                cwd=ROOT,
                timeout=timeout_s,
                capture_output=True,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FileRefused("too_complex") from error
        if not result.is_file():
            logger.error("reading ended with %s: %s", ended.returncode, ended.stderr[-2000:].decode(errors="replace"))
            raise FileRefused("too_complex") if ended.returncode < 0 else FileRefused("unreadable", detail="?")
        answer = json.loads(result.read_bytes())
    if "refused" in answer:
        raise FileRefused(answer["refused"]["code"], **answer["refused"]["extra"])
    return answer["done"]


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
) -> FeatureTable:
    """Read a vector file of any kind we know into features: valid 2D geometries in EPSG:4326, and a report.

    `crs` wins over what the file declares; `lon`, `lat` name the columns of a CSV. See `Options`. Raise `FileRefused`.
    """
    options = make_options(crs=crs, layer=layer, where=where or {}, keep=keep, lon=lon, lat=lat, near=near)
    arguments = {"path": str(Path(path).resolve()), "options": asdict(options)}
    return FeatureTable.from_json(run("perimeter_data.reading.tasks:read_table", arguments))
