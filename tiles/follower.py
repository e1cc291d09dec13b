"""Following the change feed on this machine: what a dead process or another machine wrote is taken away too.

One process of a machine follows; should it end, another takes over. How far it has come stands beside the stamps.
"""

import fcntl
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from django.db import DatabaseError, connections

from core import feed
from core.models import Change
from tiles.freshness import purge
from tiles.keeping import Keeper, keeper

logger = logging.getLogger(__name__)
EVERY_S = 0.5
BATCH = 2000


def start() -> None:
    """Follow the feed in a thread of this process, or wait to be the one that does."""
    threading.Thread(target=_follow, name="tiles", daemon=True).start()


def _follow() -> None:
    kept = keeper()
    with (kept.stamps.lock_path.with_name("follower")).open("ab") as file:
        _lead(file)
        while True:
            try:
                catch_up(kept)
            except DatabaseError as error:
                logger.warning("the feed is out of reach for tiles: %s", error)
            finally:
                connections.close_all()
            time.sleep(EVERY_S)


def _lead(file: BinaryIO) -> None:
    """Return when no other process of this machine follows."""
    fcntl.flock(file, fcntl.LOCK_EX)


def catch_up(kept: Keeper) -> int:
    """Take away what was committed since the last look; return how many changes were not followed before.

    All that is visible is read, and read again until no older transaction runs: one that takes long holds nothing up.
    """
    horizon = feed.oldest_running_transaction()
    if not kept.stamps.horizon:  # nothing was kept before this moment
        kept.stamps.horizon = horizon
        return 0
    rows = Change.objects.filter(xid__gte=kept.stamps.horizon).order_by("xid", "id")
    done = sum(purge(changes, kept=kept) for changes in batched(rows.iterator(chunk_size=BATCH), BATCH))
    kept.stamps.horizon = horizon
    return done


def batched(rows: Iterable[Change], size: int) -> Iterator[list[Change]]:
    """Return the rows in lists of at most `size`."""
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch
