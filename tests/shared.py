"""The real data beside the project, where it is."""

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def data_file(name: str) -> Path:
    """Return a file of ../shared/data; skip the test where the folder is not there."""
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here")
    return DATA / name
