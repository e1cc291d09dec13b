"""At most so many requests to one source at a time, over all processes of the machine; and none for a while after it
failed. Both are files beside the source's tiles: locks end with the process that holds them.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from layers.basemaps.cache import folder
from layers.basemaps.refusals import SourceAway

WAIT_S = 1.0
PAUSE_S = 0.02
REST_S = 10  # after a failure


@contextmanager
def lane(source: str) -> Iterator[None]:
    """Hold one of the source's lanes; raise `SourceAway` while it rests or when all stay taken."""
    place = folder() / source
    place.mkdir(parents=True, exist_ok=True)
    left = _resting(place)
    if left > 0:
        raise SourceAway(retry_after_s=max(1, round(left)))
    handle = _taken(place)
    try:
        yield
    except SourceAway:
        (place / "away").touch()
        raise
    finally:
        os.close(handle)


def _resting(place: Path) -> float:
    try:
        return (place / "away").stat().st_mtime + REST_S - time.time()
    except FileNotFoundError:
        return 0


def _taken(place: Path) -> int:
    """Return the open file of a lane that is now ours."""
    until = time.monotonic() + WAIT_S
    while True:
        for number in range(max(1, settings.AGORAMA_BASEMAP_CONCURRENCY)):
            handle = os.open(place / f"lane-{number}", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            except BlockingIOError:
                os.close(handle)
        if time.monotonic() > until:
            raise SourceAway(retry_after_s=1)
        time.sleep(PAUSE_S)
