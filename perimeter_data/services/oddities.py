"""What is odd about a boundary made of several shapes, each with where it is: for a person to look at on a map.

Pure geometry, run in the child process of `reading`. Shapes are in metres of the boundary's own plane.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

ToDegrees = Callable[[BaseGeometry], BaseGeometry]
MOST = 200  # told one by one, the largest first; all are counted
MIN_OVERLAP_M2 = 100.0
# Overlaps are looked for pair by pair: what has more shapes than this is no list of communes.
MAX_COMPARED = 5000
MAX_NAMES = 4
TOUCHES_M = 1.0


class Oddities:
    """Collects what is odd; `names` are those of the features, in their order, empty where there are none."""

    def __init__(self, features: Sequence[BaseGeometry], names: Sequence[str], to_degrees: ToDegrees) -> None:
        self._features = np.asarray(features, dtype=object)
        self._names = names
        self._to_degrees = to_degrees
        self._tree = shapely.STRtree(self._features)
        self._found: list[tuple[str, BaseGeometry, Sequence[int]]] = []

    def tell(self, kind: str, shapes: Iterable[BaseGeometry]) -> None:
        """Add shapes, each with the features that touch it."""
        for shape in shapes:
            near = self._tree.query(shape, predicate="dwithin", distance=TOUCHES_M)
            self._found.append((kind, shape, sorted(int(index) for index in near)))

    def tell_features(self, kind: str, indices: Iterable[int]) -> None:
        """Add features themselves."""
        self._found += [(kind, self._features[index], [index]) for index in indices]

    def tell_overlaps(self) -> None:
        """Add every ground that two features share."""
        if not 1 < len(self._features) <= MAX_COMPARED:
            return
        one, other = self._tree.query(self._features, predicate="intersects")
        one, other = one[one < other], other[one < other]
        shared = shapely.intersection(self._features[one], self._features[other])
        for index in np.flatnonzero(shapely.area(shared) >= MIN_OVERLAP_M2):
            self._found.append(("overlap", shared[index], [int(one[index]), int(other[index])]))

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        return dict(Counter(kind for kind, _shape, _near in self._found))

    def largest(self) -> list[dict[str, Any]]:
        """Return {"kind", "area_ha", "point": [lon, lat], "bbox", "names"} of each, the largest first."""
        self._found.sort(key=lambda found: -found[1].area)
        return [self._told(*found) for found in self._found[:MOST]]

    def _told(self, kind: str, shape: BaseGeometry, near: Sequence[int]) -> dict[str, Any]:
        placed = self._to_degrees(shape)
        point = placed.representative_point()
        return {
            "kind": kind,
            "area_ha": round(shape.area / 1e4, 2),
            "point": [round(point.x, 6), round(point.y, 6)],
            "bbox": [round(value, 6) for value in placed.bounds],
            "names": [self._names[index] for index in near[:MAX_NAMES]] if self._names else [],
        }
