"""A perimeter's accent made visible: its OKLCH lightness is walked until the contrast is enough (looks, "accent").

OKLab after Björn Ottosson, https://bottosson.github.io/posts/oklab/; contrast after WCAG 2.1.
"""

from collections.abc import Sequence

STEP = 0.02
Triple = tuple[float, float, float]


def walked(color: str, grounds: Sequence[str], *, darker: bool, contrast: float) -> str:
    """Return #rrggbb darkened (or lightened) by steps of 2 % until it has this contrast on every ground."""
    lightness, a, b = _oklab(color)
    found = color
    while any(contrast_of(found, ground) < contrast for ground in grounds):
        lightness += -STEP if darker else STEP
        if not 0 <= lightness <= 1:
            return "#000000" if darker else "#ffffff"
        found = _hex((lightness, a, b))
    return found


def contrast_of(one: str, other: str) -> float:
    """Return the WCAG 2.1 contrast ratio of two colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(color: str) -> Triple:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def _oklab(color: str) -> Triple:
    r, g, b = _linear(color)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Triple) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_gamma(min(max(part, 0), 1)) * 255):02x}" for part in linear)


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
