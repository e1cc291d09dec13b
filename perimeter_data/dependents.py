"""What those above know about a boundary: how much of theirs it would leave outside. They register; nobody asks up."""

from collections.abc import Callable

# name → how many of these lie outside a boundary (the id of its version)
Counter = Callable[[int], int]
_counters: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Let `name` be counted."""
    _counters[name] = counter


def count_outside(version_id: int) -> dict[str, int]:
    """Return how many of each kind would lie outside."""
    return {name: counter(version_id) for name, counter in sorted(_counters.items())}
