"""The same picture as PNG, for what reads no SVG: cards that preview a page."""

from functools import cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible
import resvg_py

FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
FONT = "Atkinson Hyperlegible"


def png(svg: str) -> bytes:
    """Return a PNG of an SVG of ours, pixel for pixel.

    Only the font that comes with the program is used: every machine draws the same bytes, with the same ETag.
    """
    return resvg_py.svg_to_bytes(svg_string=svg, font_files=_fonts(), font_family=FONT, skip_system_fonts=True)


@cache
def _fonts() -> list[str]:
    return sorted(str(path) for path in FONTS.glob("*.ttf"))
