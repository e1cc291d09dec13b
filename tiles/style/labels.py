"""Names: by kind of place, the reader's language first. Nothing is smaller than 14 px."""

from collections.abc import Sequence
from typing import Any

from tiles.style.expressions import BOLD, ITALIC, MEDIUM, SEMIBOLD, StyleLayer, both_names, get, is_one_of
from tiles.style.tokens import Palette

SMALLEST_PX = 14
HALO_PX = 1.8  # on each side of the letter: 3.6 in all
BOTH_FROM_ZOOM = 10.5
SPOTS = ("hamlet", "pass", "summit", "station", "other")


def labels(ink: Palette, language: str, languages: Sequence[str]) -> list[StyleLayer]:
    """Return the name layers, the least important first: the last is placed first."""

    def named(name: str, kinds: Sequence[str], size: float, font: list[str], color: str, **layout: Any) -> StyleLayer:
        return {
            "id": f"names-{name}",
            "type": "symbol",
            "source": "territory",
            "source-layer": "places",
            "filter": is_one_of("kind", *kinds),
            "layout": {
                "text-field": both_names(language, languages, round(SMALLEST_PX / size, 3), BOTH_FROM_ZOOM),
                "text-font": font,
                "text-size": size,
                "text-line-height": 1.1,
                "text-max-width": 9,
                "symbol-sort-key": ["coalesce", get("rank"), 9],
                **layout,
            },
            "paint": {"text-color": color, "text-halo-color": ink["map-halo"], "text-halo-width": HALO_PX},
        }

    beside = {"text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.5}
    water = ink["map-water-label"]
    return [
        named("hamlets", SPOTS, 14, MEDIUM, ink["map-label-2"], **beside),
        named("rivers", ("river", "lake"), 14, ITALIC, water),
        named("villages", ("village",), 15, SEMIBOLD, ink["map-label"], **beside),
        named("towns", ("town",), 18, BOLD, ink["map-label"], **beside),
        named("sea", ("sea",), 18, ITALIC, water, **{"text-letter-spacing": 0.16}),
    ]
