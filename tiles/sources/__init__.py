"""One file per kind of layer: its SQL and the fields it speaks of."""

from typing import Protocol, runtime_checkable

from tiles.fragments import Fragment


class Source(Protocol):
    """A vector layer of a tile."""

    @property
    def name(self) -> str:
        """Its name in the address and in the tile."""

    @property
    def kind(self) -> str:
        """Its kind, of a closed list, for metrics."""

    def fields(self) -> dict[str, str]:
        """Return the attributes as TileJSON names them: {field: "Number" | "String" | "Boolean"}."""

    def fragment(self, z: int) -> Fragment | None:
        """Return a SELECT of one bytea, the encoded layer of any tile of a zoom; None where there is nothing to ask.

        Parameters that differ from tile to tile are slots (tiles.frame).
        """


@runtime_checkable
class Heavy(Source, Protocol):
    """A layer whose features may be too many or too fine for one tile."""

    def thinned(self, z: int, share: float) -> Fragment | None:
        """Return the SELECT of the layer, with features that take this share of its bytes; each region keeps some."""
