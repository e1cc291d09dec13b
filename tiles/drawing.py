"""What a set of layer names means in a perimeter, looked up once and used until staff changes something."""

from dataclasses import dataclass

from core.geometry import Tile
from perimeter_data.selectors import get_public_perimeter
from tiles.encode import Encoder
from tiles.files import LAST_ZOOM
from tiles.paths import parse_names
from tiles.resolve import DEBATED, vector_sources
from tiles.stamps import Stamp, Stamps, tile_slot
from tiles.style.document import kept_sets


@dataclass(slots=True)
class Drawing:
    """A canonical set of layers without a filter."""

    perimeter_id: int
    slug: str
    layers: str
    encoder: Encoder
    stamp: Stamp
    debated: bool
    kept: bool  # style.json names it: nginx and the workers share its files

    def slot(self, tile: Tile) -> int | None:
        """Return where a tile's stamp stands; None where only the perimeter's counts."""
        return tile_slot(self.perimeter_id, tile) if self.debated else None

    def is_filed(self, tile: Tile) -> bool:
        """Say whether this tile may be a file."""
        return self.kept and tile.z <= LAST_ZOOM

    def encode(self, tile: Tile) -> bytes:
        """Return the tile."""
        return self.encoder.encode(tile)


def draw(slug: str, layers: str, stamps: Stamps) -> Drawing:
    """Look a canonical set up; raise `UnknownPerimeter`, `UnknownLayer` and their like."""
    perimeter = get_public_perimeter(slug)
    stamp = stamps.of_perimeter(perimeter.pk)
    names = parse_names(layers)
    # What was looked up before the stamp is looked up again: it may have changed between the two.
    perimeter = get_public_perimeter(slug)
    return Drawing(
        perimeter.pk,
        slug,
        layers,
        Encoder(vector_sources(perimeter, names)),
        stamp,
        debated=bool(DEBATED & set(names)),
        kept=layers in kept_sets(perimeter),
    )
