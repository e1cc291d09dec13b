"""Colours that stay legible: contrast, and the walk in OKLCH lightness until a colour has it."""

import math

RGB = tuple[float, float, float]
STEP = 0.02


def parse(color: str) -> RGB:
    """Return sRGB 0..1 of "#rrggbb"."""
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def to_hex(rgb: RGB) -> str:
    """Return "#rrggbb", clipped to the gamut."""
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in rgb)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(max(channel, 0), 1)
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def luminance(color: str) -> float:
    """Return the WCAG 2.1 relative luminance."""
    r, g, b = (_linear(channel) for channel in parse(color))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.1 contrast ratio, 1 to 21."""
    a, b = luminance(first), luminance(second)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def _to_oklch(color: str) -> RGB:
    r, g, b = (_linear(channel) for channel in parse(color))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b_ = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b_), math.atan2(b_, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return to_hex(
        (
            _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
            _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
            _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
        )
    )


def walk(color: str, grounds: list[str], ratio: float, *, lighter: bool) -> str:
    """Return the colour, darkened or lightened by steps of 2 % OKLCH lightness until it has `ratio` on every ground."""
    lightness, chroma, hue = _to_oklch(color)
    found = color
    while min(contrast(found, ground) for ground in grounds) < ratio and (lightness < 1 if lighter else lightness > 0):
        lightness += STEP if lighter else -STEP
        found = _from_oklch(lightness, chroma, hue)
    return found


def mix(color: str, ground: str, share: float) -> str:
    """Return `share` of the colour in the ground, in sRGB."""
    return to_hex(
        tuple(a * share + b * (1 - share) for a, b in zip(parse(color), parse(ground), strict=True))  # type: ignore[arg-type]
    )
