"""`count_{kind}` and `count_{theme slug}`: the columns a cluster counts by, over rows or over the pyramid's cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from participation.models import Kind
from tiles.fragments import Fragment, compose


@dataclass(frozen=True, slots=True)
class Count:
    """A column that counts contributions of one kind or theme; `key` is its name in `PinCell.counts`."""

    column: str
    key: str
    condition: Fragment


def counts_of(themes: Sequence[tuple[int, str]]) -> list[Count]:
    """Return the counts of all kinds and themes (id, slug); a theme called like a kind has no column of its own."""
    kinds = [Count(f"count_{kind}", str(kind), Fragment("kind = %s", (kind,))) for kind in Kind.values]
    return kinds + [
        Count(f"count_{slug}", str(pk), Fragment("theme_id = %s", (pk,)))
        for pk, slug in themes
        if slug not in Kind.values
    ]


def columns(counts: Sequence[Count], template: str) -> Fragment:
    """Return ", …" for each count; `column` in the template is its quoted name (slugs hold no quotes)."""
    pieces = [
        compose(
            f", {template}",
            {"column": Fragment(f'"{count.column}"'), "condition": count.condition},
            {"key": count.key},
        )
        for count in counts
    ]
    return Fragment("".join(piece.sql for piece in pieces), tuple(p for piece in pieces for p in piece.params))
