"""What a change makes wrong of what is kept: the tiles over its keys, or all of a perimeter.

Right after the commit, before the 201 goes out, in the process that wrote; and once more by whoever follows the feed
(tiles.follower), should that process have died in between or stand on another machine.
"""

from collections.abc import Iterable, Sequence

from core.models import Change
from participation.models import Contribution, Proposal
from tiles.keeping import Keeper, keeper
from tiles.stamps import tiles_over

# Votes stand on pins; what else is said of contributions is told by the triggers, with keys.
VOTES = ("vote.cast", "vote.withdrawn")
KEYS = "pins.changed"
# What no tile shows.
ELSEWHERE = (
    "contribution.",
    "contributions.",
    "membership.",
    "comment.",
    "flag.",
    "follow.",
    "job.",
    "participant.",
    "user.",
)
# So many keys at once are all of it.
BULK = 1000


def purge(changes: Sequence[Change], *, kept: Keeper | None = None) -> int:
    """Take away what these changes make wrong; a change is followed once on a machine. Returns how many were."""
    kept = kept or keeper()
    fresh = [change for change in changes if not kept.stamps.is_seen(change.pk)]
    if not fresh:
        return 0
    keys, everything = _touched(fresh)
    zoned = {change.perimeter_id for change in fresh if change.kind == KEYS and change.payload.get("zones")}
    with kept.stamps.locked():
        everything |= {perimeter for perimeter in zoned if perimeter and kept.stamps.first_zoned(perimeter)}
        # Files first: who reads one after the stamp was raised would take it for new.
        for perimeter in everything:
            kept.files.remove_perimeter(perimeter)
            kept.stamps.raise_perimeter(perimeter)
        for perimeter in keys.keys() - everything:
            touched = {tile for key in keys[perimeter] for tile in tiles_over(key)}
            kept.files.remove_tiles(perimeter, touched)
            kept.stamps.raise_tiles(perimeter, touched)
        for change in fresh:
            kept.stamps.see(change.pk)
    return len(fresh)


def _touched(changes: Iterable[Change]) -> tuple[dict[int, set[int]], set[int]]:
    """Return the keys that changed, by perimeter, and the perimeters in which anything may have."""
    keys: dict[int, set[int]] = {}
    everything: set[int] = set()
    for change in changes:
        if change.perimeter_id is None or change.kind.startswith(ELSEWHERE):
            continue
        found = _keys(change)
        if found is None:
            everything.add(change.perimeter_id)
        else:
            keys.setdefault(change.perimeter_id, set()).update(found)
    return keys, everything | {perimeter for perimeter, found in keys.items() if len(found) > BULK}


def _keys(change: Change) -> list[int] | None:
    """Return the keys that a change touches, None for all."""
    if change.kind == KEYS:
        return change.payload.get("qk")
    if change.kind in VOTES:
        if "qk" in change.payload:
            return [change.payload["qk"]]
        model = Contribution if change.target_type == "contribution" else Proposal
        return list(model._default_manager.filter(pk=change.target_id or 0).values_list("qk", flat=True))
    return None
