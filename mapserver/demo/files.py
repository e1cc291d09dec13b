"""The demo territory's files."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ILLUSTRATIONS = HERE / "illustrations"


def read_json(name: str) -> Any:
    """Return what one JSON file holds."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))
