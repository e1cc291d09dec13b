"""What is taken of the picture, so that nothing is laid over what must be read."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Say whether two boxes have room in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        """Say whether the other box lies inside."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def around(x: float, y: float, half_width: float, half_height: float) -> Box:
    """Return the box with its middle at a place."""
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


@dataclass(slots=True)
class Room:
    """The part of the picture where marks and names go, and what is taken of it."""

    area: Box
    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Say whether nothing is there yet."""
        return self.area.holds(box) and not any(box.meets(other) for other in self.taken)

    def take(self, box: Box) -> None:
        """Keep a box from others."""
        self.taken.append(box)

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """Return and take the first box with nothing in it."""
        for box in boxes:
            if self.free(box):
                self.take(box)
                return box
        return None
