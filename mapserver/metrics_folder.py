"""One count for all web processes: prometheus_client adds them up through files in a folder of their parent."""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "agorama-metrics-"


def share_metrics() -> None:
    """Name the folder to prometheus_client, which must not be imported yet; forget those of parents that are gone."""
    root, parent = Path(tempfile.gettempdir()), os.getppid()
    for old in root.glob(f"{PREFIX}*"):
        pid = old.name.removeprefix(PREFIX)
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(old, ignore_errors=True)
    folder = root / f"{PREFIX}{parent}"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
