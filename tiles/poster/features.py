"""The features of a picture: its tiles, decoded, in pixels, and put together again where tiles cut them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from tiles.encode import encode
from tiles.frame import EXTENT
from tiles.poster.frame import Frame
from tiles.sources import Source

DETAIL_PX = 0.3
AREAL, LINEAR = 2, 1


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a tile layer, in pixels of the picture."""

    properties: dict[str, Any]
    geometry: BaseGeometry

    @property
    def spot(self) -> tuple[float, float]:
        """Return where a point lies."""
        return self.geometry.x, self.geometry.y


Layers = dict[str, list[Feature]]


def read(sources: Sequence[Source], frame: Frame) -> Layers:
    """Return what the sources draw in the picture, by layer; what lies across tiles is there once a tile."""
    found: Layers = {}
    for tile in frame.tiles():
        place = _placing(frame, frame.corner(tile))
        data = encode(sources, tile)
        for name, layer in mapbox_vector_tile.decode(data, default_options={"y_coord_down": True}).items():
            features = found.setdefault(name, [])
            for feature in layer["features"]:
                geometry = shapely.transform(shape(feature["geometry"]), place)
                features.append(Feature(feature["properties"], geometry))
    return found


def _placing(frame: Frame, corner: tuple[float, float]) -> Callable[[Any], Any]:
    scale = frame.pixels / EXTENT
    return lambda positions: positions * scale + np.array(corner)


def whole(features: Iterable[Feature], dimension: int) -> BaseGeometry:
    """Return the union of the areas or lines of some features.

    Tiles hold a little more than themselves, so the pieces of one shape overlap and close without a seam.
    """
    pieces = [feature.geometry for feature in features if shapely.get_dimensions(feature.geometry) == dimension]
    return shapely.simplify(shapely.union_all(shapely.make_valid(np.array(pieces, dtype=object))), DETAIL_PX)


def limits(features: Iterable[Feature], key: Callable[[Feature], Hashable]) -> BaseGeometry:
    """Return the outlines of areas that share limits, each limit once: dashes laid twice would fill their gaps."""
    groups: dict[Hashable, list[Feature]] = {}
    for feature in features:
        groups.setdefault(key(feature), []).append(feature)
    outlines = [shapely.boundary(whole(group, AREAL)) for group in groups.values()]
    lines = shapely.union_all(np.array(outlines, dtype=object), grid_size=DETAIL_PX)
    return shapely.line_merge(lines)
