"""What those above know of a territory: how much of theirs a boundary would leave outside, how much a perimeter holds.

They register; nobody asks up.
"""

from collections.abc import Callable

# How many of these lie outside a boundary (the id of its version); how many a perimeter (its id) holds, in words.
Counter = Callable[[int], int]
Holder = Callable[[int], str | None]
_counters: dict[str, Counter] = {}
_holders: list[Holder] = []


def register(name: str, counter: Counter) -> None:
    """Let `name` be counted."""
    _counters[name] = counter


def register_holder(holder: Holder) -> Holder:
    """Let it be said what would go with a perimeter: "405 contributions", None for nothing."""
    _holders.append(holder)
    return holder


def count_outside(version_id: int) -> dict[str, int]:
    """Return how many of each kind would lie outside."""
    return {name: counter(version_id) for name, counter in sorted(_counters.items())}


def held_by(perimeter_id: int) -> list[str]:
    """Return what a perimeter holds that must not go with it."""
    return [words for holder in _holders if (words := holder(perimeter_id))]
