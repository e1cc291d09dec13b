"""One picked colour → the four names of the design tokens, in light and dark."""

from core.color import contrast, mix, walk

SURFACE = {"light": "#ffffff", "dark": "#1a2327"}
MAP_GROUNDS = {"light": ["#ffffff", "#e7e8d9", "#f2f0e8"], "dark": ["#1a2327", "#242f2e", "#2d3938"]}
TEXT_GROUNDS = {"light": ["#ffffff", "#f6f4ef", "#ece9e2"], "dark": ["#1a2327", "#11181b", "#222d32"]}
SOFT_SHARE = 0.12


def accent_names(picked: str) -> dict[str, dict[str, str]]:
    """Return {"light": {accent, accent_on, accent_ink, accent_soft}, "dark": {…}}, with the contrasts needed."""
    return {scheme: _names(picked, scheme) for scheme in ("light", "dark")}


def _names(picked: str, scheme: str) -> dict[str, str]:
    lighter = scheme == "dark"
    accent = walk(picked, MAP_GROUNDS[scheme], 3, lighter=lighter)
    on = max(("#ffffff", "#1d2a31"), key=lambda color: contrast(color, accent))
    if contrast(on, accent) < 4.5:  # a middle tone: go on the same way, until the far colour reads on it
        on = "#1d2a31" if lighter else "#ffffff"
        accent = walk(accent, [on], 4.5, lighter=lighter)
    return {
        "accent": accent,
        "accent_on": on,
        "accent_ink": walk(accent, TEXT_GROUNDS[scheme], 4.5, lighter=lighter),
        "accent_soft": mix(accent, SURFACE[scheme], SOFT_SHARE),
    }
