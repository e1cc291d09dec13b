"""What a worker process holds: bodies by address, as many as fit; each is right while its stamp is."""

import threading
from dataclasses import dataclass

from tiles.bodies import Body
from tiles.stamps import Stamp


@dataclass(slots=True)
class Held:
    """A body, the stamp it was made under, and where to look whether that is still the stamp."""

    body: Body
    stamp: Stamp
    perimeter_id: int
    slot: int | None  # None: nothing of the debate is in it
    used: bool = False


class Memory:
    """At most `most` bytes; what was used since it was looked at last gets a second chance."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self.held: dict[str, Held] = {}
        self.lock = threading.Lock()

    def get(self, address: str) -> Held | None:
        held = self.held.get(address)
        if held is not None:
            held.used = True
        return held

    def put(self, address: str, held: Held) -> None:
        """Hold a body, and let go of others where there is no room."""
        with self.lock:
            self._drop(address)
            self.held[address] = held
            self.size += held.body.size
            while self.size > self.most and self.held:
                oldest = next(iter(self.held))
                one = self.held[oldest]
                if one.used and oldest != address:
                    one.used = False
                    self.held[oldest] = self.held.pop(oldest)
                else:
                    self._drop(oldest)

    def _drop(self, address: str) -> None:
        gone = self.held.pop(address, None)
        if gone is not None:
            self.size -= gone.body.size
